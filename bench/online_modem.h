#pragma once

#include <string>

namespace hostmodem::bench {

/// A modem that is initialised and registered, as long as this lives. There is one in a process at
/// a time.
class OnlineModem {
 public:
  /// Stores the authority's certificate (PEM; empty: none) under kSecurityTag, and blocks until the
  /// modem is registered. Throws std::runtime_error.
  explicit OnlineModem(const std::string& authority_pem = {});
  ~OnlineModem();
  OnlineModem(const OnlineModem&) = delete;
  OnlineModem& operator=(const OnlineModem&) = delete;
};

}  // namespace hostmodem::bench
