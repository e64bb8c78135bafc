#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "program/program_test.h"
#include "support/echo_host.h"
#include "support/paths.h"

namespace hostmodem::test {

/// A test of hostmodem run, with tests/program/application.c as what is run.
class RunTest : public ProgramTest {
 protected:
  /// hostmodem run OPTIONS -- application MODE PORT
  [[nodiscard]] Arguments line(const Arguments& options, const std::string& mode) const {
    Arguments all = {"run"};
    all.insert(all.end(), options.begin(), options.end());
    for (const std::string& last :
         {std::string("--"), application(), mode, std::to_string(echo_.udp_port())}) {
      all.push_back(last);
    }
    return all;
  }
  [[nodiscard]] Ran run_mode(const Arguments& options, const std::string& mode) {
    return run(line(options, mode));
  }
  /// The summary of such a run.
  [[nodiscard]] nlohmann::json summary(Arguments options, const std::string& mode) {
    const std::string file = path("summary.json");
    for (const char* const word : {"--summary", "json", "--summary-file"}) {
      options.emplace_back(word);
    }
    options.push_back(file);
    status_ = run_mode(options, mode).status;
    return nlohmann::json::parse(read("summary.json"));
  }

  [[nodiscard]] static std::string application() {
    return HOSTMODEM_BUILD_DIR "/tests/program_application";
  }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] std::uint16_t echo_port() const { return echo_.udp_port(); }

 private:
  EchoHost echo_;
  int status_ = -1;
};

}  // namespace hostmodem::test
