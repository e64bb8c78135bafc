#pragma once

#include <optional>
#include <string>
#include <vector>

#include "credential_file.h"
#include "modem.h"

namespace hostmodem::program {

/// The credentials of a modem that is offline, by AT%CMNG.
class Provisioning {
 public:
  /// Throws Failure when the modem has no state directory: everything would be lost with it.
  explicit Provisioning(Modem& modem);

  /// Stores all of them under a tag, or none: nothing that is there already is replaced, and when
  /// the modem refuses one, or can't read a certificate, those before it are removed again. Throws
  /// Failure then.
  void add(SecTag tag, const std::vector<Credential>& credentials);

  /// What is stored.
  struct Entry {
    SecTag tag;
    const CredentialKind* kind;
    std::string sha256;  ///< 64 hexadecimal digits
  };
  [[nodiscard]] std::vector<Entry> list();

  /// Removes what is under a tag, or one kind of it. Throws Failure when there is nothing.
  void remove(SecTag tag, const CredentialKind* kind);

 private:
  /// Throws Failure, with what the modem says, unless the answer is OK.
  std::string command(const std::string& text, const std::string& what);
  void write(SecTag tag, const Credential& credential);
  /// Removes what was added; false, with a complaint for each, when some stay.
  bool take_back(SecTag tag, const std::vector<const CredentialKind*>& added);
  void remove_entry(SecTag tag, const CredentialKind& kind);

  Modem& modem_;
};

}  // namespace hostmodem::program
