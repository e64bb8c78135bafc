#pragma once

#include <optional>
#include <string>
#include <vector>

#include "at/cme.h"

namespace hostmodem::at {

/// The kinds of error, with the numbers that the C API has for them (NRF_MODEM_AT_*).
enum class ErrorType : int { kError = 1, kCme = 2, kCms = 3 };

/// What the C API returns for an error: the kind in bits 16 to 23, the code in the rest.
[[nodiscard]] constexpr int error_code(ErrorType type, int code) {
  return (static_cast<int>(type) << 16) | code;
}

/// What a command came to: information lines and OK, or an error, which has no lines.
class AtResult {
 public:
  /// OK, after these information lines (without line ends).
  static AtResult ok(std::vector<std::string> lines = {});
  static AtResult ok(std::string line);
  /// ERROR: the command is unknown or has a form that it does not know.
  static AtResult error();
  /// +CME ERROR, or ERROR while AT+CMEE is 0.
  static AtResult cme(Cme error);
  /// +CMS ERROR: <code>. 3GPP: TS 27.005 3.2.5
  static AtResult cms(int code);

  [[nodiscard]] bool succeeded() const { return !error_type_; }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] std::optional<ErrorType> error_type() const { return error_type_; }
  [[nodiscard]] int code() const { return code_; }

 private:
  std::vector<std::string> lines_;
  std::optional<ErrorType> error_type_;
  int code_ = 0;
};

/// A command's result as the application gets it.
struct Response {
  /// 0 for OK, else error_code().
  int code = 0;
  /// Every line ends in CR LF; the last is the final result. 3GPP: TS 27.007 4.3
  std::string text;
  /// After a successful AT+CFUN=<fun>: <fun>.
  std::optional<int> functional_mode = std::nullopt;
};

/// The response for `result`. Without `cme_enabled` (AT+CMEE=1) a CME error is a bare ERROR, also
/// in the code. 3GPP: TS 27.007 9.1
[[nodiscard]] Response render(const AtResult& result, bool cme_enabled);

}  // namespace hostmodem::at
