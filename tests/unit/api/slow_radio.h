#pragma once

#include <utility>
#include <vector>

#include "radio_watch.h"

namespace hostmodem::test {

/// A modem whose radio connection takes 200 ms to come up, and a far host whose TCP segments the
/// test makes.
class SlowRadio : public RadioWatch {
 protected:
  SlowRadio() : RadioWatch("[radio]\nrrc_set_up = 0.2\nrrc_inactivity = 2\n") {}

  /// A socket that is connected to port 9 of the far host. The radio connection is up.
  int connected_tcp() {
    const int fd = tcp();
    nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK);
    EXPECT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
    step(200);
    const auto segments = take_segments();
    if (segments.size() != 1) throw std::runtime_error("no request for a connection");
    modem_end_ = segments[0].from;
    next_ = segments[0].sequence + 1;
    answer(kSyn | kAck);
    ++sequence_;
    step(0);
    take_segments();
    nrf_fcntl(fd, NRF_F_SETFL, 0);
    return fd;
  }

  std::vector<TcpSegment> take_segments() {
    std::vector<TcpSegment> segments;
    for (const Bytes& packet : take_sent()) {
      if (auto segment = parse_tcp(packet)) segments.push_back(std::move(*segment));
    }
    return segments;
  }

  /// The far host acknowledges `count` bytes more.
  void acknowledge(std::uint32_t count) {
    next_ += count;
    answer(kAck);
  }

  /// A segment without data of the far host's.
  void answer(std::uint8_t flags) {
    TcpSegment segment;
    segment.from = {far, 9};
    segment.to = modem_end_;
    segment.sequence = sequence_;
    segment.acknowledgement = next_;
    segment.flags = flags;
    pass(tcp_packet(segment));
  }

  static Outcome set_int(int fd, int option, int value) {
    return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, option, &value, sizeof value));
  }

 private:
  SocketAddress modem_end_{};
  std::uint32_t sequence_ = 1000;
  std::uint32_t next_ = 0;  ///< of the modem's bytes
};

}  // namespace hostmodem::test
