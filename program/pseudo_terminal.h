#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "descriptor.h"

namespace hostmodem::program {

/// The modem's end of a pseudo-terminal, and who has the other end open.
///
/// Linux tells of a client that left (reading fails with EIO), but not of one that comes: inotify
/// does, as opening and closing the device are events of its file. inotify tells two equal events
/// in a row as one, so what the events add up to is compared with whether the device is hung up.
class PseudoTerminal {
 public:
  PseudoTerminal();

  /// The device that clients open.
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Readable when there is input. While nobody has the device open it always is: it is not to be
  /// waited for then.
  [[nodiscard]] int fd() const { return master_.get(); }

  /// Readable when the device was opened or closed.
  [[nodiscard]] int changes_fd() const { return watch_.get(); }

  [[nodiscard]] bool is_open() const { return openings_ > 0; }

  /// What next_change() has to say.
  enum class Change {
    kNone,
    kOpened,  ///< the first client opened the device
    kClosed,  ///< the last client closed it; what it wrote before can still be read
  };

  /// Takes the next change; kNone when there is no other.
  Change next_change();

  /// Reads what a client wrote: empty when there is nothing (more).
  std::string read();

  /// Writes as much as there is room for: the number of bytes.
  std::size_t write(std::string_view text);

  /// For the next client: raw mode again, and nothing left of what the last one did not read.
  void reset();

 private:
  /// Whether inotify has something to say; its next record.
  bool has_record();
  [[nodiscard]] std::uint32_t next_mask() const;

  /// Whether nobody has the device open who had.
  [[nodiscard]] bool is_hung_up() const;

  Descriptor master_;
  Descriptor watch_;
  std::string path_;
  int openings_ = 0;
  std::string records_;  ///< inotify's, as far as they were not looked at
};

}  // namespace hostmodem::program
