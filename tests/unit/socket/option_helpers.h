#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace hostmodem::socket {

/// The bytes of option values.
template <typename T>
std::vector<std::byte> packed(const T& value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.end()};
}

inline std::vector<std::byte> packed_list(std::initializer_list<std::uint32_t> values) {
  const auto bytes = std::as_bytes(std::span(values.begin(), values.size()));
  return {bytes.begin(), bytes.end()};
}

inline std::vector<std::byte> text_value(std::string_view text, bool terminated) {
  const auto bytes = std::as_bytes(std::span(text));
  std::vector<std::byte> value(bytes.begin(), bytes.end());
  if (terminated) value.push_back(std::byte{0});
  return value;
}

/// A value as the structure that it is.
template <typename T>
T unpacked(std::span<const std::byte> value) {
  T result{};
  if (value.size() == sizeof result) std::memcpy(&result, value.data(), sizeof result);
  return result;
}

}  // namespace hostmodem::socket
