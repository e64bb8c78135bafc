#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <utility>

#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::kAck;
using testing::kFin;
using testing::kPsh;
using testing::kRst;
using testing::kSyn;
using testing::make;
using testing::Packet;
using testing::Tcp;
using testing::to_bytes;

class SlirpTcpTest : public testing::SlirpLinkTest, public ::testing::WithParamInterface<Family> {
 protected:
  /// What the host's end can read now.
  static Packet read(const HostSocket& peer) {
    Packet bytes(1 << 18);
    const ssize_t got = recv(peer.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }

  /// Sends `count` segments of `length` bytes in one burst; returns their payload.
  Packet send_burst(Tcp& tcp, int count, std::size_t length) {
    Packet all;
    for (int i = 0; i < count; ++i) {
      tcp.payload.assign(length, static_cast<std::byte>(i));
      link_->send(make(tcp));
      all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
      tcp.sequence += static_cast<std::uint32_t>(length);
    }
    tcp.payload.clear();
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(Families, SlirpTcpTest, ::testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(SlirpTcpTest, AListenerAnswersSynWithSynAck) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const Tcp syn{.source = modem(GetParam(), 5000),
                .destination = host(GetParam(), listener.port()),
                .sequence = 1000,
                .flags = kSyn};
  send(make(syn));
  ASSERT_TRUE(pump_until_received());
  const Tcp answer = testing::read_tcp(take_received());
  EXPECT_EQ(answer.flags, kSyn | kAck);
  EXPECT_EQ(answer.source, syn.destination);
  EXPECT_EQ(answer.destination, syn.source);
  EXPECT_EQ(answer.acknowledgement, 1001U);
}

TEST_P(SlirpTcpTest, AClosedPortAnswersSynWithRst) {
  HostSocket listener(GetParam(), SOCK_STREAM);
  const std::uint16_t port = listener.port();
  listener.close();
  send(make(Tcp{.source = modem(GetParam(), 5000),
                .destination = host(GetParam(), port),
                .sequence = 1000,
                .flags = kSyn}));
  ASSERT_TRUE(pump_until_received());
  const Tcp answer = testing::read_tcp(take_received());
  EXPECT_EQ(answer.flags & kRst, kRst);
  EXPECT_EQ(answer.acknowledgement, 1001U);
}

TEST_P(SlirpTcpTest, ABurstArrivesWholeAndIsAcknowledgedOnce) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet sent = send_burst(tcp, 40, 1400);
  EXPECT_TRUE(received_.empty());  // nothing went yet
  link_->flush();

  EXPECT_EQ(read(peer), sent);
  ASSERT_EQ(received_.size(), 1U);
  EXPECT_EQ(testing::read_tcp(take_received()).acknowledgement, tcp.sequence);
}

TEST_P(SlirpTcpTest, WhatIsHeldLeavesWithTheNextTurnOfTheLoop) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet sent = send_burst(tcp, 3, 1000);

  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  link_->poll_source()->prepare(fds, deadline);
  EXPECT_LE(deadline, clock_.now());
  link_->poll_source()->dispatch(fds);
  EXPECT_EQ(read(peer), sent);
}

TEST_P(SlirpTcpTest, APacketThatCannotMergeKeepsItsPlace) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet sent = send_burst(tcp, 3, 1000);
  tcp.flags = kFin | kAck;
  link_->send(make(tcp));  // no flush
  EXPECT_EQ(read(peer), sent);
  EXPECT_TRUE(peer.readable());
  EXPECT_TRUE(read(peer).empty());  // the end
}

TEST_P(SlirpTcpTest, WithoutOffloadDownlinkComesInSegmentsThatFitTheMtu) {
  link_->set_offload(false);
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const auto [tcp, peer] = connect(GetParam(), listener);
  const Packet data(10000, std::byte{7});
  ASSERT_EQ(::send(peer.fd(), data.data(), data.size(), 0), 10000);

  std::size_t arrived = 0;
  Tcp ack = tcp;
  ASSERT_TRUE(pump_until([&] {
    while (!received_.empty()) {
      const Packet packet = take_received();
      EXPECT_LE(packet.size(), network_.mtu);
      const std::size_t length = testing::read_tcp(packet).payload.size();
      arrived += length;
      ack.acknowledgement += static_cast<std::uint32_t>(length);
      send(make(ack));
    }
    return arrived == data.size();
  }));
}

TEST_P(SlirpTcpTest, WithoutOffloadEachSegmentLeavesAtOnce) {
  link_->set_offload(false);
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet sent = send_burst(tcp, 3, 1000);  // no flush
  EXPECT_EQ(read(peer), sent);
}

TEST_P(SlirpTcpTest, WithOffloadDownlinkComesInOneSegment) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const auto [tcp, peer] = connect(GetParam(), listener);
  const Packet data(10000, std::byte{7});
  ASSERT_EQ(::send(peer.fd(), data.data(), data.size(), 0), 10000);
  ASSERT_TRUE(pump_until_received());
  EXPECT_EQ(testing::read_tcp(take_received()).payload, data);
}

TEST_P(SlirpTcpTest, OffloadCanBeSwitchedWithAConnectionOpen) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const auto [tcp, peer] = connect(GetParam(), listener);
  Tcp ack = tcp;
  for (const bool on : {false, true, false}) {
    link_->set_offload(on);
    const Packet data(10000, std::byte{7});
    ASSERT_EQ(::send(peer.fd(), data.data(), data.size(), 0), 10000);
    Packet arrived;
    std::size_t longest = 0;
    for (; arrived.size() < data.size(); received_.erase(received_.begin())) {
      ASSERT_TRUE(pump_until_received());
      const Tcp segment = testing::read_tcp(received_.front());
      EXPECT_EQ(segment.sequence, ack.acknowledgement);
      longest = std::max(longest, received_.front().size());
      arrived.insert(arrived.end(), segment.payload.begin(), segment.payload.end());
      ack.acknowledgement += static_cast<std::uint32_t>(segment.payload.size());
    }
    EXPECT_EQ(arrived, data);
    EXPECT_EQ(longest > network_.mtu, on);
    send(make(ack));
  }
}

TEST_P(SlirpTcpTest, WhatIsHeldLeavesWhenOffloadEnds) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet sent = send_burst(tcp, 3, 1000);  // no flush
  link_->set_offload(false);
  EXPECT_EQ(read(peer), sent);
}

// libslirp calls all that it reads with an urgent byte urgent: in long segments, too.
TEST_P(SlirpTcpTest, WithoutOffloadUrgentDataOfThePeerArrive) {
  link_->set_offload(false);
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const auto [tcp, peer] = connect(GetParam(), listener);
  const Packet data(10000, std::byte{7});
  ASSERT_EQ(::send(peer.fd(), data.data(), data.size(), MSG_OOB), 10000);
  std::size_t arrived = 0;
  std::size_t urgent = 0;
  EXPECT_TRUE(pump_until([&] {
    for (; !received_.empty(); received_.erase(received_.begin())) {
      const Tcp segment = testing::read_tcp(received_.front());
      arrived += segment.payload.size();
      if ((segment.flags & testing::kUrg) != 0) ++urgent;
    }
    return arrived >= data.size() - 1;
  })) << arrived;
  EXPECT_GT(urgent, 1U);
}

TEST_P(SlirpTcpTest, AResetOfThePeerReachesTheModem) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  peer.reset();
  ASSERT_TRUE(pump_until_received());
  EXPECT_EQ(testing::read_tcp(take_received()).flags & kRst, kRst);
}

TEST_P(SlirpTcpTest, WritingToAClosedPeerRaisesNoSignal) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  peer.close();
  for (int i = 0; i < 10; ++i) {  // the host's kernel refuses from the second on
    send_burst(tcp, 1, 100);
    link_->flush();
  }
  std::signal(SIGPIPE, before);
}

// libslirp sends more urgent data than it has.
TEST_P(SlirpTcpTest, UrgentDataAreDropped) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  tcp.flags = kAck | testing::kUrg;
  tcp.urgent = 1000;
  tcp.payload = to_bytes("x");
  send(make(tcp));
  EXPECT_FALSE(peer.readable());
}

// libslirp aborts when it reads a socket for which it has no room.
TEST_P(SlirpTcpTest, AResetWhileBothBuffersAreFullIsSurvived) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  auto [tcp, peer] = connect(GetParam(), listener);
  const Packet block(65536);
  // Towards the modem, which acknowledges nothing. libslirp's buffer is 9 whole segments; it reads
  // while that is less than half full, and then all that there is, in whole segments ...
  const std::size_t segment = 16384 - (GetParam() == Family::kIpv4 ? 40 : 60);
  constexpr std::size_t kPiece = 1024;  // often enough for the kernel to allow 5 segments at once
  for (std::size_t left = 4 * segment; left > 0; left -= std::min(left, kPiece)) {
    ASSERT_GT(::send(peer.fd(), block.data(), std::min(left, kPiece), 0), 0);
    turn();
  }
  while (::send(peer.fd(), block.data(), block.size(), MSG_DONTWAIT) > 0) {
  }
  for (int i = 0; i < 20; ++i) turn();
  received_.clear();
  // ... and towards the host, which reads nothing, until the window is closed.
  for (int i = 0; i < 20000; ++i) {
    send_burst(tcp, 1, 1400);
    link_->flush();
    turn();
    if (!received_.empty() && testing::read_tcp(received_.back()).window < 1400) break;
    received_.clear();
  }
  ASSERT_FALSE(received_.empty());
  peer.reset();
  for (int i = 0; i < 20; ++i) turn();
}

// With segments of more than half the largest window libslirp waited for the modem to probe.
TEST_P(SlirpTcpTest, AWindowThatReopensIsToldWhateverTheMtu) {
  for (const auto& [mtu, offload] : {std::pair(1500, true), std::pair(1500, false),
                                     std::pair(65521, true), std::pair(65521, false)}) {
    SCOPED_TRACE("MTU " + std::to_string(mtu) + (offload ? ", offload" : ", no offload"));
    network_.mtu = static_cast<std::size_t>(mtu);
    make_link();
    link_->set_offload(offload);
    received_.clear();
    const HostSocket listener(GetParam(), SOCK_STREAM);
    auto [tcp, peer] = connect(GetParam(), listener);
    const auto window = [this] {
      return received_.empty() ? 65535 : testing::read_tcp(received_.back()).window;
    };
    while (window() > 1400) {
      received_.clear();
      send_burst(tcp, 1, 1400);
      link_->flush();
    }
    const HostSocket& reader = peer;
    EXPECT_TRUE(pump_until([&] {
      while (!read(reader).empty()) {
      }
      return window() > 32768;
    }));
  }
}

TEST_P(SlirpTcpTest, ManyMegabytesArriveInOrder) {
  const HostSocket listener(GetParam(), SOCK_STREAM);
  const Connection connection = connect(GetParam(), listener);
  const HostSocket& peer = connection.peer;
  Tcp tcp = connection.tcp;
  constexpr std::size_t kTotal = 8 << 20;
  const std::uint32_t first = tcp.sequence;
  std::uint32_t acknowledged = first;
  std::uint32_t window = 65535;
  std::size_t sent = 0;
  std::size_t arrived = 0;
  bool in_order = true;
  const auto value_at = [](std::size_t at) { return static_cast<std::byte>(at / 7 & 0xff); };
  ASSERT_TRUE(pump_until([&] {
    for (; !received_.empty(); take_received()) {
      const Tcp ack = testing::read_tcp(received_.front());
      acknowledged = ack.acknowledgement;
      window = ack.window;
    }
    while (sent < kTotal && tcp.sequence - acknowledged + 1400 <= window) {
      tcp.payload.resize(std::min<std::size_t>(1400, kTotal - sent));
      for (std::size_t i = 0; i < tcp.payload.size(); ++i) tcp.payload[i] = value_at(sent + i);
      link_->send(make(tcp));
      sent += tcp.payload.size();
      tcp.sequence += static_cast<std::uint32_t>(tcp.payload.size());
    }
    link_->flush();
    for (const std::byte byte : read(peer)) in_order &= byte == value_at(arrived++);
    return acknowledged - first == kTotal;
  })) << arrived;
  EXPECT_EQ(arrived, kTotal);
  EXPECT_TRUE(in_order);
}

}  // namespace
}  // namespace hostmodem::link
