// A modem that is controlled through its socket: each command, and what it refuses.

#include <gmock/gmock.h>

#include <thread>

#include "e2e/control_fixture.h"
#include "nrf_errno.h"
#include "nrf_modem_at.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(Control, SaysHowTheModemIs) {
  start_controlled("[modem]\nseed = 7\n[impairment.uplink]\nloss = 0.25\n");
  EXPECT_EQ(status(),
            "clock: 0.000 s, held\nseed: 7\nfunctional mode: normal\nregistration: home\n"
            "radio: connected\npdn0: up, APN a, 10.0.2.15\n"
            "pdn0 uplink: loss 0.25; 0 packets, 0 bytes\n"
            "pdn0 downlink: ideal; 0 packets, 0 bytes\nOK\n");
}

TEST_F(Control, SaysHowAModemIsThatIsOff) {
  start_controlled("[modem]\nseed = 7\n", Modem::Start::kOffline);
  EXPECT_EQ(status(),
            "clock: 0.000 s, held\nseed: 7\nfunctional mode: power off\n"
            "registration: not registered\nradio: off\nOK\n");
}

TEST_F(Control, SaysWhatRateControlBlocks) {
  start_controlled("[network.apn.rate_control]\npackets = 1\n");
  ASSERT_EQ(modem().at("AT+CGDCONT=1,IP,b"), "OK\r\n");
  ASSERT_EQ(modem().at("AT+CGACT=1,1"), "OK\r\n");
  EXPECT_THAT(status(), HasSubstr("\npdn1: rate control, 1 packets in 60 s\n"));
  Socket socket = udp();
  ASSERT_EQ(socket.set_option(NRF_SO_BINDTOPDN, 1), gives(0));
  ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
  ASSERT_EQ(hostmodem_clock_step(500), 0);
  EXPECT_THAT(status(),
              HasSubstr("\npdn1: rate control, 1 packets in 60 s, blocks for 59.500 s\n"));
}

TEST_F(Control, CountsWhatPassedAndWhatDidNot) {
  start_controlled("[impairment.uplink]\nloss = 1\n");
  send();
  EXPECT_THAT(status(), HasSubstr("pdn0 uplink: loss 1; 1 packets, 33 bytes, 1 lost\n"));
}

TEST_F(Control, ImpairsBothDirectionsOrOneAndLeavesOtherKeysAsTheyAre) {
  start_controlled("[impairment.uplink]\ncorruption = 0.5\n");
  EXPECT_EQ(ask("impair loss=0.125 downlink-delay=0.25"), "OK\n");
  EXPECT_THAT(status(), AllOf(HasSubstr("pdn0 uplink: loss 0.125, corruption 0.5;"),
                              HasSubstr("pdn0 downlink: loss 0.125, delay 250 ms;")));
  EXPECT_EQ(ask("impair ideal uplink-rate=1000 uplink-queue=2000"), "OK\n");
  EXPECT_THAT(status(), AllOf(HasSubstr("pdn0 uplink: rate 1000 bit/s, queue 2000 bytes;"),
                              HasSubstr("pdn0 downlink: ideal;")));
}

TEST_F(Control, ImpairsOneNetworkOrAllAlsoThoseThatComeLater) {
  start_controlled();
  EXPECT_EQ(ask("impair loss=0.5"), "OK\n");
  modem().at("AT+CGDCONT=1,\"IP\",\"b\"");
  modem().at("AT+CGACT=1,1");
  EXPECT_EQ(ask("impair pdn=1 loss=0.25"), "OK\n");
  EXPECT_THAT(status(),
              AllOf(HasSubstr("pdn0 uplink: loss 0.5;"), HasSubstr("pdn1 uplink: loss 0.25;")));
  EXPECT_EQ(ask("impair jitter=1"), "OK\n");
  EXPECT_THAT(status(), AllOf(HasSubstr("pdn0 uplink: loss 0.5, jitter 1000 ms;"),
                              HasSubstr("pdn1 uplink: loss 0.25, jitter 1000 ms;")));
}

TEST_F(Control, RefusesAnImpairmentInTheWordsOfTheConfigurationAndChangesNothing) {
  start_controlled();
  const std::string uplink = "[impairment.uplink] ";
  const std::pair<const char*, std::string> cases[] = {
      {"impair", "nothing is to be changed"},
      {"impair loss", "expected KEY=VALUE, got loss"},
      {"impair loss=2", "loss=2: " + uplink + "loss: expected a probability from 0 to 1, got 2"},
      {"impair delay=200ms", "delay=200ms: not valid TOML: "},
      {"impair loss=0.5 lots=1", "lots=1: " + uplink + "lots: unknown key; did you mean loss?"},
      {"impair downlink-queue=0",
       "downlink-queue=0: [impairment.downlink] queue: expected an integer from 1"},
      {"impair loss=nan", "loss=nan: " + uplink + "loss: expected a probability from 0 to 1"},
      {"impair loss=0.5 pdn=11", "pdn: expected an integer from 0 to 10, got \"11\""},
      {"impair pdn=0 pdn=1 loss=0.5", "pdn=1: " + uplink + "pdn: unknown key"},
      {"impair =", "=: not valid TOML: "},
      {"impair a.b=1", "a.b=1: " + uplink + "a: unknown key"},
  };
  for (const auto& [line, reason] : cases) {
    EXPECT_THAT(ask(line), StartsWith("ERROR: impair: " + reason)) << line;
  }
  EXPECT_THAT(status(), AllOf(HasSubstr("pdn0 uplink: ideal;"), HasSubstr("downlink: ideal;")));
}

TEST_F(Control, BlacksOutForATimeOfTheModemsClock) {
  start_controlled();
  EXPECT_EQ(ask("blackout pdn=0 seconds=1.5"), "OK\n");
  ASSERT_EQ(hostmodem_clock_step(1000), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
  EXPECT_THAT(status(), AllOf(HasSubstr("clock: 1.000 s, held\n"),
                              HasSubstr("pdn0: blackout, 0.500 s left\n")));
  ASSERT_EQ(hostmodem_clock_step(500), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
  EXPECT_THAT(status(), Not(HasSubstr("blackout")));
}

TEST_F(Control, BlacksOutUntilItIsEnded) {
  start_controlled();
  EXPECT_EQ(ask("blackout"), "OK\n");
  ASSERT_EQ(hostmodem_clock_step(3'600'000), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
  EXPECT_THAT(status(), HasSubstr("pdn0: blackout until it is ended\n"));
  EXPECT_EQ(ask("blackout end"), "OK\n");
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
}

TEST_F(Control, BlacksOutNetworksThatComeLaterToo) {
  start_controlled();
  EXPECT_EQ(ask("blackout seconds=60"), "OK\n");
  modem().at("AT+CGDCONT=1,\"IP\",\"b\"");
  modem().at("AT+CGACT=1,1");
  EXPECT_THAT(status(), HasSubstr("pdn1: blackout, 60.000 s left\n"));
}

TEST_F(Control, RefusesABlackoutThatIsNone) {
  start_controlled();
  const std::string expected = "seconds: expected a number of seconds from 0 to 4294967, got ";
  EXPECT_EQ(ask("blackout seconds=-1"), "ERROR: blackout: " + expected + "\"-1\"\n");
  EXPECT_EQ(ask("blackout seconds=1s"), "ERROR: blackout: " + expected + "\"1s\"\n");
  EXPECT_EQ(ask("blackout seconds=nan"), "ERROR: blackout: " + expected + "\"nan\"\n");
  EXPECT_EQ(ask("blackout seconds=4294968"), "ERROR: blackout: " + expected + "\"4294968\"\n");
  EXPECT_EQ(ask("blackout seconds="), "ERROR: blackout: " + expected + "\"\"\n");
  EXPECT_EQ(ask("blackout end seconds=1"), "ERROR: blackout: either seconds=S or end\n");
  EXPECT_EQ(ask("blackout 30"), "ERROR: blackout: what is \"30\"?\n");
  EXPECT_EQ(ask("blackout pdn=x"),
            "ERROR: blackout: pdn: expected an integer from 0 to 10, got \"x\"\n");
  EXPECT_THAT(status(), Not(HasSubstr("blackout")));
}

TEST_F(Control, DropsANetwork) {
  start_controlled();
  Socket socket = udp();
  ASSERT_EQ(socket.connect(endpoint("192.0.2.1", 9)), gives(0));
  EXPECT_EQ(ask("drop pdn=0"), "OK\n");
  EXPECT_EQ(socket.send("x"), fails(NRF_ENETDOWN));
  EXPECT_THAT(status(), AllOf(HasSubstr("pdn0: down\n"), HasSubstr("registration: home\n")));
  EXPECT_EQ(ask("drop pdn=0"), "ERROR: drop: pdn0 is not active\n");
  EXPECT_EQ(ask("drop"), "ERROR: drop: expected pdn=N\n");
  EXPECT_EQ(ask("drop pdn=11"), "ERROR: drop: pdn: expected an integer from 0 to 10, got \"11\"\n");
  EXPECT_EQ(ask("drop pdn=0 now"), "ERROR: drop: what is \"now\"?\n");
}

TEST_F(Control, DropsANetworkWhoseLinkHasDescriptorsOfItsOwn) {
  // Of the links that were polled in the same turn, one goes.
  start("[control]\nsocket = \"" + path_.native() + "\"\n");
  peer_ = std::make_unique<ControlPeer>(path_);
  Socket socket = udp();
  ASSERT_EQ(socket.sendto("hello", host(9)), gives(5));
  EXPECT_EQ(ask("drop pdn=0"), "OK\n");
  EXPECT_THAT(status(), HasSubstr("pdn0: down\n"));
}

TEST_F(Control, DetachesTheModemAndLetsItAttachAgain) {
  start_controlled();
  EXPECT_EQ(ask("detach"), "OK\n");
  EXPECT_THAT(status(), HasSubstr("registration: searching\n"));
  ASSERT_EQ(hostmodem_clock_step(60'000), 0);
  EXPECT_THAT(status(), HasSubstr("registration: searching\n"));
  EXPECT_EQ(ask("attach"), "OK\n");
  ASSERT_EQ(hostmodem_clock_step(1), 0);
  EXPECT_THAT(status(), HasSubstr("registration: home\n"));
  EXPECT_EQ(ask("detach now"), "ERROR: detach: what is \"now\"?\n");
  EXPECT_EQ(ask("attach now"), "ERROR: attach: what is \"now\"?\n");
}

TEST_F(Control, RefusesAnAccessPoint) {
  start_controlled();
  modem().at("AT+CNEC=16");
  modem().at("AT+CGDCONT=1,\"IP\",\"b\"");
  EXPECT_EQ(ask("refuse-apn apn=b cause=33"), "OK\n");
  EXPECT_EQ(nrf_modem_at_printf("AT+CGACT=1,1"), 0x10000) << "ERROR";
  EXPECT_EQ(ask("refuse-apn cause=0 apn=b"), "OK\n");
  modem().at("AT+CGACT=1,1");
  EXPECT_EQ(ask("refuse-apn apn=b"), "ERROR: refuse-apn: expected cause=N\n");
  EXPECT_EQ(ask("refuse-apn cause=256"),
            "ERROR: refuse-apn: cause: expected an integer from 0 to 255, got \"256\"\n");
  EXPECT_EQ(ask("refuse-apn cause=1 apn=" + std::string(64, 'x')),
            "ERROR: refuse-apn: apn: longer than 63 characters\n");
  EXPECT_EQ(ask("refuse-apn cause=1 b"), "ERROR: refuse-apn: what is \"b\"?\n");
}

TEST_F(Control, Seeds) {
  start_controlled();
  EXPECT_EQ(ask("seed 4294967295"), "OK\n");
  EXPECT_THAT(status(), HasSubstr("seed: 4294967295\n"));
  EXPECT_EQ(ask("seed"), "ERROR: seed: expected a number\n");
  EXPECT_EQ(ask("seed 4294967296"),
            "ERROR: seed: seed: expected an integer from 0 to 4294967295, got \"4294967296\"\n");
  EXPECT_EQ(ask("seed 1 2"), "ERROR: seed: what is \"2\"?\n");
}

TEST_F(Control, LetsCallsFail) {
  start_controlled();
  const auto socket_of = [this] { return api().socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0); };
  EXPECT_EQ(ask("fail memory error=NRF_ENOBUFS count=2"), "OK\n");
  EXPECT_EQ(socket_of(), fails(NRF_ENOBUFS));
  EXPECT_EQ(socket_of(), fails(NRF_ENOBUFS));
  const auto opened = socket_of();
  EXPECT_GE(opened.value, 0);
  EXPECT_EQ(ask("fail name-query"), "OK\n");
  nrf_addrinfo* found = nullptr;
  EXPECT_EQ(nrf_getaddrinfo("name.example", nullptr, nullptr, &found), NRF_EAI_NONAME);
  EXPECT_EQ(ask("fail name-query error=NRF_EAI_FAIL"), "OK\n");
  EXPECT_EQ(nrf_getaddrinfo("name.example", nullptr, nullptr, &found), NRF_EAI_FAIL);
  EXPECT_EQ(ask("fail connect"), "OK\n");
  EXPECT_EQ(ask("fail connect count=0"), "OK\n");
}

TEST_F(Control, RefusesAFailureThatIsNone) {
  start_controlled();
  EXPECT_EQ(ask("fail"), "ERROR: fail: expected connect, name-query or memory\n");
  EXPECT_EQ(ask("fail send"), "ERROR: fail: expected connect, name-query or memory\n");
  EXPECT_EQ(ask("fail memory error=NRF_EIO"),
            "ERROR: fail: error: expected one of NRF_ENOMEM, NRF_ENOBUFS, got \"NRF_EIO\"\n");
  EXPECT_EQ(ask("fail memory count=-1"),
            "ERROR: fail: count: expected an integer from 0 to 4294967295, got \"-1\"\n");
  EXPECT_EQ(ask("fail memory connect"), "ERROR: fail: what is \"memory\"?\n");
}

TEST_F(Control, ListsWhatThereIsAndRefusesWhatThereIsNot) {
  start_controlled();
  EXPECT_THAT(ask("help"), AllOf(HasSubstr("\nblackout [pdn=N] [seconds=S|end]\n    "),
                                 HasSubstr("\ndetach\n    ")));
  EXPECT_EQ(ask("help me"), "ERROR: help: what is \"me\"?\n");
  EXPECT_EQ(ask("status now"), "ERROR: status: what is \"now\"?\n");
  EXPECT_EQ(ask(""), "ERROR: no command; help lists them\n");
  EXPECT_EQ(ask("  Status"), "ERROR: no command \"Status\"; help lists them\n");
}

TEST_F(Control, IsInTheCaptureAndInTheLog) {
  const std::string capture = (directory_.path() / "m.pcapng").native();
  start_controlled("[modem]\nlog = \"info\"\n[capture]\nfile = \"" + capture + "\"\n");
  for (const char* const line :
       {"impair pdn=0 uplink-loss=0.5", "blackout seconds=30", "seed 9", "fail memory count=0"}) {
    EXPECT_EQ(ask(line), "OK\n");
    EXPECT_TRUE(modem().log().contains(std::string("control: ") + line)) << line;
  }
  static_cast<void>(status());
  EXPECT_THAT(ask("blackout x"), StartsWith("ERROR"));
  modem().shutdown();
  std::vector<std::string> events;
  for (const std::string& line : dissect_field(capture, "syslog", "_ws.col.Info")) {
    const auto after = line.find("USER.INFO: ") + 11;
    if (line.find("loss") != std::string::npos || line.find("blackout") != std::string::npos ||
        line.find("seed: 9") != std::string::npos || line.find("control") != std::string::npos) {
      events.push_back(line.substr(after));
    }
  }
  EXPECT_THAT(events, ::testing::ElementsAre(
                          "pdn0 uplink: loss 0.5", "control: impair pdn=0 uplink-loss=0.5",
                          "pdn0: blackout of 30000 ms", "control: blackout seconds=30", "seed: 9",
                          "control: seed 9", "control: fail memory count=0"));
}

TEST_F(Control, IsServedWhileACallOfTheApplicationWaits) {
  start_controlled();
  Socket socket = udp();
  ASSERT_EQ(socket.connect(endpoint("192.0.2.1", 9)), gives(0));
  EXPECT_EQ(ask("impair loss=1"), "OK\n");
  std::thread dropping([this] { EXPECT_EQ(ask("drop pdn=0"), "OK\n"); });
  EXPECT_EQ(socket.recv(1), receive_fails(NRF_ENETDOWN)) << "it waited, and drove the modem";
  dropping.join();
}

class ConfiguredBlackout : public Control {};

TEST_F(ConfiguredBlackout, BeginsAndEndsByTheModemsClock) {
  start_controlled("[impairment]\nblackout_after = 10\nblackout = 5\n");
  ASSERT_EQ(hostmodem_clock_step(9'999), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 0U);
  ASSERT_EQ(hostmodem_clock_step(1), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
  EXPECT_THAT(status(), HasSubstr("pdn0: blackout, 5.000 s left\n"));
  ASSERT_EQ(hostmodem_clock_step(5'000), 0);
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
}

TEST_F(ConfiguredBlackout, IsThereFromTheStartWithoutATime) {
  start_controlled("[impairment]\nblackout = 5\n");
  send();
  EXPECT_EQ(faults().blacked_out, 1U);
  EXPECT_THAT(status(), HasSubstr("pdn0: blackout, 5.000 s left\n"));
}

}  // namespace
}  // namespace hostmodem::test
