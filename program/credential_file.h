#pragma once

#include <string>

#include "credential_kinds.h"

namespace hostmodem::program {

/// A credential that is to be stored.
struct Credential {
  const CredentialKind* kind;
  std::string source;  ///< how messages name it
  std::string content;
  std::string password = {};  ///< of an encrypted private key
};

/// Reads a credential of a file; "-" is standard input. White space at the end of a PSK is dropped.
/// Throws Failure when the file can't be read, is too large, or is none of that kind; no message
/// has any of the content.
[[nodiscard]] Credential read_credential(const CredentialKind& kind, const std::string& path);

/// Reads the password of an encrypted private key: the text of a file, without its line end; "-" is
/// standard input. Throws Failure when the file can't be read, or no AT command can carry the text.
[[nodiscard]] std::string read_password(const std::string& path);

/// The same as read_credential() for one that was given on the command line.
[[nodiscard]] Credential check_credential(Credential credential);

}  // namespace hostmodem::program
