#include "child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace hostmodem::bench {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  return {ends[0], ends[1]};
}

}  // namespace

Memory memory_of(const std::string& process) {
  std::ifstream rollup("/proc/" + process + "/smaps_rollup");
  Memory memory;
  for (std::string line; std::getline(rollup, line);) {
    double kib = 0;
    if (std::sscanf(line.c_str(), "Rss: %lf", &kib) == 1) memory.resident = kib / 1024;
    if (std::sscanf(line.c_str(), "Pss: %lf", &kib) == 1) memory.proportional = kib / 1024;
    if (std::sscanf(line.c_str(), "Anonymous: %lf", &kib) == 1) memory.anonymous = kib / 1024;
  }
  if (memory.resident <= 0) throw std::runtime_error("smaps_rollup cannot be read");
  return memory;
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments) {
  std::vector<std::string> texts = {"hostmodem_bench"};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);

  const Pipe input = make_pipe();
  const Pipe output = make_pipe();
  id_ = ::fork();
  if (id_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(input.read, STDIN_FILENO);
    ::dup2(output.write, STDOUT_FILENO);
    ::execv("/proc/self/exe", argv.data());
    ::_exit(127);
  }
  ::close(input.read);
  ::close(output.write);
  input_ = input.write;
  output_ = output.read;
  if (id_ < 0) {
    ::close(input_);
    ::close(output_);
    throw std::runtime_error("fork");
  }
}

ChildProcess::~ChildProcess() {
  ::close(input_);
  ::close(output_);
  ::waitpid(id_, nullptr, 0);
}

std::string ChildProcess::line() {
  std::string line;
  for (char next = 0; ::read(output_, &next, 1) == 1;) {
    if (next == '\n') return line;
    line += next;
  }
  throw std::runtime_error("a process of the benchmark failed");
}

}  // namespace hostmodem::bench
