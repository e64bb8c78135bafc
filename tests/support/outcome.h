#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace hostmodem::test {

/// "NRF_EAGAIN" for a number of nrf_errno.h.
[[nodiscard]] std::string_view error_name(int error);

/// The Modem library's number for one of the host's <errno.h>, found by its name. Throws when the
/// Modem library has no error of that name.
[[nodiscard]] int error_from_host(int host_error);

/// What a call of a sockets API gave: what it returned and, when that is -1, its error.
struct Outcome {
  std::int64_t value = 0;
  int error = 0;  ///< an NRF_E* number; 0 when the call succeeded

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

[[nodiscard]] constexpr Outcome gives(std::int64_t value) { return {value, 0}; }
[[nodiscard]] constexpr Outcome fails(int error) { return {-1, error}; }

/// What a receiving call gave. No data and no error: the end of a stream, or an empty datagram.
struct Received {
  std::string data;
  int error = 0;

  friend bool operator==(const Received&, const Received&) = default;
};

[[nodiscard]] inline Received received(std::string data) { return {std::move(data), 0}; }
[[nodiscard]] inline Received end_of_stream() { return {}; }
[[nodiscard]] inline Received receive_fails(int error) { return {{}, error}; }

std::ostream& operator<<(std::ostream& out, const Outcome& outcome);
std::ostream& operator<<(std::ostream& out, const Received& received);

}  // namespace hostmodem::test
