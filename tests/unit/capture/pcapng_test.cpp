#include "capture/pcapng.h"

#include <gmock/gmock.h>

#include <string>

namespace hostmodem::capture::pcapng {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// As hexadecimal digits, four bytes a word.
std::string hex(const Bytes& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += kDigits[std::to_integer<std::size_t>(bytes[i] >> 4)];
    text += kDigits[std::to_integer<std::size_t>(bytes[i] & std::byte{15})];
  }
  return text;
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

TEST(Pcapng, ASectionHeaderNamesTheApplication) {
  Bytes out;
  append_section_header(out, "modem");
  EXPECT_EQ(hex(out),
            "0a0d0d0a 2c000000 4d3c2b1a 01000000 ffffffff ffffffff "  // length unknown
            "04000500 6d6f6465 6d000000 00000000 2c000000");
}

TEST(Pcapng, AnInterfaceHasItsNameAndNanoseconds) {
  Bytes out;
  append_interface(out, {.link = LinkType::kRaw, .name = "pdn0"});
  EXPECT_EQ(hex(out),
            "01000000 28000000 65000000 00000000 02000400 70646e30 "
            "09000100 09000000 00000000 28000000");
}

TEST(Pcapng, AnInterfaceHasItsDescriptionAndAddresses) {
  Bytes out;
  append_interface(out, {.name = "a",
                         .description = "b",
                         .v4 = IpAddress::parse("10.0.2.15"),
                         .v6 = IpAddress::parse("fd00:0:0:2::15")});
  EXPECT_THAT(hex(out), HasSubstr(" 03000100 62000000 "
                                  "04000800 0a00020f ffffffff "
                                  "05001100 fd000000 00000002 00000000 00000015 40000000 "));
}

TEST(Pcapng, APacketHasItsTimeInNanosecondsAndItsDirection) {
  Bytes out;
  append_packet(
      out, {.interface = 2, .time = Time(0x0123456789abcdefns), .direction = Direction::kOutbound},
      bytes_of("abcd"));
  EXPECT_EQ(hex(out),
            "06000000 30000000 02000000 67452301 efcdab89 04000000 04000000 61626364 "
            "02000400 02000000 00000000 30000000");
}

TEST(Pcapng, APacketWithoutDirectionHasNoOptions) {
  Bytes out;
  append_packet(out, {}, bytes_of("abcd"));
  EXPECT_EQ(hex(out),
            "06000000 24000000 00000000 00000000 00000000 04000000 04000000 61626364 24000000");
}

TEST(Pcapng, TlsSecretsHaveTheirTypeAndLength) {
  Bytes out;
  append_tls_secrets(out, "CR 1\n");
  EXPECT_EQ(hex(out), "0a000000 1c000000 4b534c54 05000000 43522031 0a000000 1c000000");
}

TEST(Pcapng, EveryBlockIsPaddedToFourBytesAndHasItsLengthTwice) {
  for (std::size_t size = 0; size < 9; ++size) {
    const std::string text(size, 'x');
    for (int kind = 0; kind < 4; ++kind) {
      Bytes out(4);  // a block need not be the first
      if (kind == 0) append_section_header(out, text);
      if (kind == 1) append_interface(out, {.name = text, .description = text});
      if (kind == 2) append_packet(out, {.direction = Direction::kInbound}, bytes_of(text));
      if (kind == 3) append_tls_secrets(out, text);
      Bytes length;
      for (int shift = 0; shift < 32; shift += 8) {
        length.push_back(static_cast<std::byte>((out.size() - 4) >> shift));
      }
      ASSERT_EQ(out.size() % 4, 0U) << kind << " with " << size;
      EXPECT_EQ(Bytes(out.begin() + 8, out.begin() + 12), length) << kind << " with " << size;
      EXPECT_EQ(Bytes(out.end() - 4, out.end()), length) << kind << " with " << size;
    }
  }
}

TEST(Pcapng, AnOptionIsNeverLongerThanItsLengthCanSay) {
  Bytes out;
  append_interface(out, {.name = std::string(70000, 'x')});
  EXPECT_EQ(out.size(), 16U + 4U + 65536U + 8U + 4U + 4U);
  EXPECT_THAT(hex(Bytes(out.begin() + 16, out.begin() + 20)), "0200ffff");
}

}  // namespace
}  // namespace hostmodem::capture::pcapng
