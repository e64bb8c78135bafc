#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hostmodem::fuzz {

/// An input, read from its begin to its end. Beyond the end there are zeros, and no bytes.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(std::as_bytes(std::span(data, size))) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  /// Little-endian, as are the others.
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }

  /// As many as there are, up to `count`.
  std::span<const std::byte> bytes(std::size_t count) {
    const auto taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

 private:
  std::uint32_t number(std::size_t size) {
    std::uint32_t result = 0;
    unsigned shift = 0;
    for (const std::byte byte : bytes(size)) {
      result |= std::to_integer<std::uint32_t>(byte) << shift;
      shift += 8;
    }
    return result;
  }

  std::span<const std::byte> rest_;
};

}  // namespace hostmodem::fuzz
