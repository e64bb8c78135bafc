#pragma once

#include <cstddef>
#include <string>

#include "support/socket.h"

/// What goes both ways, so that a record that is lost, doubled or moved shows.
namespace hostmodem::test::interop {

/// So many times something is sent and comes back, each in records of its own.
inline constexpr int kTurns = 3;

/// Text without line ends, different for each seed; `datagram()` as much of it as fits into one.
[[nodiscard]] std::string text(int seed);
[[nodiscard]] std::string datagram(int seed);

/// More than any datagram is long.
inline constexpr std::size_t kLongestDatagram = 2000;

/// Sends all of it.
void send_all(Socket& socket, std::string_view data);

/// The peer's close_notify has come, and nothing before it.
void expect_end(Socket& socket);

}  // namespace hostmodem::test::interop
