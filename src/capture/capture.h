#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "base/ip_address.h"
#include "capture/block_file.h"
#include "capture/pcapng.h"

namespace hostmodem::capture {

using pcapng::Direction;
using pcapng::Time;

/// A running capture: a pcapng file, and what goes into it. Interface 0 is the modem itself: AT
/// commands and what happens to the radio; the others are packet data networks, one for each time
/// that one came up.
///
/// A failure to write ends it, with one log line: what is given to it then is lost, and failure()
/// says why. Nobody else notices.
///
/// Thread: under the modem lock.
class Capture {
 public:
  enum class Secrets { kLeftOut, kIncluded };

  /// Errors are those of BlockFile, logged. With secrets the file is its owner's alone.
  static Result<std::unique_ptr<Capture>> start(const std::filesystem::path& path, Secrets secrets);

  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// The number of an interface that add_network() made.
  using Network = std::uint32_t;

  struct NetworkInfo {
    std::string name;         ///< "pdn0"
    std::string description;  ///< for a person
    std::optional<IpAddress> v4;
    std::optional<IpAddress> v6;
  };
  Network add_network(const NetworkInfo& info);

  /// One whole IP packet. kOutbound: sent by the modem.
  void packet(Network network, Direction direction, Time time, std::span<const std::byte> packet);

  /// Lines of the AT interface, with their line ends. kOutbound: to the modem.
  void at_lines(Direction direction, Time time, std::string_view lines);

  /// What happened, in one line for a person, without a line end.
  void event(Time time, std::string_view text);

  /// TLS keys, as lines of a key log file (NSS), each with its line end. Dropped by a capture
  /// without secrets. A reader needs them before the packets that they open.
  void secrets(std::string_view nss_lines);

  /// Why the capture ended; nullopt while it runs.
  [[nodiscard]] std::optional<Errno> failure() const { return failure_; }

 private:
  Capture(std::filesystem::path path, Secrets secrets, std::unique_ptr<BlockFile> file)
      : path_(std::move(path)), secrets_(secrets), file_(std::move(file)) {}
  void add_interface(const pcapng::InterfaceDescription& interface);
  void write(const pcapng::PacketHeader& header, std::span<const std::byte> packet);
  void write(std::span<const std::byte> block);

  std::filesystem::path path_;
  Secrets secrets_;
  std::unique_ptr<BlockFile> file_;
  std::uint32_t interfaces_ = 0;
  pcapng::Bytes block_;    ///< kept for its memory
  pcapng::Bytes message_;  ///< likewise
  std::optional<Errno> failure_;
};

}  // namespace hostmodem::capture
