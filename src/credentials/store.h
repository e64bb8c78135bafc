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

namespace hostmodem::credentials {

using SecTag = std::uint32_t;

/// The largest tag that an application may use.
inline constexpr SecTag kMaxSecTag = 2147483647;

/// The largest content of one entry, in bytes.
inline constexpr std::size_t kMaxContentSize = std::size_t{16} * 1024;

/// What is stored under a tag, with the numbers of AT%CMNG.
enum class Type : std::uint8_t {
  kRootCa = 0,             ///< PEM: one or more CA certificates
  kClientCertificate = 1,  ///< PEM: the certificate, then its chain
  kClientPrivateKey = 2,   ///< PEM
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
/// Content is judged when it is used, not when it is stored. Content that is replaced or removed,
/// or whose store ends, is wiped from the store's memory.
///
/// Thread: under the modem lock. Where a directory is used, write() and remove() wait for its disk.
class Store {
 public:
  /// In memory only.
  Store() = default;
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Kept in `directory` (created with mode 0700 when absent): one file of mode 0600 per entry,
  /// named "<tag>-<type>" and written atomically. The directory belongs to one modem at a time. A
  /// damaged file is reported in the log and left alone, its entry absent until it is written
  /// again.
  /// Fails as the host says (kAcces, kNotDir, kNoSpc, ...) when the directory can't be created or
  /// read, with a log line.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& directory);

  /// Stores `content`, replacing what was there. Nothing is changed on failure:
  /// kInval: tag above kMaxSecTag, or empty content.
  /// kNoMem: content above kMaxContentSize.
  /// kAcces, kNoSpc, kIo, ... as the host says when the file can't be written, with a log line.
  Status write(SecTag tag, Type type, std::string content);

  /// Removes the entry, its file too. Nothing is changed on failure:
  /// kNoEnt: there is no such entry.
  /// kAcces, kIo, ... as the host says when the file can't be removed, with a log line.
  Status remove(SecTag tag, Type type);

  /// The content, or nullptr. Valid until the next write() or remove().
  [[nodiscard]] const std::string* find(SecTag tag, Type type) const;

  /// Where the entries are kept; nullopt: in memory only.
  [[nodiscard]] const std::optional<std::filesystem::path>& directory() const { return directory_; }

  /// By ascending tag and type; all, or those of one tag, or one entry.
  [[nodiscard]] std::vector<Listing> list(std::optional<SecTag> tag = std::nullopt,
                                          std::optional<Type> type = std::nullopt) const;

  /// 64 upper-case hexadecimal digits.
  static std::string sha256_hex(std::string_view content);

 private:
  using Key = std::pair<SecTag, Type>;

  void load(const std::filesystem::path& directory);

  std::optional<std::filesystem::path> directory_;
  std::map<Key, std::string> entries_;
};

}  // namespace hostmodem::credentials
