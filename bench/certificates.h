#pragma once

#include <string>

namespace hostmodem::bench {

/// A server's certificate for kServerName and the authority that signed it, all ECDSA with P-256,
/// as PEM. Valid for a day.
struct Certificates {
  std::string authority;
  std::string server;
  std::string server_key;
};

/// Makes new ones. Throws std::runtime_error.
Certificates make_certificates();

}  // namespace hostmodem::bench
