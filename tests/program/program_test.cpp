#include "program/program_test.h"

#include <fstream>
#include <sstream>

#include "support/paths.h"

namespace hostmodem::test {

std::vector<std::string> ProgramTest::environment() const {
  return {"HOSTMODEM_CONFIG=",
          "HOSTMODEM_CONTROL=",
          "HOME=" + directory_.path().string(),
          "XDG_STATE_HOME=",
          "TERM=xterm",
          "LC_ALL=C.UTF-8",
          "COLUMNS=",
          "LINES="};
}

std::unique_ptr<Process> ProgramTest::start(const Arguments& arguments) const {
  Arguments all = {"/bin/sh", "-c", "exec 2>\"$0\"; exec \"$@\"", path("stderr"),
                   HOSTMODEM_PROGRAM};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return std::make_unique<Process>(all, environment());
}

Ran ProgramTest::run(const Arguments& arguments, const std::string& input) {
  const auto process = start(arguments);
  process->write_input(input);
  process->end_input();
  const int status = process->wait_for_end();
  return {status, process->output(), error_output()};
}

std::string ProgramTest::configuration_with_state() const {
  return configuration("[modem]\nstate_dir = \"" + state_directory().string() + "\"\n");
}

std::string ProgramTest::read(const std::string& name) const {
  std::ifstream file(directory_.path() / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

unsigned mode_of(const std::filesystem::path& path) {
  return static_cast<unsigned>(std::filesystem::status(path).permissions());
}

}  // namespace hostmodem::test
