#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hostmodem::program {

using SecTag = std::uint32_t;

/// The largest security tag, and the largest credential in bytes, that the modem takes.
inline constexpr SecTag kMaxSecTag = 2147483647;
inline constexpr std::size_t kMaxCredentialSize = std::size_t{16} * 1024;
/// The longest password of a private key, in bytes, that the modem takes.
inline constexpr std::size_t kMaxPasswordSize = 1024;

/// What may be stored under a security tag.
struct CredentialKind {
  unsigned number;        ///< in AT%CMNG
  std::string_view name;  ///< on the command line
  /// What is wrong with a content; nullopt: nothing that can be seen.
  std::optional<std::string> (*fault)(std::string_view content);
};

/// Whether a private key, PEM, is encrypted.
[[nodiscard]] bool is_encrypted(std::string_view key);

/// All, in the order of their numbers.
[[nodiscard]] std::span<const CredentialKind> credential_kinds();

/// Throws Failure for a name that is none.
[[nodiscard]] const CredentialKind& credential_kind(std::string_view name);

}  // namespace hostmodem::program
