#pragma once

#include <optional>
#include <string>

namespace hostmodem::credentials {

/// What a certificate says of its identity and its validity.
struct CertificateInfo {
  std::string serial;      ///< the bytes of the DER integer: upper-case hexadecimal digits
  std::string not_before;  ///< "yyyymmddhhmmssZ"
  std::string not_after;
};

/// Reads the first certificate of a PEM text; nullopt when there is none that can be read.
[[nodiscard]] std::optional<CertificateInfo> read_certificate(const std::string& pem);

}  // namespace hostmodem::credentials
