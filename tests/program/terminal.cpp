#include "program/terminal.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "support/exec_arguments.h"
#include "support/patience.h"

namespace hostmodem::test {
Terminal::Terminal(const std::vector<std::string>& argv,
                   const std::vector<std::string>& environment) {
  std::vector<std::string> arguments = argv;
  std::vector<std::string> variables = environment;
  const std::vector<char*> argument_pointers = exec_arguments(arguments);
  const std::vector<char*> variable_pointers = exec_arguments(variables);
  const winsize size{24, 40, 0, 0};
  int master = -1;
  const pid_t parent = getpid();
  id_ = forkpty(&master, nullptr, nullptr, &size);
  if (id_ < 0) throw std::system_error(errno, std::system_category(), "forkpty");
  if (id_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    execve(argument_pointers[0], argument_pointers.data(), variable_pointers.data());
    _exit(127);
  }
  keyboard_ = FileDescriptor(master);
  fcntl(master, F_SETFL, O_NONBLOCK);
}

Terminal::~Terminal() {
  if (waited_for_) return;
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Terminal::type(std::string_view text) const {
  if (write(keyboard_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::system_category(), "the terminal's keyboard");
  }
}

void Terminal::look() {
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = read(keyboard_.get(), buffer.data(), buffer.size())) > 0) {
    screen_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string Terminal::wait_for(std::string_view text) {
  const std::size_t begin = seen_;
  const bool came = eventually(
      [&] {
        look();
        const auto found = screen_.find(text, begin);
        if (found == std::string::npos) return false;
        seen_ = found + text.size();
        return true;
      },
      keyboard_.get());
  if (!came) throw std::runtime_error("\"" + std::string(text) + "\" did not come:\n" + screen_);
  return screen_.substr(begin, seen_ - begin);
}

int Terminal::wait_for_end() {
  int status = 0;
  const bool ended = eventually([&] {
    look();
    return waitpid(id_, &status, WNOHANG) == id_;
  });
  if (!ended) throw std::runtime_error("the program did not end:\n" + screen_);
  waited_for_ = true;
  look();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace hostmodem::test
