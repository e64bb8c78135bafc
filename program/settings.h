#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hostmodem::program {

/// What one run of an application changes of the configuration: what $HOSTMODEM_SET takes.
class Settings {
 public:
  /// Sets a key, as in "clock.scale", to a value of TOML, or to the text itself when that is none
  /// or the key takes a string. Later ones take the place of earlier ones.
  ///
  /// @param option  The argument that says so, for the message.
  /// Throws Failure, with what the library says of it, when the key does not exist or can't have
  /// that value.
  void set(const std::string& option, const std::string& key, const std::string& value);

  /// The same of "key=value".
  void set(const std::string& option, const std::string& assignment);

  /// One line for each.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Reads a configuration file, to see whether it is good. What is wrong goes to standard error;
/// throws Failure then.
void check_configuration(const std::string& file);

}  // namespace hostmodem::program
