#pragma once

#include <functional>
#include <memory>

#include "race/race_test.h"

namespace hostmodem::test {

/// A connected stream socket of a race, with its other end in either world.
struct Stream {
  int fd = -1;
  /// One byte comes to the socket.
  std::function<void()> feed;
  /// What the socket has sent is taken away.
  std::function<void()> drain;
};

/// Both ends live as long as the functions.
[[nodiscard]] Stream open_stream(SocketApi& api, World world);

/// A bound datagram socket. Nothing is to drain.
[[nodiscard]] Stream open_datagrams(SocketApi& api, World world);

/// A socket that receives whole IP packets, likewise.
[[nodiscard]] Stream open_packets(SocketApi& api, World world);

}  // namespace hostmodem::test
