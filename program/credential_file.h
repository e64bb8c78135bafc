#pragma once

#include <string>

#include "credential_kinds.h"

namespace hostmodem::program {

/// A credential that is to be stored.
struct Credential {
  const CredentialKind* kind;
  std::string source;  ///< how messages name it
  std::string content;
};

/// Reads a credential of a file; "-" is standard input. White space at the end of a PSK is dropped.
/// Throws Failure when the file can't be read, is too large, or is none of that kind; no message
/// has any of the content.
[[nodiscard]] Credential read_credential(const CredentialKind& kind, const std::string& path);

/// The same for one that was given on the command line.
[[nodiscard]] Credential check_credential(Credential credential);

}  // namespace hostmodem::program
