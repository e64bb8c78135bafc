#include "ip/transport.h"

#include <gtest/gtest.h>

#include "support/ip_packets.h"

namespace hostmodem::ip {
namespace {

using test::Bytes;

std::optional<std::uint8_t> protocol_of(std::span<const std::byte> packet) {
  const auto transport = transport_of(packet);
  return transport ? std::optional(transport->protocol) : std::nullopt;
}

IpAddress from() { return *IpAddress::parse("2001:db8::1"); }
IpAddress to() { return *IpAddress::parse("2001:db8::2"); }

/// An IPv6 extension header of `units` times 8 bytes.
Bytes extension(std::uint8_t next, std::size_t units = 1) {
  Bytes header(units * 8);
  header[0] = static_cast<std::byte>(next);
  header[1] = static_cast<std::byte>(units - 1);
  return header;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(TransportTest, OfAnIpv4PacketItIsInTheHeader) {
  const Bytes packet =
      test::ip_packet(*IpAddress::parse("10.0.0.1"), *IpAddress::parse("10.0.0.2"), 17, {});
  EXPECT_EQ(protocol_of(packet), 17);
}

TEST(TransportTest, OfAnIpv6PacketWithoutExtensionsItIsInTheHeader) {
  EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 6, {})), 6);
}

TEST(TransportTest, ItIsFoundBehindExtensions) {
  const Bytes chain = joined({extension(60), extension(43, 3), extension(136, 2), Bytes(8)});
  EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 0, chain)), 136);
}

/// A fragment header.
Bytes fragment(std::uint8_t next, std::uint8_t offset_and_more) {
  Bytes header(8);
  header[0] = static_cast<std::byte>(next);
  header[1] = std::byte{0xff};  // reserved in this header, no length
  header[3] = static_cast<std::byte>(offset_and_more);
  return header;
}

constexpr std::uint8_t kFirst = 1;
constexpr std::uint8_t kMiddle = 9;
constexpr std::uint8_t kLast = 8;
constexpr std::uint8_t kWhole = 0;

TEST(TransportTest, OfAFragmentItIsWhatItsHeaderSays) {
  for (const std::uint8_t part : {kFirst, kMiddle, kLast}) {
    const Bytes chain = joined({extension(44), fragment(17, part), Bytes(8)});
    EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 60, chain)), 17);
  }
}

TEST(TransportTest, AFragmentThatIsTheWholePacketIsLookedInto) {
  const Bytes chain = joined({fragment(60, kWhole), extension(136), Bytes(8)});
  EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 44, chain)), 136);
}

TEST(TransportTest, ExtensionsInsideOfWhatWasFragmentedAreRefused) {
  for (const std::uint8_t part : {kFirst, kMiddle, kLast}) {
    const Bytes chain = joined({fragment(60, part), extension(17), Bytes(8)});
    EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 44, chain)), std::nullopt);
  }
}

TEST(TransportTest, AFragmentOfAFragmentIsRefused) {
  for (const std::uint8_t outer : {kFirst, kLast, kWhole}) {
    for (const std::uint8_t inner : {kFirst, kLast, kWhole}) {
      const Bytes chain = joined({fragment(44, outer), fragment(17, inner), Bytes(8)});
      EXPECT_EQ(protocol_of(test::ip_packet(from(), to(), 44, chain)), std::nullopt);
    }
  }
}

TEST(TransportTest, APacketThatEndsBeforeHasNone) {
  const Bytes packet = test::ip_packet(from(), to(), 0, joined({extension(60), extension(17, 2)}));
  for (std::size_t length = 0; length < packet.size(); ++length) {
    EXPECT_EQ(protocol_of(std::span(packet).first(length)), std::nullopt) << length;
  }
  EXPECT_EQ(protocol_of(packet), 17);
}

/// A SYN with these options, filled with zeros (the end of options) to a whole header.
bool sound(const Bytes& options) {
  Bytes padded = options;
  padded.resize((padded.size() + 3) / 4 * 4);
  const Bytes packet = test::tcp_packet({.from = {from(), 1},
                                         .to = {to(), 2},
                                         .flags = test::kSyn,
                                         .options = padded,
                                         .payload = test::bytes_of("payload")});
  return has_sound_tcp_header(*transport_of(packet));
}

Bytes options(std::initializer_list<int> bytes) {
  Bytes result;
  for (const int byte : bytes) result.push_back(static_cast<std::byte>(byte));
  return result;
}

TEST(TcpHeaderTest, OptionsThatEndInTheHeaderAreSound) {
  EXPECT_TRUE(sound({}));
  EXPECT_TRUE(sound(options({2, 4, 5, 180})));
  EXPECT_TRUE(sound(options({1, 1, 1, 1})));
  EXPECT_TRUE(sound(options({0, 2, 99, 99})));  // behind the end
  EXPECT_TRUE(sound(options({1, 3, 3, 7, 2, 4, 5, 180})));
}

// lwIP read a byte of what lay behind the packet.
TEST(TcpHeaderTest, OptionsThatRunOverTheEndOfTheHeaderWereReadOn) {
  EXPECT_FALSE(sound(options({2, 15, 3, 3})));
  EXPECT_FALSE(sound(options({1, 1, 1, 2})));
  EXPECT_FALSE(sound(options({3, 0, 0, 0})));
  EXPECT_FALSE(sound(options({3, 1, 0, 0})));
  EXPECT_FALSE(sound(options({1, 1, 3, 3})));
}

TEST(TcpHeaderTest, AHeaderThatIsCutOffIsNotSound) {
  const Bytes packet = test::tcp_packet({.from = {from(), 1}, .to = {to(), 2}});
  const auto whole = *transport_of(packet);
  for (std::size_t length = 1; length < 20; ++length) {
    EXPECT_FALSE(has_sound_tcp_header({whole.protocol, whole.bytes.first(length)})) << length;
  }
  EXPECT_TRUE(has_sound_tcp_header({whole.protocol, {}}));  // of a later fragment
}

}  // namespace
}  // namespace hostmodem::ip
