#include "radio_watch.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

// What an application sees of an IPv6 address whose lifetime is an hour, on a modem that sleeps for
// two.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;

class AddressRefresh : public RadioWatch {
 protected:
  /// Comes after kPipe, so it begins inside of the access point.
  AddressRefresh() : RadioWatch("router_lifetime = 3600\n") {
    modem.at("AT+CGEREP=1");
    modem.at("AT+CPSMS=1,,,\"00100010\",\"00000101\"");
    modem.at("AT%XMODEMSLEEP=1,0,10240");
    fd = connected_udp(7001);
    send_text(fd, "first");
    watch(1min);
    take_sent();
    rest();
  }

  /// Steps in which nothing is missed that the tests ask for.
  Entries watch_for(milliseconds span) { return watch(span, 1s); }

  static Outcome set_delayed(int fd, int value) {
    return outcome(nrf_setsockopt(fd, NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH, &value,
                                  sizeof value));
  }
  static int delayed(int fd) {
    int value = -1;
    nrf_socklen_t length = sizeof value;
    EXPECT_EQ(
        nrf_getsockopt(fd, NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH, &value, &length), 0);
    EXPECT_EQ(length, sizeof value);
    return value;
  }

  /// How many passed, both ways.
  static std::uint64_t packets() {
    hostmodem_traffic traffic{};
    EXPECT_EQ(hostmodem_traffic_counters(0, HOSTMODEM_BOTH_DIRECTIONS, &traffic), 0);
    return traffic.packets;
  }

  int fd = -1;
};

TEST_F(AddressRefresh, WakesTheModemByDefault) {
  const Entries said = watch_for(1h);
  ASSERT_EQ(said.size(), 4U) << ::testing::PrintToString(said);
  EXPECT_THAT(said[0], ::testing::EndsWith("%XMODEMSLEEP: 1,0"));
  EXPECT_THAT(said[1], ::testing::EndsWith("+CSCON: 1"));
  EXPECT_THAT(said[2], ::testing::EndsWith("+CSCON: 0"));
  EXPECT_THAT(said[3], ::testing::EndsWith("%XMODEMSLEEP: 1,7190000"));
  EXPECT_TRUE(take_sent().empty()) << "it is between the modem and its network";
}

TEST_F(AddressRefresh, DoesNotWakeTheModemWithTheOption) {
  ASSERT_EQ(set_delayed(fd, 1), gives(0));
  EXPECT_EQ(watch_for(110min), Entries{});
  const auto before = packets();
  EXPECT_EQ(send_text(fd, "second"), gives(6));
  EXPECT_EQ(take_sent().size(), 1U);
  EXPECT_EQ(packets() - before, 3U) << "the datagram, the solicitation and its answer";
}

TEST_F(AddressRefresh, IsMadeUpForWhenTheOptionIsTakenBack) {
  ASSERT_EQ(set_delayed(fd, 1), gives(0));
  EXPECT_EQ(watch_for(100min), Entries{});
  ASSERT_EQ(set_delayed(fd, 0), gives(0));
  EXPECT_THAT(watch_for(1s), ::testing::Contains(::testing::EndsWith("+CSCON: 1")));
}

TEST_F(AddressRefresh, ThatFailsIsToldAndSoIsItsSuccess) {
  ASSERT_EQ(hostmodem_blackout(0, 2ULL * 3600 * 1000), 0);
  EXPECT_THAT(watch_for(1h + 1min), ::testing::Contains(::testing::EndsWith("+CGEV: IPV6 FAIL 0")));
  ASSERT_EQ(hostmodem_blackout(0, 0), 0);
  EXPECT_EQ(send_text(fd, "second"), gives(6));
  EXPECT_THAT(watch_for(1s), ::testing::Contains(::testing::EndsWith("+CGEV: IPV6 0")));
}

TEST_F(AddressRefresh, IsWhatWiresharkTakesItFor) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "refresh.pcapng").native();
  ASSERT_EQ(hostmodem_capture_start(path.c_str()), 0);
  watch(1h, 1min);
  ASSERT_EQ(hostmodem_capture_stop(), 0);
  const Dissection seen =
      dissect(path, "icmpv6",
              {"icmpv6.type", "ipv6.src", "ipv6.dst", "icmpv6.checksum.status",
               "icmpv6.nd.ra.router_lifetime", "icmpv6.opt.prefix",
               "icmpv6.opt.prefix.valid_lifetime", "_ws.malformed", "_ws.expert.severity"});
  EXPECT_TRUE(seen.whole);
  using Row = std::vector<std::string>;
  EXPECT_THAT(seen.rows,
              ::testing::ElementsAre(
                  Row{"133", "fe80::15", "ff02::2", "1", "", "", "", "", ""},
                  Row{"134", "fe80::2", "fe80::15", "1", "3600", "fd00:0:0:2::", "3600", "", ""}));
}

TEST_F(AddressRefresh, IsAnOptionOfTheModem) {
  const int other = nrf_socket(NRF_AF_INET6, NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  EXPECT_EQ(delayed(fd), 0);
  ASSERT_EQ(set_delayed(fd, 1), gives(0));
  EXPECT_EQ(delayed(other), 1);
  ASSERT_EQ(set_delayed(other, 5), gives(0));
  EXPECT_EQ(delayed(fd), 1);
  nrf_close(other);
  modem.at("AT+CFUN=4");
  modem.at("AT+CFUN=1");
  EXPECT_EQ(delayed(fd), 1);
  const int on = 1;
  EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH, &on, 3)),
            fails(NRF_EINVAL));
}

}  // namespace
}  // namespace hostmodem::test
