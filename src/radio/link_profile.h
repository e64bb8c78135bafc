#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "radio/network.h"

namespace hostmodem::radio {

/// What the radio access network does to the packets of one direction, all PDNs together.
struct Air {
  std::uint32_t rate = 0;               ///< bit/s of whole IP packets; 0: no limit
  std::chrono::milliseconds delay{0};   ///< between base station and packet gateway
  std::chrono::milliseconds jitter{0};  ///< up to so much more; order is kept
};

/// What a radio of its kind is like. docs/radio.md has where the numbers come from.
struct LinkProfile {
  std::string_view name;
  std::optional<AccessTechnology> access;  ///< nullopt: either
  std::chrono::milliseconds set_up{0};     ///< of a connection, from idle
  /// An idle modem listens once in each cycle; zero: all the time.
  std::chrono::milliseconds paging_cycle{0};
  Air uplink;
  Air downlink;

  /// Packets take no time.
  [[nodiscard]] bool instant() const;
};

/// All there are; the first one is the default.
[[nodiscard]] std::span<const LinkProfile> link_profiles();

/// nullptr when there is none of that name.
[[nodiscard]] const LinkProfile* find_link_profile(std::string_view name);

}  // namespace hostmodem::radio
