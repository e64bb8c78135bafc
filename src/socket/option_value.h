#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "socket/options.h"

/// Option values as C structures. Internal to socket/.
namespace hostmodem::socket {

/// kFault: none was given. kInval: another length.
template <typename T>
requires std::is_trivially_copyable_v<T> Result<T> value_as(OptionValue value) {
  if (!value) return fail(Errno::kFault);
  if (value->size() != sizeof(T)) return fail(Errno::kInval);
  T result;
  std::memcpy(&result, value->data(), sizeof(T));
  return result;
}

template <typename T>
requires std::is_trivially_copyable_v<T> std::vector<std::byte> value_of(const T& value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.end()};
}

}  // namespace hostmodem::socket
