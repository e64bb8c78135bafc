// What an impaired link does to packets, as a capture tells it: enough to repeat a run that failed.

#include <gmock/gmock.h>

#include "e2e/modem_test.h"
#include "support/ip_packets.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

constexpr int kUp = HOSTMODEM_UPLINK;
constexpr int kDown = HOSTMODEM_DOWNLINK;

class CaptureFaults : public ModemTest {
 protected:
  /// A modem on a pipe that nobody holds, which captures from the start; `more` is configuration.
  void start_on_pipe(const std::string& more = "") {
    start("[[network.apn]]\nname = \"a\"\nlink = \"pipe\"\nipv6 = false\n[capture]\nfile = \"" +
          path() + "\"\n" + more);
    ASSERT_EQ(hostmodem_clock_hold(), 0);
  }
  [[nodiscard]] std::string path() const { return (directory_.path() / "m.pcapng").native(); }

  static void impair(int direction, const hostmodem_impairment& impairment) {
    ASSERT_EQ(hostmodem_impair(0, direction, &impairment), 0);
  }

  /// The modem sends `count` datagrams.
  void send(int count) {
    Socket socket = udp();
    for (int i = 0; i < count; ++i) {
      ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
    }
  }
  /// A datagram comes that nobody wants, which the modem says.
  static void arrive() {
    const Bytes packet = udp_packet({*IpAddress::parse("192.0.2.1"), 5000},
                                    {*IpAddress::parse("10.0.2.15"), 7001}, bytes_of("hi"));
    ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  }

  /// Ends the capture, and gives the events that begin with `prefix`, without it.
  [[nodiscard]] std::vector<std::string> events(const std::string& prefix) {
    hostmodem_capture_stop();
    std::vector<std::string> result;
    for (const std::string& line : dissect_field(path(), "syslog", "_ws.col.Info")) {
      const std::string start = "USER.INFO: " + prefix;
      if (line.starts_with(start)) result.push_back(line.substr(start.size()));
    }
    return result;
  }

  /// What is told of the uplink when the modem sends 200 datagrams over a bad one.
  std::vector<std::string> told_of(unsigned seed) {
    start_on_pipe("[modem]\nseed = " + std::to_string(seed) + "\n");
    impair(kUp, {.loss = 0.1, .corruption = 0.1, .reordering = 0.1, .duplication = 0.1});
    send(200);
    return events("pdn0 uplink: packet ");
  }

  const TemporaryDirectory directory_;
};

TEST_F(CaptureFaults, LossIsOneInEitherDirection) {
  start_on_pipe();
  impair(HOSTMODEM_BOTH_DIRECTIONS, {.loss = 1});
  send(2);
  arrive();
  EXPECT_THAT(events("pdn0 "),
              ElementsAre("uplink: loss 1", "downlink: loss 1", "uplink: packet 1 lost",
                          "uplink: packet 2 lost", "downlink: packet 1 lost"));
}

TEST_F(CaptureFaults, WhatIsLostUplinkIsInItAsItWasSentAndDownlinkIsNot) {
  start_on_pipe();
  impair(HOSTMODEM_BOTH_DIRECTIONS, {.loss = 1});
  send(1);
  arrive();
  hostmodem_capture_stop();
  EXPECT_THAT(dissect_field(path(), "udp", "udp.dstport"), ElementsAre("9"));
}

TEST_F(CaptureFaults, RateControlIsOneAsItBlocksAndAsItDoesNotAnyMore) {
  start_on_pipe(
      "[[network.apn]]\nname = \"b\"\nlink = \"pipe\"\n"
      "rate_control = {packets = 2, window = 90}\n");
  ASSERT_EQ(modem().at("AT+CGDCONT=1,IP,b"), "OK\r\n");
  ASSERT_EQ(modem().at("AT+CGACT=1,1"), "OK\r\n");
  Socket socket = udp();
  ASSERT_EQ(socket.set_option(NRF_SO_BINDTOPDN, 1), gives(0));
  ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
  ASSERT_EQ(hostmodem_clock_step(500), 0);
  ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
  ASSERT_EQ(hostmodem_clock_step(89'500), 0);
  EXPECT_THAT(events("pdn1: rate"),
              ElementsAre(" control blocks uplink for 89.5 s", " control lets uplink pass"));
}

TEST_F(CaptureFaults, ACorruptionIsOneWithItsBit) {
  start_on_pipe();
  impair(kUp, {.corruption = 1});
  send(1);
  EXPECT_THAT(events("pdn0 uplink: packet 1 corrupted "),
              ElementsAre(::testing::MatchesRegex(R"(\(bit [0-9]+\))")));
}

TEST_F(CaptureFaults, AReorderingIsOne) {
  start_on_pipe();
  impair(kUp, {.reordering = 1});
  send(2);
  EXPECT_THAT(events("pdn0 uplink: packet "), ElementsAre("1 reordered"));
}

TEST_F(CaptureFaults, ADuplicationIsOneBetweenTheTwo) {
  start_on_pipe();
  impair(kDown, {.duplication = 1});
  arrive();
  EXPECT_THAT(events("pdn0 downlink: packet "), ElementsAre("1 duplicated"));
  EXPECT_THAT(dissect_field(path(), "udp.length == 10 || syslog.msg contains \"packet\"",
                            "_ws.col.Protocol"),
              ElementsAre("UDP", "Syslog", "UDP", "ICMP", "ICMP"));
}

TEST_F(CaptureFaults, AnOverflowIsOne) {
  start_on_pipe();
  impair(kUp, {.rate_bps = 8, .queue_bytes = 40});
  send(3);
  EXPECT_THAT(events("pdn0 uplink: "),
              ElementsAre("rate 8 bit/s, queue 40 bytes", "packet 3 overflowed"));
}

TEST_F(CaptureFaults, APacketForWhichTheRadioHasNoRoomIsOneAndCounted) {
  start_on_pipe("[radio]\nrrc_set_up = 1.0\nrrc_inactivity = 5.0\n");
  ASSERT_EQ(hostmodem_clock_step(10000), 0);
  send(130);
  for (int i = 0; i < 129; ++i) arrive();
  hostmodem_faults faults{};
  ASSERT_EQ(hostmodem_fault_counters(0, kUp, &faults), 0);
  EXPECT_EQ(faults.overflowed, 2U);
  ASSERT_EQ(hostmodem_fault_counters(0, kDown, &faults), 0);
  EXPECT_EQ(faults.overflowed, 1U);
  EXPECT_THAT(events("pdn0 "),
              ElementsAre("uplink: packet of 33 bytes lost, too many wait for the radio connection",
                          "uplink: packet of 33 bytes lost, too many wait for the radio connection",
                          "downlink: packet of 30 bytes lost, too many wait for the radio "
                          "connection"));
}

TEST_F(CaptureFaults, APacketForWhichTheAirHasNoRoomIsOne) {
  start_on_pipe("[radio]\nprofile = \"nb-iot\"\n");
  send(65536 / 33 + 3);
  EXPECT_THAT(events("pdn0 uplink: "),
              ::testing::Contains("packet of 33 bytes lost, too much waits for the air"));
}

TEST_F(CaptureFaults, ABlackoutIsOneAndEachPacketInIt) {
  start_on_pipe();
  ASSERT_EQ(hostmodem_blackout(0, 30000), 0);
  send(1);
  ASSERT_EQ(hostmodem_blackout(0, HOSTMODEM_BLACKOUT_UNTIL_ENDED), 0);
  ASSERT_EQ(hostmodem_blackout(0, 0), 0);
  send(1);
  EXPECT_THAT(events("pdn0"),
              IsSupersetOf({": blackout of 30000 ms", ": blackout until it is ended",
                            ": blackout ended", " uplink: packet 1 blacked out"}));
}

TEST_F(CaptureFaults, ChangesAreInItInTheirOrder) {
  start_on_pipe("[impairment.downlink]\ndelay = 0.25\n");
  impair(kUp, {.loss = 0.25, .delay_ms = 50});
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, nullptr), 0);
  ASSERT_EQ(hostmodem_impair(1, kUp, nullptr), 0);
  EXPECT_THAT(events("pdn"), ElementsAre(HasSubstr("0: up"), "0 downlink: delay 250 ms",
                                         "0 uplink: loss 0.25, delay 50 ms", "0 uplink: ideal",
                                         "0 downlink: ideal", "1 uplink: ideal"));
}

TEST_F(CaptureFaults, TheSeedIsInItAtItsStartAndWhenItChanges) {
  start_on_pipe("[modem]\nseed = 7\n");
  ASSERT_EQ(hostmodem_seed(8), 0);
  EXPECT_THAT(events("seed: "), ElementsAre("7", "8"));
}

TEST_F(CaptureFaults, ASeedOfTheHostsChoiceIsInItToo) {
  start_on_pipe();
  const std::vector<std::string> seeds = events("seed: ");
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_TRUE(modem().log().all().empty());  // the log does not say it at its usual level
  EXPECT_EQ(seeds[0].find_first_not_of("0123456789"), std::string::npos) << seeds[0];
}

TEST_F(CaptureFaults, ALateCaptureBeginsWithTheSeedAndWhatHolds) {
  start_on_pipe("[modem]\nseed = 7\n");
  ASSERT_EQ(hostmodem_capture_stop(), 0);
  impair(kUp, {.loss = 0.5});
  ASSERT_EQ(hostmodem_blackout(0, 30000), 0);
  ASSERT_EQ(hostmodem_capture_start(path().c_str()), 0);
  EXPECT_THAT(events(""),
              ElementsAre("seed: 7", "functional mode: normal (1)", "registration: home (1)",
                          "RRC: connected", HasSubstr("pdn0: up"), "pdn0 uplink: loss 0.5",
                          "pdn0: blackout of 30000 ms"));
}

TEST_F(CaptureFaults, TheSameSeedAndPacketsGiveTheSameEvents) {
  const std::vector<std::string> first = told_of(1);
  EXPECT_GT(first.size(), 40U);
  EXPECT_EQ(told_of(1), first);
  EXPECT_NE(told_of(2), first);
}

}  // namespace
}  // namespace hostmodem::test
