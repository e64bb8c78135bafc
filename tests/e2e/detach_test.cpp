// The modem and its network part, by the will of one or the other.

#include <gmock/gmock.h>

#include <array>

#include "e2e/modem_test.h"
#include "nrf_modem_at.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Detach : public ModemTest {
 protected:
  void SetUp() override {
    start("[[network.apn]]\nname = \"first\"\n[[network.apn]]\nname = \"second\"\n");
    ASSERT_EQ(hostmodem_clock_hold(), 0);
    modem().at("AT+CNEC=24");
    modem().at("AT+CMEE=1");
    static_cast<void>(told());
  }

  /// Lets come what is due, and be told.
  static void step() { EXPECT_EQ(hostmodem_clock_step(1), 0); }

  /// What was told since the last time.
  [[nodiscard]] std::vector<std::string> told() {
    step();
    const auto lines = modem().notifications().all();
    const auto first = lines.begin() + static_cast<long>(seen_);
    seen_ = lines.size();
    return {first, lines.end()};
  }

  [[nodiscard]] static std::string answer(const char* command) {
    std::array<char, 200> text{};
    nrf_modem_at_cmd(text.data(), text.size(), "%s", command);
    return text.data();
  }

 private:
  std::size_t seen_ = 0;
};

TEST_F(Detach, OfTheModemTakesItsNetworksAwayUntilItAttaches) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(endpoint("0.0.0.0", 0)), gives(0));

  modem().at("AT+CGATT=0");
  EXPECT_THAT(told(), ElementsAre("+CGEV: ME DETACH", "+CEREG: 0"));
  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_ENETDOWN));
  EXPECT_THAT(modem().at("AT+CGATT?"), HasSubstr("+CGATT: 0"));
  EXPECT_THAT(modem().at("AT+CFUN?"), HasSubstr("+CFUN: 1"));

  modem().at("AT+CGATT=1");
  EXPECT_THAT(told(), ElementsAre(StartsWith("+CEREG: 2"), "+CGEV: ME PDN ACT 0", "+CGEV: IPV6 0",
                                  StartsWith("+CEREG: 1,")));
  EXPECT_THAT(modem().at("AT+CGATT?"), HasSubstr("+CGATT: 1"));
}

TEST_F(Detach, OfTheNetworkLastsUntilItAdmitsTheModemAgain) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(endpoint("0.0.0.0", 0)), gives(0));
  BlockedCall receiving([&] { return socket.recv(1); });
  ASSERT_TRUE(receiving.blocks());

  ASSERT_EQ(hostmodem_network_detach(), 0);
  EXPECT_EQ(receiving.result(), receive_fails(NRF_ENETDOWN));
  EXPECT_THAT(told(), ElementsAre("+CGEV: NW DETACH", StartsWith("+CEREG: 2")));
  modem().at("AT+CFUN=4");
  modem().at("AT+CFUN=1");
  ASSERT_EQ(hostmodem_clock_step(600'000), 0);
  EXPECT_THAT(modem().at("AT+CEREG?"), HasSubstr("+CEREG: 5,2"));
  EXPECT_EQ(hostmodem_network_detach(), 0);
  static_cast<void>(told());

  ASSERT_EQ(hostmodem_network_attach(), 0);
  EXPECT_THAT(told(),
              ElementsAre("+CGEV: ME PDN ACT 0", "+CGEV: IPV6 0", StartsWith("+CEREG: 1,")));
}

TEST_F(Detach, ByARefusedDefaultNetworkIsADenial) {
  modem().at("AT+CFUN=4");
  static_cast<void>(told());
  ASSERT_EQ(hostmodem_apn_refuse("", 33), 0);
  modem().at("AT+CFUN=1");
  EXPECT_THAT(told(), ElementsAre(StartsWith("+CEREG: 2"), "+CNEC_ESM: 33,0", "+CNEC_EMM: 19",
                                  "+CEREG: 3,,,,0,19"));
  EXPECT_EQ(udp().sendto("x", host(9)), fails(NRF_ENETDOWN));
  ASSERT_EQ(hostmodem_apn_refuse("", 0), 0);
  ASSERT_EQ(hostmodem_network_attach(), 0);
  EXPECT_THAT(told().back(), StartsWith("+CEREG: 1,"));
}

TEST_F(Detach, ARefusedSecondNetworkTellsItsCause) {
  ASSERT_EQ(hostmodem_apn_refuse("SECOND", 33), 0);
  modem().at("AT+CGDCONT=1,\"IP\",\"second\"");
  EXPECT_EQ(answer("AT+CGACT=1,1"), "+CME ERROR: 133\r\n");
  EXPECT_THAT(told(), ElementsAre("+CNEC_ESM: 33,1"));
  ASSERT_EQ(hostmodem_apn_refuse("second", 8), 0);
  EXPECT_EQ(answer("AT+CGACT=1,1"), "+CME ERROR: 148\r\n");
  ASSERT_EQ(hostmodem_apn_refuse("second", 0), 0);
  modem().at("AT+CGACT=1,1");
}

TEST_F(Detach, BadArgumentsAreRefused) {
  EXPECT_EQ(hostmodem_apn_refuse(nullptr, 33), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_apn_refuse("first", -1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_apn_refuse("first", 256), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_apn_refuse(std::string(64, 'a').c_str(), 33), -NRF_EINVAL);
}

TEST_F(Detach, NeedsAModem) {
  modem().shutdown();
  EXPECT_EQ(hostmodem_network_detach(), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_network_attach(), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_apn_refuse("first", 33), -NRF_ESHUTDOWN);
}

}  // namespace
}  // namespace hostmodem::test
