#pragma once

#include <string>

namespace hostmodem::bench {

/// A server's certificates for kServerName and the authority that signed them, as PEM. Valid for a
/// day. All is ECDSA with P-256 but the second key, RSA with 2048 bits.
struct Certificates {
  std::string authority;
  std::string server;
  std::string server_key;
  std::string rsa_server;
  std::string rsa_server_key;
};

/// Makes new ones. Throws std::runtime_error.
Certificates make_certificates();

}  // namespace hostmodem::bench
