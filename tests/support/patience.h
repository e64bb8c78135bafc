#pragma once

#include <chrono>

/// How tests wait for something that is outside of the modem (a server that starts, a thread that
/// goes to sleep): by looking again, a bounded number of times. The bound only decides how soon a
/// test that fails gives up; no result depends on it.
namespace hostmodem::test {

inline constexpr std::chrono::milliseconds kLookInterval{5};
inline constexpr int kLooks = 6000;  ///< half a minute; the sanitizers on a busy machine are slow
inline constexpr std::chrono::milliseconds kPatience = kLookInterval * kLooks;

/// Waits one kLookInterval, or less when `fd` (optional) becomes readable.
void wait_to_look_again(int fd = -1);

/// Looks until `look()` is true; false when it never was.
template <typename Look>
[[nodiscard]] bool eventually(Look look, int fd = -1) {
  for (int i = 0; i < kLooks; ++i) {
    if (look()) return true;
    wait_to_look_again(fd);
  }
  return false;
}

}  // namespace hostmodem::test
