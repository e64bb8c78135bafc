// nrf_recv() and nrf_recvfrom() are ended by another thread at any moment.

#include <array>

#include "race/race_test.h"
#include "race/stream.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(ReceiveRace);

TEST_P(ReceiveRace, OnAStream) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    Round round;
    round.call = [this, fd = stream.fd] {
      char byte = 0;
      return api().recv(fd, &byte, 1, 0);
    };
    round.ordinary = [](const Outcome& outcome) { return outcome == gives(1); };
    round.nudge = stream.feed;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

TEST_P(ReceiveRace, OfDatagrams) {
  play([this] {
    const Stream datagrams = open_datagrams(api(), world());
    Round round;
    round.call = [this, fd = datagrams.fd] {
      char byte = 0;
      RawAddress from;
      from.length = sizeof from.bytes;
      return api().recvfrom(fd, &byte, 1, 0, from.data(), &from.length);
    };
    round.ordinary = [](const Outcome& outcome) { return outcome == gives(1); };
    round.nudge = datagrams.feed;
    round.close = [this, fd = datagrams.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

TEST_P(ReceiveRace, OfPackets) {
  play([this] {
    const Stream packets = open_packets(api(), world());
    Round round;
    round.call = [this, fd = packets.fd] {
      std::array<char, 1500> packet;
      return api().recv(fd, packet.data(), packet.size(), 0);
    };
    constexpr int kHeaders = 28;  // of IPv4 and UDP
    round.ordinary = [](const Outcome& outcome) { return outcome.value > kHeaders; };
    round.nudge = packets.feed;
    round.close = [this, fd = packets.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
