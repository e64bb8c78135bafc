#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "connection.h"
#include "listener.h"

/// What is measured: one loop for every kind of connection. Each function makes its own
/// connections, warms up, measures for about `time` and closes them.
namespace hostmodem::bench {

using Seconds = std::chrono::duration<double>;

/// Sends blocks of `block` bytes as fast as it can. Returns what the peer received meanwhile, in
/// units of `sunk` (its counter) per second.
double uplink(const Connect& connect, std::size_t block, const std::atomic<std::uint64_t>& sunk,
              Seconds time);

/// Receives as fast as it can. Returns bytes per second.
double downlink(const Connect& connect, Seconds time);

/// Sends `size` bytes and waits until they are back, again and again. Returns seconds per round
/// trip.
double round_trip(const Connect& connect, std::size_t size, Seconds time);

/// Connects, waits until the peer ends the connection, and closes it, again and again. Returns
/// connections per second.
double connections(const Connect& connect, Seconds time);

/// Takes the connections that the peer's `dial` service makes, one after the other, and closes each
/// at once. Returns connections per second.
double accepts(const Listen& listen, Port dial, Seconds time);

/// Polls a datagram socket that has a datagram to read. Returns seconds per call. The service is to
/// send the datagram back.
double poll_ready(const Connect& connect, Seconds time);

/// Polls a datagram socket until a datagram comes, which says when it was sent. Returns the seconds
/// from then to the end of the call. The service is Service::kUdpLater.
double poll_wake_up(const Connect& connect, Seconds time);

}  // namespace hostmodem::bench
