#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "credentials/entry.h"

namespace hostmodem::credentials {

using SecTag = std::uint32_t;

/// The largest tag that an application may use.
inline constexpr SecTag kMaxSecTag = 2147483647;

/// The largest content of one entry, in bytes.
inline constexpr std::size_t kMaxContentSize = std::size_t{16} * 1024;

/// The longest password of a private key, in bytes: what OpenSSL has room for.
inline constexpr std::size_t kMaxPasswordSize = 1024;

/// What is stored under a tag, with the numbers of AT%CMNG.
enum class Type : std::uint8_t {
  kRootCa = 0,             ///< PEM: one or more CA certificates
  kClientCertificate = 1,  ///< PEM: the certificate, then its chain
  kClientPrivateKey = 2,   ///< PEM, may be encrypted
  kPsk = 3,                ///< hexadecimal text
  kPskIdentity = 4,        ///< text
};

/// Every type, in the order of its numbers.
inline constexpr std::array kTypes = {Type::kRootCa, Type::kClientCertificate,
                                      Type::kClientPrivateKey, Type::kPsk, Type::kPskIdentity};

/// One row of a listing.
struct Listing {
  SecTag tag = 0;
  Type type = Type::kRootCa;
  std::string sha256;  ///< of the content as written: 64 upper-case hexadecimal digits
};

/// The modem's credential storage: (tag, type) -> content, exactly the bytes that were written.
/// Content is judged when it is used, not when it is stored. The password of an encrypted private
/// key is part of the key's entry: both are replaced together, and both are removed. An entry that
/// is replaced or removed, or whose store ends, is wiped from the store's memory.
///
/// Thread: under the modem lock. Where a directory is used, write() and remove() wait for its disk.
class Store {
 public:
  /// In memory only.
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Kept in `directory` (created with mode 0700 when absent): one file of mode 0600 per entry,
  /// named "<tag>-<type>" and written atomically. The directory belongs to one modem at a time. A
  /// damaged file is reported in the log and left alone, its entry absent until it is written
  /// again.
  /// Fails as the host says (kAcces, kNotDir, kNoSpc, ...) when the directory can't be created or
  /// read, with a log line.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& directory);

  /// Stores `content`, replacing what was there, its password too. `password` decrypts a private
  /// key; empty: there is none. Nothing is changed on failure:
  /// kInval: tag above kMaxSecTag, empty content, a password for another type than a private key,
  /// or one with a NUL byte.
  /// kNoMem: content above kMaxContentSize, or a password above kMaxPasswordSize.
  /// kAcces, kNoSpc, kIo, ... as the host says when the file can't be written, with a log line.
  Status write(SecTag tag, Type type, std::string content, std::string password = {});

  /// Removes the entry, its file too. Nothing is changed on failure:
  /// kNoEnt: there is no such entry.
  /// kAcces, kIo, ... as the host says when the file can't be removed, with a log line.
  Status remove(SecTag tag, Type type);

  /// The content, or nullptr. Valid until the next write() or remove().
  [[nodiscard]] const std::string* find(SecTag tag, Type type) const;

  /// The password that was stored with the tag's private key, or nullptr. Valid likewise.
  [[nodiscard]] const std::string* find_password(SecTag tag) const;

  /// Where the entries are kept; nullopt: in memory only.
  [[nodiscard]] const std::optional<std::filesystem::path>& directory() const { return directory_; }

  /// By ascending tag and type; all, or those of one tag, or one entry. Passwords are no part of
  /// it.
  [[nodiscard]] std::vector<Listing> list(std::optional<SecTag> tag = std::nullopt,
                                          std::optional<Type> type = std::nullopt) const;

  /// 64 upper-case hexadecimal digits.
  static std::string sha256_hex(std::string_view content);

 private:
  using Key = std::pair<SecTag, Type>;

  void load(const std::filesystem::path& directory);

  std::optional<std::filesystem::path> directory_;
  std::map<Key, Entry> entries_;
};

}  // namespace hostmodem::credentials
