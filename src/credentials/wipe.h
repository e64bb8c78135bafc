#pragma once

#include <string>

namespace hostmodem::credentials {

/// Overwrites the whole of the string's memory and leaves it empty.
void wipe(std::string& secret);

/// Wipes a string at the end of the scope. The string must not grow meanwhile: memory that it left
/// behind is not wiped.
class WipeAtExit {
 public:
  explicit WipeAtExit(std::string& secret) : secret_(secret) {}
  ~WipeAtExit() { wipe(secret_); }
  WipeAtExit(const WipeAtExit&) = delete;
  WipeAtExit& operator=(const WipeAtExit&) = delete;

 private:
  std::string& secret_;
};

}  // namespace hostmodem::credentials
