#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using testing::bytes_of;
using testing::pattern;

constexpr int kPackets = 20'000;

/// Packets that nobody in his right mind sends. The stack has something of everything open
/// meanwhile, and still works afterwards.
class GarbageTest : public testing::PairTest {
 protected:
  GarbageTest() {
    right.recording = false;
    left.recording = false;
  }

  Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.next() & 0xff);
    return bytes;
  }

  /// A packet that is right in every respect.
  Bytes sound_packet() {
    const auto flags = static_cast<std::uint8_t>(random.between(0, 63));
    switch (random.between(0, 6)) {
      case 6:
        return extended_packet();
      case 0:
        return test::udp_packet(at(left, 9000), at(right, 7002), pattern(random.between(0, 300)));
      case 1:
        return test::udp_packet(at(left, 9000), at(right, 9), pattern(random.between(0, 300)));
      case 2:
        return test::echo_request(left.address(family()), right.address(family()),
                                  pattern(random.between(0, 300)));
      case 3:
        return test::ip_packet(left.address(family()), right.address(family()),
                               static_cast<std::uint8_t>(random.between(0, 255)),
                               random_bytes(random.between(0, 300)));
      case 4:
        return test::tcp_packet({.from = at(left, 9000),
                                 .to = at(right, 7001),
                                 .sequence = random.between(0, 10),
                                 .acknowledgement = random.between(0, 0xffffffff),
                                 .flags = flags,
                                 .options = random_bytes(4 * random.between(0, 10)),
                                 .payload = pattern(random.between(0, 300))});
      default:
        return template_;
    }
  }

  /// A packet with a few headers before its payload, most of which make sense.
  Bytes extended_packet() {
    constexpr std::array<std::uint8_t, 8> kNext = {0,  43,         44,         44,
                                                   60, test::kUdp, test::kTcp, test::kIcmpv6};
    const auto next = [&] { return kNext[random.between(0, kNext.size() - 1)]; };
    Bytes headers;
    const std::uint8_t first = next();
    for (std::uint32_t i = random.between(1, 4); i > 0; --i) {
      Bytes header = random_bytes(8);
      header[0] = static_cast<std::byte>(next());
      header[1] = std::byte{0};
      if (random.between(0, 1) == 0) {
        header[2] = std::byte{0};
        header[3] = static_cast<std::byte>(8 * random.between(0, 3) + random.between(0, 1));
        std::fill(header.begin() + 4, header.end(), std::byte{0});
      }
      headers.insert(headers.end(), header.begin(), header.end());
    }
    headers.resize(headers.size() + 8 * random.between(0, 8));
    return test::ip_packet(left.address(family()), right.address(family()), first, headers);
  }

  /// Some bytes changed, some cut off or added; with checksums that are right, mostly.
  Bytes mutated(Bytes packet) {
    for (std::uint32_t i = random.between(0, 4); i > 0; --i) {
      packet[random.between(0, static_cast<std::uint32_t>(packet.size() - 1))] =
          static_cast<std::byte>(random.next() & 0xff);
    }
    if (random.between(0, 9) == 0) {
      packet.resize(random.between(1, static_cast<std::uint32_t>(packet.size()) + 20));
    }
    if (random.between(0, 9) != 0) test::renew_checksums(packet);
    return packet;
  }

  void arrive(const Bytes& packet) {
    right.interface().input(packet);
    settle();
    if (random.between(0, 99) == 0) advance(500ms);
  }

  /// Another seed looks for what this one does not find.
  static std::uint64_t seed() {
    const char* chosen = std::getenv("HOSTMODEM_GARBAGE_SEED");
    return chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : 42;
  }

  Random random{seed()};
  Bytes template_ = test::udp_packet({left.address(GetParam()), 9000},
                                     {right.address(GetParam()), 7002}, pattern(64));
};
HOSTMODEM_BOTH_FAMILIES(GarbageTest);

TEST_P(GarbageTest, RandomBytesDoNoHarm) {
  const auto listener = listen(right, 7001);
  const auto datagrams = udp(right, 7002);
  for (int i = 0; i < kPackets; ++i) {
    Bytes packet = random_bytes(random.between(0, 200));
    // Most would be dropped by their first bytes.
    const IpAddress own = right.address(family());
    const auto addresses = std::as_bytes(own.bytes());
    const std::size_t destination = family() == Family::kIpv4 ? 16 : 24;
    if (packet.size() >= destination + addresses.size()) {
      packet[0] = family() == Family::kIpv4 ? std::byte{0x45} : std::byte{0x60};
      std::ranges::copy(addresses, &packet[destination]);
    }
    arrive(packet);
  }
  EXPECT_TRUE(connect().client->connected());
}

TEST_P(GarbageTest, MutatedPacketsDoNoHarm) {
  const auto listener = listen(right, 7001, 64);
  const auto datagrams = udp(right, 7002);
  Bytes buffer(70'000);
  for (int i = 0; i < kPackets; ++i) {
    arrive(mutated(sound_packet()));
    while (datagrams->receive(buffer, false)) {
    }
    while (listener->accept()) {
    }
  }
  EXPECT_TRUE(connect().client->connected());
}

TEST_P(GarbageTest, MutatedSegmentsOfAConnectionDoNoHarm) {
  for (int round = 0; round < 20; ++round) {
    const auto pair = connect(static_cast<std::uint16_t>(7100 + round));
    left.filter = [&](std::span<const std::byte> packet) {
      const Bytes copy(packet.begin(), packet.end());
      if (random.between(0, 3) == 0) right.interface().input(mutated(copy));
      return random.between(0, 3) != 0;
    };
    const Bytes data = pattern(20'000);
    std::span<const std::byte> rest(data);
    network.advance_until(
        [&] {
          if (const auto count = pair.client->send(rest)) rest = rest.subspan(*count);
          drain(*pair.server);
          return rest.empty() || pair.client->failure() || pair.server->failure();
        },
        2min);
    left.filter = {};
  }
  EXPECT_TRUE(connect().client->connected());
}

TEST_P(GarbageTest, FragmentsThatFitNowhereDoNoHarm) {
  const auto datagrams = udp(right, 7002);
  std::vector<Bytes> fragments;
  left.filter = [&](std::span<const std::byte> packet) {
    fragments.emplace_back(packet.begin(), packet.end());
    return false;
  };
  ASSERT_TRUE(udp(left)->send(pattern(9000), at(right, 7002)));
  settle();
  ASSERT_GT(fragments.size(), 5U);
  // The fields that say where a fragment belongs.
  const std::size_t first = family() == Family::kIpv4 ? 4 : 40;
  for (int i = 0; i < kPackets; ++i) {
    Bytes packet = fragments[random.between(0, static_cast<std::uint32_t>(fragments.size()) - 1)];
    if (random.between(0, 1) == 0) {
      packet[first + random.between(0, 7)] = static_cast<std::byte>(random.next() & 0xff);
    }
    if (random.between(0, 4) == 0) {
      packet.resize(random.between(48, static_cast<std::uint32_t>(packet.size())));
    }
    test::renew_checksums(packet);
    arrive(packet);
  }
  advance(2min);
  left.filter = {};
  while (datagrams->readable()) {
    Bytes buffer(1);
    ASSERT_TRUE(datagrams->receive(buffer, false));
  }
  ASSERT_TRUE(udp(left)->send(pattern(9000), at(right, 7002)));
  settle();
  EXPECT_TRUE(datagrams->readable());
}

TEST_P(GarbageTest, NothingIsKeptOfIt) {
  const auto run = [&] {
    const auto listener = listen(right, 7001, 1);
    const auto datagrams = udp(right, 7002);
    for (int i = 0; i < 2000; ++i) arrive(mutated(sound_packet()));
    advance(10min);
  };
  run();
  const auto before = mallinfo2().uordblks;
  for (int i = 0; i < 5; ++i) run();
  const auto after = mallinfo2().uordblks;
  EXPECT_LT(after, before + 64 * 1024);
}

}  // namespace
}  // namespace hostmodem::ip
