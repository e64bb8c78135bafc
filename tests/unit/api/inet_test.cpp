#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "nrf_errno.h"
#include "nrf_socket.h"

namespace {

TEST(InetPton, MakesIpv4Addresses) {
  nrf_in_addr address{};
  ASSERT_EQ(nrf_inet_pton(NRF_AF_INET, "10.0.2.15", &address), 1);
  EXPECT_EQ(address.s_addr, nrf_htonl(0x0a00020f));
}

TEST(InetPton, MakesIpv6Addresses) {
  nrf_in6_addr address{};
  ASSERT_EQ(nrf_inet_pton(NRF_AF_INET6, "fd00::192.0.2.1", &address), 1);
  const std::array<unsigned char, 16> expected = {0xfd, 0, 0, 0, 0,   0, 0, 0,
                                                  0,    0, 0, 0, 192, 0, 2, 1};
  EXPECT_EQ(std::memcmp(&address, expected.data(), expected.size()), 0);
}

TEST(InetPton, ReturnsZeroForWhatIsNoAddressOfTheFamily) {
  nrf_in6_addr address{};
  std::memset(&address, 0x5a, sizeof address);
  const nrf_in6_addr before = address;
  for (const char* text : {"", "10.0.2", "10.0.2.256", "010.0.2.1", "fd00::1", "example.com"}) {
    EXPECT_EQ(nrf_inet_pton(NRF_AF_INET, text, &address), 0) << text;
  }
  for (const char* text : {"", "10.0.2.1", "fd00:::1", "fe80::1%pdn0", "12345::"}) {
    EXPECT_EQ(nrf_inet_pton(NRF_AF_INET6, text, &address), 0) << text;
  }
  EXPECT_EQ(std::memcmp(&address, &before, sizeof address), 0);
}

TEST(InetPton, RefusesOtherFamiliesAndNull) {
  nrf_in_addr address{};
  for (const int family : {NRF_AF_UNSPEC, NRF_AF_PACKET, 10, -1}) {
    errno = 0;
    EXPECT_EQ(nrf_inet_pton(family, "10.0.2.15", &address), -1);
    EXPECT_EQ(errno, NRF_EAFNOSUPPORT);
  }
  errno = 0;
  EXPECT_EQ(nrf_inet_pton(NRF_AF_INET, nullptr, &address), -1);
  EXPECT_EQ(errno, NRF_EFAULT);
  errno = 0;
  EXPECT_EQ(nrf_inet_pton(NRF_AF_INET, "10.0.2.15", nullptr), -1);
  EXPECT_EQ(errno, NRF_EFAULT);
}

TEST(InetNtop, MakesText) {
  const nrf_in_addr four{nrf_htonl(0x0a00020f)};
  std::array<char, NRF_INET_ADDRSTRLEN> text4{};
  EXPECT_STREQ(nrf_inet_ntop(NRF_AF_INET, &four, text4.data(), text4.size()), "10.0.2.15");
  const std::array<unsigned char, 16> six = {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15};
  std::array<char, NRF_INET6_ADDRSTRLEN> text6{};
  EXPECT_EQ(nrf_inet_ntop(NRF_AF_INET6, six.data(), text6.data(), text6.size()), text6.data());
  EXPECT_STREQ(text6.data(), "fd00::15");
}

TEST(InetNtop, SaysThatTheTextDoesNotFit) {
  const nrf_in_addr address{nrf_htonl(0x0a00020f)};
  std::array<char, 16> text{};
  EXPECT_NE(nrf_inet_ntop(NRF_AF_INET, &address, text.data(), sizeof "10.0.2.15"), nullptr);
  for (const nrf_socklen_t size : {0U, 1U, 9U}) {
    errno = 0;
    EXPECT_EQ(nrf_inet_ntop(NRF_AF_INET, &address, text.data(), size), nullptr);
    EXPECT_EQ(errno, NRF_ENOSPC);
  }
}

TEST(InetNtop, RefusesOtherFamiliesAndNull) {
  const nrf_in_addr address{};
  std::array<char, 16> text{};
  errno = 0;
  EXPECT_EQ(nrf_inet_ntop(10, &address, text.data(), text.size()), nullptr);
  EXPECT_EQ(errno, NRF_EAFNOSUPPORT);
  errno = 0;
  EXPECT_EQ(nrf_inet_ntop(NRF_AF_INET, nullptr, text.data(), text.size()), nullptr);
  EXPECT_EQ(errno, NRF_EFAULT);
  errno = 0;
  EXPECT_EQ(nrf_inet_ntop(NRF_AF_INET, &address, nullptr, 16), nullptr);
  EXPECT_EQ(errno, NRF_EFAULT);
}

TEST(UnspecifiedAddresses, AreZero) {
  std::array<char, NRF_INET6_ADDRSTRLEN> text{};
  EXPECT_EQ(nrf_inaddr_any.s_addr, NRF_INADDR_ANY);
  EXPECT_STREQ(nrf_inet_ntop(NRF_AF_INET6, &nrf_in6addr_any, text.data(), text.size()), "::");
}

}  // namespace
