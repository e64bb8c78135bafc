#include "support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "support/exec_arguments.h"
#include "support/host_socket.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

std::vector<std::string> environment_with(const std::vector<std::string>& added) {
  std::vector<std::string> result = added;
  for (char** entry = environ; *entry != nullptr; ++entry) result.emplace_back(*entry);
  return result;
}

// "nginx" to "/usr/sbin/nginx": servers are not in everybody's $PATH.
std::string program_path(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = getenv("PATH");
  std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  folders += ":/usr/sbin:/sbin";
  for (std::size_t begin = 0; begin < folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string candidate = folders.substr(begin, end - begin) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  throw std::runtime_error("the program " + name + " is not installed (see packages.txt)");
}

}  // namespace

Process::Process(const std::vector<std::string>& argv, const std::vector<std::string>& environment)
    : name_(argv.at(0)) {
  const std::string program = program_path(name_);
  std::vector<std::string> arguments = argv;
  std::vector<std::string> variables = environment_with(environment);
  const std::vector<char*> argument_pointers = exec_arguments(arguments);
  const std::vector<char*> variable_pointers = exec_arguments(variables);
  output_ = FileDescriptor(checked(memfd_create(name_.c_str(), MFD_CLOEXEC), "memfd_create"));
  std::array<int, 2> pipe_ends{};
  checked(pipe2(pipe_ends.data(), O_CLOEXEC), "pipe2");
  FileDescriptor input_end(pipe_ends[0]);
  input_ = FileDescriptor(pipe_ends[1]);
  const pid_t parent = getpid();

  id_ = checked(fork(), "fork");
  if (id_ == 0) {
    // Only what may be called after fork() in a program with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(input_end.get(), STDIN_FILENO);
    dup2(output_.get(), STDOUT_FILENO);
    dup2(output_.get(), STDERR_FILENO);
    execve(program.c_str(), argument_pointers.data(), variable_pointers.data());
    _exit(127);
  }
  handle_ =
      FileDescriptor(static_cast<int>(checked(syscall(SYS_pidfd_open, id_, 0), "pidfd_open")));
}

Process::~Process() {
  if (status_) return;
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string Process::output() const {
  struct stat status {};
  checked(fstat(output_.get(), &status), "fstat");
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  // pread() leaves the position alone at which the process writes: both share it.
  const ssize_t count = checked(pread(output_.get(), text.data(), text.size(), 0), "pread");
  text.resize(static_cast<std::size_t>(count));
  return text;
}

void Process::write_input(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = checked(write(input_.get(), text.data(), text.size()), "write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool Process::ended() {
  if (status_) return true;
  int status = 0;
  if (waitpid(id_, &status, WNOHANG) != id_) return false;
  status_ = status;
  return true;
}

void Process::give_up(const std::string& what) const {
  throw std::runtime_error(name_ + ": " + what + "; its output:\n" + output());
}

template <typename Look>
void Process::wait_until(Look look, const std::string& what) {
  const bool seen = eventually(
      [&] {
        // In this order: the last that it wrote counts.
        const bool was_ended = ended();
        if (look()) return true;
        if (was_ended) give_up("ended before it " + what);
        return false;
      },
      handle_.get());
  if (!seen) give_up("has not " + what);
}

void Process::wait_for_output(std::string_view text) {
  wait_until([&] { return output().find(text) != std::string::npos; },
             "written \"" + std::string(text) + "\"");
}

std::string Process::wait_for_line(std::string_view text) {
  std::string rest;
  wait_until(
      [&] {
        const std::string written = output();
        const auto begin = written.find(text);
        if (begin == std::string::npos) return false;
        const auto end = written.find('\n', begin);
        if (end == std::string::npos) return false;
        rest = written.substr(begin + text.size(), end - begin - text.size());
        return true;
      },
      "written a line with \"" + std::string(text) + "\"");
  return rest;
}

void Process::wait_for_port(Transport transport, std::uint16_t port) {
  wait_until([&] { return port_is_taken(transport, port); }, "taken port " + std::to_string(port));
}

int Process::wait_for_end() {
  if (!eventually([&] { return ended(); }, handle_.get())) give_up("did not end");
  return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
}

}  // namespace hostmodem::test
