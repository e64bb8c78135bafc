#include "radio_watch.h"

// The network's control of how much is sent, and the exceptional data that may pass it.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;

class RateControlled : public RadioWatch {
 protected:
  /// Three packets a minute.
  explicit RateControlled(const std::string& more = "")
      : RadioWatch("[network.apn.rate_control]\npackets = 3\n" + more) {
    modem.at("AT+CSCON=0");
    modem.at("AT+CGEREP=1");
  }

  static void set_exceptional(int fd) {
    const int on = 1;
    EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_EXCEPTIONAL_DATA, &on, sizeof on)),
              gives(0));
  }

  /// Sends as much as regular data may be.
  void use_up(int fd) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(send_text(fd, "data"), gives(4));
    EXPECT_EQ(send_text(fd, "data"), fails(NRF_ECANCELED));
    EXPECT_EQ(take_sent().size(), 3U);
  }
};

TEST_F(RateControlled, CancelsWhatIsTooMuchUntilTheWindowIsOver) {
  const int fd = connected_udp(7001);
  use_up(fd);
  step(59'999);
  EXPECT_EQ(send_text(fd, "data"), fails(NRF_ECANCELED));
  EXPECT_TRUE(take_sent().empty());
  step(1);
  use_up(fd);
}

TEST_F(RateControlled, IsOfTheNetworkNotOfTheSocket) {
  const int fd = connected_udp(7001);
  use_up(fd);
  EXPECT_EQ(send_text(connected_udp(7002), "data"), fails(NRF_ECANCELED));
}

TEST_F(RateControlled, LeavesTheSocketAsItWas) {
  const int fd = connected_udp(7001);
  use_up(fd);
  EXPECT_EQ(pending_error(fd), 0);
  arrive(7001, "downlink");
  EXPECT_EQ(receive_text(fd, 16), received("downlink"));
}

TEST_F(RateControlled, IsToldAsItBeginsAndEnds) {
  const int fd = connected_udp(7001);
  use_up(fd);
  EXPECT_EQ(watch(90s),
            (Entries{"0 +CGEV: APNRATECTRL STAT 0,1,60", "60000 +CGEV: APNRATECTRL STAT 0,0"}));
}

TEST_F(RateControlled, IsToldWhenTheNetworkComesUp) {
  modem.at("AT+CEREG=0");
  modem.at("AT+CFUN=4");
  watch(1s);
  modem.at("AT+CFUN=1");
  EXPECT_EQ(watch(1s), (Entries{"1000 +CGEV: ME PDN ACT 0", "1000 +CGEV: IPV6 0",
                                "1000 +CGEV: APNRATECTRL CFG 0,3,60"}));
}

TEST_F(RateControlled, BeginsAnewWithAnotherActivation) {
  const int fd = connected_udp(7001);
  use_up(fd);
  modem.at("AT+CFUN=4");
  modem.at("AT+CFUN=1");
  step(0);
  EXPECT_EQ(nrf_close(fd), 0);
  use_up(connected_udp(7001));
}

TEST_F(RateControlled, IsAskedFor) {
  EXPECT_EQ(modem.at("AT%APNRATECTRL=1"), "%APNRATECTRL: 1,0,3,60\r\nOK\r\n");
  EXPECT_EQ(modem.at("AT%APNRATECTRL=0,0"), "%APNRATECTRL: 0,0,0\r\nOK\r\n");
  use_up(connected_udp(7001));
  step(500);
  EXPECT_EQ(modem.at("AT%APNRATECTRL=0,0"), "%APNRATECTRL: 0,0,1,59\r\nOK\r\n");
  step(59'499);
  EXPECT_EQ(modem.at("AT%APNRATECTRL=0,0"), "%APNRATECTRL: 0,0,1,0\r\nOK\r\n");
  step(1);
  EXPECT_EQ(modem.at("AT%APNRATECTRL=0,0"), "%APNRATECTRL: 0,0,0\r\nOK\r\n");
}

TEST_F(RateControlled, LosesThePacketsOfStreams) {
  use_up(connected_udp(7001));
  watch(50s);
  const int fd = tcp();
  EXPECT_EQ(outcome(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
  EXPECT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
  EXPECT_TRUE(take_sent().empty());
  watch(10s);
  EXPECT_TRUE(take_sent().empty()) << "nothing is kept for later";
  watch(20s);
  EXPECT_FALSE(take_sent().empty()) << "but the stream tries again";
}

TEST_F(RateControlled, LeavesWhatStaysWithinTheModem) {
  const Pair pair = connected();
  const int receiver = udp();
  EXPECT_EQ(bind_to(receiver, 7005), gives(0));
  const int sender = udp();
  EXPECT_EQ(connect_to(sender, kOwnAddress, 7005), gives(0));
  use_up(connected_udp(7001));
  EXPECT_EQ(send_text(pair.client, "data"), gives(4));
  EXPECT_EQ(receive_text(pair.server, 16), received("data"));
  EXPECT_EQ(send_text(sender, "datagram"), gives(8));
  EXPECT_EQ(receive_text(receiver, 16), received("datagram"));
}

TEST_F(RateControlled, TellsAWaitingSenderThatItWasCancelled) {
  const int fd = connected_udp(7001);
  use_up(fd);
  EXPECT_EQ(send_text(fd, "data", NRF_MSG_WAITACK), fails(NRF_ECANCELED));
}

TEST_F(RateControlled, ExceptionalDataAreBlockedTooUnlessTheNetworkAllowsThem) {
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  const int fd = connected_udp(7001);
  set_exceptional(fd);
  use_up(fd);
}

class ExceptionalData : public RateControlled {
 protected:
  explicit ExceptionalData(const std::string& more = "exceptional = true\n")
      : RateControlled(more) {}

  const int regular = connected_udp(7001);
  const int exceptional = connected_udp(7002);
};

TEST_F(ExceptionalData, PassWhereSocketAndContextSayThatTheyAre) {
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  set_exceptional(exceptional);
  use_up(regular);
  EXPECT_EQ(send_text(exceptional, "alarm"), gives(5));
  EXPECT_EQ(take_sent().size(), 1U);
  EXPECT_EQ(send_text(regular, "data"), fails(NRF_ECANCELED));
}

TEST_F(ExceptionalData, AreNotUnlessTheContextAllowsThem) {
  set_exceptional(exceptional);
  use_up(regular);
  EXPECT_EQ(send_text(exceptional, "alarm"), fails(NRF_ECANCELED));
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  EXPECT_EQ(send_text(exceptional, "alarm"), gives(5));
  modem.at("AT%EXCEPTIONALDATA=0,0,0");
  EXPECT_EQ(send_text(exceptional, "alarm"), fails(NRF_ECANCELED));
}

TEST_F(ExceptionalData, AreNotUnlessTheSocketCallsThemSo) {
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  use_up(regular);
  EXPECT_EQ(send_text(exceptional, "alarm"), fails(NRF_ECANCELED));
  set_exceptional(exceptional);
  EXPECT_EQ(send_text(exceptional, "alarm"), gives(5));
}

TEST_F(ExceptionalData, OfStreamsPass) {
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  const int fd = tcp();
  set_exceptional(fd);
  EXPECT_EQ(outcome(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
  use_up(regular);
  EXPECT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
  EXPECT_EQ(take_sent().size(), 1U);
}

class AdditionalRate : public ExceptionalData {
 protected:
  AdditionalRate() : ExceptionalData("additional_packets = 1\nadditional_window = 600\n") {}
};

TEST_F(AdditionalRate, LimitsExceptionalData) {
  modem.at("AT%EXCEPTIONALDATA=0,0,1");
  set_exceptional(exceptional);
  use_up(regular);
  EXPECT_EQ(send_text(exceptional, "alarm"), gives(5));
  EXPECT_EQ(send_text(exceptional, "alarm"), fails(NRF_ECANCELED));
  EXPECT_EQ(take_sent().size(), 1U);
  watch(60s, 1s);
  use_up(regular);
  EXPECT_EQ(send_text(exceptional, "alarm"), fails(NRF_ECANCELED));
}

}  // namespace
}  // namespace hostmodem::test
