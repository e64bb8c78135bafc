#include "child.h"

#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "failure.h"

namespace hostmodem::program {
namespace {

constexpr int kSignalStatus = 128;

int spawn(pid_t& id, const std::vector<std::string>& argv, const sigset_t& mask) {
  std::vector<std::string> copy = argv;
  std::vector<char*> arguments;
  arguments.reserve(copy.size() + 1);
  for (std::string& argument : copy) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error =
      ::posix_spawnp(&id, arguments.front(), nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

Child::Child(const std::vector<std::string>& argv) {
  take_signals();
  const int error = spawn(id_, argv, former_);
  if (error == 0) return;
  const bool missing = error == ENOENT || error == ENOTDIR;
  throw Failure(missing ? ExitStatus::kNotFound : ExitStatus::kNotExecutable,
                argv.front() + ": " + std::strerror(error));
}

void Child::take_signals() {
  // Ignored, it would leave no status to wait for.
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &normal, nullptr);
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD}) {
    sigaddset(&set, number);
  }
  pthread_sigmask(SIG_BLOCK, &set, &former_);
  signals_ = Descriptor(::signalfd(-1, &set, SFD_CLOEXEC));
  if (signals_.get() < 0) fail_with_errno("signalfd");
}

Ending Child::wait() {
  while (true) {
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    const auto number = static_cast<int>(info.ssi_signo);
    if (number != SIGCHLD) {
      if (info.ssi_code != SI_KERNEL) ::kill(id_, number);
      continue;
    }
    int status = 0;
    if (::waitpid(id_, &status, WNOHANG) != id_) continue;
    if (WIFSIGNALED(status)) return {kSignalStatus + WTERMSIG(status), WTERMSIG(status)};
    return {WEXITSTATUS(status), std::nullopt};
  }
}

}  // namespace hostmodem::program
