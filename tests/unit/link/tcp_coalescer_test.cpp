#include "link/tcp_coalescer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::kAck;
using testing::kFin;
using testing::kPsh;
using testing::kRst;
using testing::kSyn;
using testing::kUrg;
using testing::Packet;
using testing::Tcp;

constexpr std::size_t kCapacity = 65521;

class TcpCoalescerTest : public ::testing::TestWithParam<Family> {
 protected:
  TcpCoalescerTest() : coalescer_(kCapacity) {
    next_.source = {address("10.0.2.15", "fd00:0:0:2::15"), 5000};
    next_.destination = {address("10.0.2.2", "fd00:0:0:2::2"), 80};
    next_.sequence = 0xfffff000;  // wraps in the longer tests
    next_.acknowledgement = 77;
  }

  static IpAddress address(const char* v4, const char* v6) {
    return *IpAddress::parse(GetParam() == Family::kIpv4 ? v4 : v6);
  }

  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }

  Packet random_bytes(std::size_t length) {
    Packet bytes(length);
    std::generate(bytes.begin(), bytes.end(),
                  [this] { return static_cast<std::byte>(random() & 0xff); });
    return bytes;
  }

  /// The next segment of the connection.
  Tcp segment(std::size_t length) {
    Tcp tcp = next_;
    tcp.payload = random_bytes(length);
    next_.sequence += static_cast<std::uint32_t>(length);
    return tcp;
  }

  bool add(std::span<const std::byte> packet) {
    const auto ip = IpPacket::parse(packet);
    return ip && coalescer_.add(*ip);
  }

  Packet take() {
    const auto bytes = coalescer_.take();
    return {bytes.begin(), bytes.end()};
  }

  /// Is a second segment that differs so kept apart, and what was held still whole?
  void expect_apart(const std::function<void(Tcp&)>& change) {
    const Packet first = make(segment(100));
    Tcp second = segment(100);
    change(second);
    ASSERT_TRUE(add(first));
    EXPECT_FALSE(add(make(second)));
    EXPECT_EQ(take(), first);
  }

  TcpCoalescer coalescer_;
  Tcp next_;
  std::mt19937 random_{1};
};

INSTANTIATE_TEST_SUITE_P(Families, TcpCoalescerTest,
                         ::testing::Values(Family::kIpv4, Family::kIpv6), [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(TcpCoalescerTest, HoldsNothingAtFirst) {
  EXPECT_TRUE(coalescer_.empty());
  EXPECT_TRUE(coalescer_.take().empty());
}

TEST_P(TcpCoalescerTest, PassesASingleSegmentOnUnchanged) {
  const Packet packet = make(segment(1460));
  ASSERT_TRUE(add(packet));
  EXPECT_EQ(take(), packet);
  EXPECT_TRUE(coalescer_.empty());
}

TEST_P(TcpCoalescerTest, MergesContiguousSegmentsIntoTheSameBytes) {
  Tcp whole = segment(1000);
  ASSERT_TRUE(add(make(whole)));
  for (int i = 0; i < 30; ++i) {
    const Tcp tcp = segment(1000);
    ASSERT_TRUE(add(make(tcp)));
    whole.payload.insert(whole.payload.end(), tcp.payload.begin(), tcp.payload.end());
  }
  EXPECT_EQ(take(), make(whole));
}

TEST_P(TcpCoalescerTest, MergedChecksumsAreThoseOfAFullComputation) {
  for (int round = 0; round < 300; ++round) {
    next_.sequence = random();
    next_.acknowledgement = random();
    next_.window = static_cast<std::uint16_t>(random());
    next_.options = random_bytes(4 * std::size_t{random() % 3});
    Tcp whole = segment(2 + 2 * std::size_t{random() % 700});
    ASSERT_TRUE(add(make(whole)));
    const unsigned count = 1 + random() % 20;
    for (unsigned i = 0; i < count; ++i) {
      const Tcp tcp =
          segment(i + 1 == count ? 1 + random() % 1400 : 2 + 2 * std::size_t{random() % 700});
      ASSERT_TRUE(add(make(tcp)));
      whole.payload.insert(whole.payload.end(), tcp.payload.begin(), tcp.payload.end());
    }
    ASSERT_EQ(take(), make(whole)) << "round " << round;
  }
}

TEST_P(TcpCoalescerTest, MergesPayloadsOfZerosAndOfOnes) {
  for (const auto value : {std::byte{0x00}, std::byte{0xff}}) {
    Tcp first = segment(64);
    std::fill(first.payload.begin(), first.payload.end(), value);
    Tcp second = segment(65);
    std::fill(second.payload.begin(), second.payload.end(), value);
    ASSERT_TRUE(add(make(first)));
    ASSERT_TRUE(add(make(second)));
    first.payload.resize(129, value);
    EXPECT_EQ(take(), make(first));
  }
}

TEST_P(TcpCoalescerTest, KeepsPushOfAnySegment) {
  Tcp first = segment(10);
  first.flags = kAck | kPsh;
  const Tcp second = segment(10);
  ASSERT_TRUE(add(make(first)));
  ASSERT_TRUE(add(make(second)));
  EXPECT_EQ(testing::read_tcp(take()).flags, kAck | kPsh);
}

TEST_P(TcpCoalescerTest, AddsNothingBehindAnOddLength) {
  const Packet odd = make(segment(33));
  ASSERT_TRUE(add(odd));
  EXPECT_FALSE(add(make(segment(10))));
  EXPECT_EQ(take(), odd);
}

TEST_P(TcpCoalescerTest, MergesUpToTheCapacityAndNotBeyond) {
  std::size_t merged = 0;
  while (add(make(segment(1460)))) ++merged;
  const std::size_t headers = GetParam() == Family::kIpv4 ? 40 : 60;
  EXPECT_EQ(merged, (kCapacity - headers) / 1460);
  EXPECT_EQ(testing::read_tcp(take()).payload.size(), merged * 1460);
}

TEST_P(TcpCoalescerTest, BeginsAnewAfterTake) {
  ASSERT_TRUE(add(make(segment(10))));
  take();
  const Packet packet = make(segment(10));
  ASSERT_TRUE(add(packet));
  EXPECT_EQ(take(), packet);
}

TEST_P(TcpCoalescerTest, LeavesRoomForALinkHeader) {
  const Packet packet = make(segment(10));
  ASSERT_TRUE(add(packet));
  const auto bytes = coalescer_.take();
  std::fill_n(bytes.data() - TcpCoalescer::kHeadroom, TcpCoalescer::kHeadroom, std::byte{1});
  EXPECT_EQ(Packet(bytes.begin(), bytes.end()), packet);
}

TEST_P(TcpCoalescerTest, DoesNotMergeAGap) {
  expect_apart([](Tcp& tcp) { tcp.sequence += 1; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeARetransmission) {
  expect_apart([](Tcp& tcp) { tcp.sequence -= 100; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherSourcePort) {
  expect_apart([](Tcp& tcp) { tcp.source.port = 5001; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherDestinationPort) {
  expect_apart([](Tcp& tcp) { tcp.destination.port = 81; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherDestination) {
  expect_apart([](Tcp& tcp) { tcp.destination.address = address("10.0.2.3", "fd00:0:0:2::3"); });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherSource) {
  expect_apart([](Tcp& tcp) { tcp.source.address = address("10.0.2.16", "fd00:0:0:2::16"); });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherAcknowledgement) {
  expect_apart([](Tcp& tcp) { tcp.acknowledgement += 1; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeAnotherWindow) {
  expect_apart([](Tcp& tcp) { tcp.window -= 1; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeOptionsThatTheFirstHasNot) {
  expect_apart([](Tcp& tcp) { tcp.options.resize(4, std::byte{1}); });
}
TEST_P(TcpCoalescerTest, DoesNotMergeOtherOptions) {
  next_.options.resize(4, std::byte{1});
  expect_apart([](Tcp& tcp) { tcp.options[0] = std::byte{0}; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeFin) {
  expect_apart([](Tcp& tcp) { tcp.flags |= kFin; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeSyn) {
  expect_apart([](Tcp& tcp) { tcp.flags |= kSyn; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeRst) {
  expect_apart([](Tcp& tcp) { tcp.flags |= kRst; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeUrgentData) {
  expect_apart([](Tcp& tcp) { tcp.flags |= kUrg; });
}
TEST_P(TcpCoalescerTest, DoesNotMergeWhatHasNoPayload) {
  expect_apart([](Tcp& tcp) { tcp.payload.clear(); });
}

TEST_P(TcpCoalescerTest, HoldsNoSegmentWithoutAck) {
  Tcp tcp = segment(10);
  tcp.flags = 0;
  EXPECT_FALSE(add(make(tcp)));
  EXPECT_TRUE(coalescer_.empty());
}

TEST_P(TcpCoalescerTest, HoldsNoDatagram) {
  const testing::Udp udp{next_.source, next_.destination, testing::to_bytes("hello")};
  EXPECT_FALSE(add(make(udp)));
}

TEST_P(TcpCoalescerTest, AWrongChecksumStaysWrong) {
  Tcp first = segment(100);
  Packet second = make(segment(100));
  second.back() ^= std::byte{1};
  ASSERT_TRUE(add(make(first)));
  ASSERT_TRUE(add(second));
  EXPECT_THROW(testing::read_tcp(take()), std::runtime_error);
}

TEST_P(TcpCoalescerTest, AnyTruncationIsHarmless) {
  const Packet packet = make(segment(10));
  for (std::size_t length = 0; length < packet.size(); ++length) {
    const Packet cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_FALSE(add(cut));
  }
}

class TcpCoalescerIpv4Test : public TcpCoalescerTest {
 protected:
  /// Inverts bits of a byte of the IPv4 header, and puts its checksum right.
  static void change_header(Packet& packet, std::size_t offset, std::byte bits) {
    packet[offset] ^= bits;
    testing::renew_ipv4_checksum(packet);
  }

  void expect_header_apart(std::size_t offset, std::byte bits) {
    const Packet first = make(segment(100));
    Packet second = make(segment(100));
    change_header(second, offset, bits);
    ASSERT_TRUE(add(first));
    EXPECT_FALSE(add(second));
    EXPECT_EQ(take(), first);
  }
};

INSTANTIATE_TEST_SUITE_P(Ipv4, TcpCoalescerIpv4Test, ::testing::Values(Family::kIpv4));

TEST_P(TcpCoalescerIpv4Test, DoesNotMergeAnotherTypeOfService) {
  expect_header_apart(1, std::byte{0x10});
}
TEST_P(TcpCoalescerIpv4Test, DoesNotMergeAnotherTimeToLive) {
  expect_header_apart(8, std::byte{1});
}
TEST_P(TcpCoalescerIpv4Test, DoesNotMergeAFragment) { expect_header_apart(6, std::byte{0x20}); }
TEST_P(TcpCoalescerIpv4Test, DoesNotMergeALaterFragment) { expect_header_apart(7, std::byte{1}); }

TEST_P(TcpCoalescerIpv4Test, AnotherIdentificationMerges) {
  ASSERT_TRUE(add(make(segment(100))));
  Packet second = make(segment(100));
  change_header(second, 5, std::byte{0xff});
  EXPECT_TRUE(add(second));
}

TEST_P(TcpCoalescerIpv4Test, DoesNotMergeAWrongHeaderChecksum) {
  Packet packet = make(segment(100));
  packet[10] ^= std::byte{1};
  EXPECT_FALSE(add(packet));
}

class TcpCoalescerIpv6Test : public TcpCoalescerTest {
 protected:
  void expect_header_apart(std::size_t offset) {
    const Packet first = make(segment(100));
    Packet second = make(segment(100));
    second[offset] ^= std::byte{1};
    ASSERT_TRUE(add(first));
    EXPECT_FALSE(add(second));
    EXPECT_EQ(take(), first);
  }
};

INSTANTIATE_TEST_SUITE_P(Ipv6, TcpCoalescerIpv6Test, ::testing::Values(Family::kIpv6));

TEST_P(TcpCoalescerIpv6Test, DoesNotMergeAnotherTrafficClass) { expect_header_apart(0); }
TEST_P(TcpCoalescerIpv6Test, DoesNotMergeAnotherFlowLabel) { expect_header_apart(3); }
TEST_P(TcpCoalescerIpv6Test, DoesNotMergeAnotherHopLimit) { expect_header_apart(7); }
TEST_P(TcpCoalescerIpv6Test, DoesNotMergeBehindAnExtensionHeader) { expect_header_apart(6); }

}  // namespace
}  // namespace hostmodem::link
