#include "credential_kinds.h"

#include <algorithm>
#include <array>

#include "failure.h"
#include "pem.h"

namespace hostmodem::program {
namespace {

std::optional<std::string> certificate_fault(std::string_view content) {
  return pem_fault(content, {"CERTIFICATE"});
}

std::optional<std::string> key_fault(std::string_view content) {
  // "openssl ecparam -genkey" puts the parameters of the curve before the key.
  auto fault = pem_fault(content, {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY",
                                   "RSA PRIVATE KEY", "EC PARAMETERS"});
  if (!fault && content.find("PRIVATE KEY-----") == std::string_view::npos) {
    return "has no PRIVATE KEY";
  }
  return fault;
}

bool is_hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<std::string> psk_fault(std::string_view content) {
  if (content.size() % 2 == 0 && std::all_of(content.begin(), content.end(), is_hexadecimal)) {
    return std::nullopt;
  }
  return "is not a PSK: hexadecimal digits of whole bytes";
}

std::optional<std::string> identity_fault(std::string_view content) {
  const bool printable = std::all_of(content.begin(), content.end(), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '\x7f';
  });
  if (printable) return std::nullopt;
  return "is not a PSK identity: it has control characters";
}

constexpr std::array kKinds = {
    CredentialKind{0, "ca", certificate_fault},
    CredentialKind{1, "certificate", certificate_fault},
    CredentialKind{2, "key", key_fault},
    CredentialKind{3, "psk", psk_fault},
    CredentialKind{4, "psk-identity", identity_fault},
};

}  // namespace

bool is_encrypted(std::string_view key) {
  return key.find("-----BEGIN ENCRYPTED ") != std::string_view::npos ||
         key.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
}

std::span<const CredentialKind> credential_kinds() { return kKinds; }

const CredentialKind& credential_kind(std::string_view name) {
  for (const CredentialKind& kind : kKinds) {
    if (kind.name == name) return kind;
  }
  throw Failure(ExitStatus::kUnusable, std::string(name) + " is not a type of credentials");
}

}  // namespace hostmodem::program
