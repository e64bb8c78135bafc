// nrf_getifaddrs(): the addresses that the modem has.

#include <gmock/gmock.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "e2e/modem_test.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Entry = std::pair<std::string, Endpoint>;  ///< name and address

class InterfaceList : public ModemTest {
 protected:
  /// What is listed now.
  static std::vector<Entry> listed() {
    nrf_ifaddrs* list = nullptr;
    EXPECT_EQ(nrf_getifaddrs(&list), 0);
    std::vector<Entry> entries;
    for (const nrf_ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
      EXPECT_EQ(entry->ifa_flags, 0U);
      EXPECT_EQ(entry->ifa_netmask, nullptr);
      EXPECT_EQ(entry->ifa_dstaddr, nullptr);
      EXPECT_EQ(entry->ifa_data, nullptr);
      RawAddress raw;
      raw.length = entry->ifa_addr->sa_len;
      std::memcpy(raw.data(), entry->ifa_addr, raw.length);
      entries.emplace_back(entry->ifa_name, decode_from_modem(raw));
    }
    nrf_freeifaddrs(list);
    return entries;
  }

  [[nodiscard]] auto both_addresses() const {
    return ElementsAre(Pair("pdn0", self(0)), Pair("pdn0", self(0, Family::kIpv6)));
  }
};

TEST_F(InterfaceList, IsEmptyBeforeThereIsANetwork) {
  start("", Modem::Start::kOffline);

  EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(InterfaceList, HasBothAddressesOfTheNetwork) {
  start();

  EXPECT_THAT(listed(), both_addresses());
}

TEST_F(InterfaceList, OfAnIpv4NetworkHasOneAddress) {
  start("[[network.apn]]\nname = \"four\"\nipv6 = false\n");

  EXPECT_THAT(listed(), ElementsAre(Pair("pdn0", self(0))));
}

TEST_F(InterfaceList, OfAnIpv6NetworkHasOneAddress) {
  start("[[network.apn]]\nname = \"six\"\nipv4 = false\n");

  EXPECT_THAT(listed(), ElementsAre(Pair("pdn0", self(0, Family::kIpv6))));
}

TEST_F(InterfaceList, IsEmptyWhenTheNetworkIsGone) {
  start();

  modem().at("AT+CFUN=0");

  EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(InterfaceList, HasTheAddressesAgainWhenTheNetworkIsBack) {
  start();
  modem().at("AT+CFUN=0");
  modem().go_online();

  EXPECT_THAT(listed(), both_addresses());
}

TEST_F(InterfaceList, OutlivesTheModem) {
  start();
  nrf_ifaddrs* list = nullptr;
  ASSERT_EQ(nrf_getifaddrs(&list), 0);

  modem().shutdown();

  EXPECT_STREQ(list->ifa_name, "pdn0");
  nrf_freeifaddrs(list);
}

TEST_F(InterfaceList, NeedsAPlaceToGoTo) {
  start();

  EXPECT_EQ(nrf_getifaddrs(nullptr), -1);
  EXPECT_EQ(errno, NRF_EFAULT);
  nrf_freeifaddrs(nullptr);
}

}  // namespace
}  // namespace hostmodem::test
