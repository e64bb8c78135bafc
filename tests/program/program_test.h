#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {

/// What a run of the program came to.
struct Ran {
  int status;
  std::string out;  ///< standard output
  std::string err;  ///< standard error
};

/// A test of the program hostmodem, with a home directory of its own and no configuration but the
/// one that it gives.
class ProgramTest : public ::testing::Test {
 protected:
  using Arguments = std::vector<std::string>;

  /// Runs the program to its end, with this standard input.
  [[nodiscard]] Ran run(const Arguments& arguments, const std::string& input = "");

  /// Starts it; standard error is in error_output().
  [[nodiscard]] std::unique_ptr<Process> start(const Arguments& arguments) const;
  [[nodiscard]] std::string error_output() const { return read("stderr"); }

  /// Writes a configuration, and gives its path.
  [[nodiscard]] std::string configuration(const std::string& toml) const {
    return directory_.write("modem.toml", toml);
  }
  /// One whose modem keeps its credentials, and the directory where it does.
  [[nodiscard]] std::string configuration_with_state() const;
  [[nodiscard]] std::filesystem::path state_directory() const {
    return directory_.path() / "credentials";
  }

  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (directory_.path() / name).string();
  }
  /// A file of the directory; empty when there is none.
  [[nodiscard]] std::string read(const std::string& name) const;
  /// What the program has in its environment.
  [[nodiscard]] std::vector<std::string> environment() const;

 private:
  TemporaryDirectory directory_;
};

/// The permission bits of a file.
[[nodiscard]] unsigned mode_of(const std::filesystem::path& path);

}  // namespace hostmodem::test
