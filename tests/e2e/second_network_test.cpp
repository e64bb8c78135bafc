// Two packet data networks at a time: what is bound to one of them, and what the loss of one does.

#include <gmock/gmock.h>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/servers.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;

/// The network of the default context, and a second one with its own name server.
std::string two_networks(const DnsServer& first, const DnsServer& second) {
  const auto network = [](const std::string& name, const DnsServer& server, const char* host) {
    return "[[network.apn]]\nname = \"" + name + "\"\nipv6 = false\ndns = [\"" + host + ":" +
           std::to_string(server.port()) + "\"]\n";
  };
  return network("first", first, "10.0.2.2") + network("second", second, "10.0.3.2");
}

class SecondNetwork : public ModemTest {
 protected:
  void SetUp() override {
    start(two_networks(first_dns_, second_dns_));
    modem().at("AT+CGEREP=1");
    modem().at("AT+CGDCONT=1,\"IP\",\"second\"");
    modem().at("AT+CGACT=1,1");
  }

  Socket on(int pdn, int type) {
    Socket socket = open_socket(api(), NRF_AF_INET, type, 0);
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, &pdn, sizeof pdn),
              gives(0));
    return socket;
  }
  /// The host, as it is seen from a network.
  static Endpoint host_from(int pdn, std::uint16_t port) {
    return endpoint(pdn == 0 ? "10.0.2.2" : "10.0.3.2", port);
  }

  /// What a name means on a network.
  static std::string look_up(const char* pdn) {
    nrf_addrinfo hints{};
    hints.ai_flags = NRF_AI_PDNSERV;
    hints.ai_family = NRF_AF_INET;
    nrf_addrinfo* found = nullptr;
    const int error = nrf_getaddrinfo("name.test", pdn, &hints, &found);
    if (error != 0) return "error " + std::to_string(error);
    std::array<char, NRF_INET_ADDRSTRLEN> text{};
    nrf_inet_ntop(NRF_AF_INET, &reinterpret_cast<const nrf_sockaddr_in*>(found->ai_addr)->sin_addr,
                  text.data(), text.size());
    nrf_freeaddrinfo(found);
    return text.data();
  }

  const DnsServer first_dns_{{"--host-record=name.test,192.0.2.1"}};
  const DnsServer second_dns_{{"--host-record=name.test,192.0.2.2"}};
};

TEST_F(SecondNetwork, NameQueriesGoToTheServersOfTheNetworkThatTheyName) {
  EXPECT_EQ(look_up("pdn0"), "192.0.2.1");
  EXPECT_EQ(look_up("pdn1"), "192.0.2.2");
  EXPECT_EQ(look_up("1"), "192.0.2.2");
}

TEST_F(SecondNetwork, ItsLossIsNoticedOnItAlone) {
  HostListener listener(Family::kIpv4);
  Socket mine = on(1, NRF_SOCK_STREAM);
  ASSERT_EQ(mine.connect(host_from(1, listener.port())), gives(0));
  HostConnection my_peer = listener.accept();
  Socket other = on(0, NRF_SOCK_STREAM);
  ASSERT_EQ(other.connect(host_from(0, listener.port())), gives(0));
  HostConnection other_peer = listener.accept();

  BlockedCall call([&] { return mine.recv(1); });
  ASSERT_TRUE(call.blocks());
  ASSERT_EQ(hostmodem_pdn_drop(1), 0);

  EXPECT_EQ(call.result(), receive_fails(NRF_ENETDOWN));
  EXPECT_EQ(mine.poll(NRF_POLLIN), NRF_POLLERR);
  EXPECT_EQ(mine.send("x"), fails(NRF_ENETDOWN));
  EXPECT_EQ(look_up("pdn1"), "error -11");
  EXPECT_TRUE(modem().notifications().wait_for("+CGEV: NW PDN DEACT 1"));

  EXPECT_EQ(other.poll(NRF_POLLIN), 0);
  EXPECT_EQ(other.send("still here"), gives(10));
  EXPECT_EQ(other_peer.receive(10), "still here");
  EXPECT_EQ(look_up("pdn0"), "192.0.2.1");
}

TEST_F(SecondNetwork, ReactivationGivesAFreshNetworkToFreshSockets) {
  Socket old = on(1, NRF_SOCK_DGRAM);
  ASSERT_EQ(old.bind(endpoint("0.0.0.0", 0)), gives(0));
  modem().at("AT+CGACT=0,1");
  modem().at("AT+CGACT=1,1");
  EXPECT_EQ(old.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_ENETDOWN));
  EXPECT_EQ(look_up("pdn1"), "192.0.2.2");
  EXPECT_TRUE(modem().notifications().wait_for("+CGEV: ME PDN DEACT 1"));
}

TEST_F(SecondNetwork, DroppingWhatIsNotThereIsAnError) {
  EXPECT_EQ(hostmodem_pdn_drop(2), -NRF_ENETDOWN);
  EXPECT_EQ(hostmodem_pdn_drop(-1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_pdn_drop(11), -NRF_EINVAL);
}

/// A server of one line and a half: it answers each with its own name and the line.
void answer_line(HostConnection& client, const std::string& name, const std::string& line) {
  EXPECT_EQ(client.receive(line.size()), line);
  client.send(name + " heard: " + line);
}

TEST(TwoNetworksExample, TalksOverBothAndGoesOnWithoutTheSecond) {
  const DnsServer first_dns({"--host-record=name.test,10.0.2.2"});
  const DnsServer second_dns({"--host-record=name.test,10.0.3.2"});
  HostListener first(Family::kIpv4);
  HostListener second(Family::kIpv4);
  const TemporaryDirectory directory;
  const std::string file = directory.write("two.toml", two_networks(first_dns, second_dns));

  Process example({HOSTMODEM_EXAMPLES_DIR "/two_networks", "second", "name.test",
                   std::to_string(first.port()), std::to_string(second.port())},
                  {"HOSTMODEM_CONFIG=" + file});
  HostConnection on_first = first.accept();
  HostConnection on_second = second.accept();
  answer_line(on_first, "one", "hello over pdn0\n");
  answer_line(on_second, "two", "hello over pdn1\n");
  answer_line(on_first, "one", "still here over pdn0\n");

  EXPECT_EQ(example.wait_for_end(), 0);
  EXPECT_EQ(example.output(),
            "pdn0: name.test is 10.0.2.2\n"
            "pdn1: name.test is 10.0.3.2\n"
            "pdn0: one heard: hello over pdn0\n"
            "pdn1: two heard: hello over pdn1\n"
            "pdn1: lost (NRF_ENETDOWN)\n"
            "pdn0: one heard: still here over pdn0\n");
}

TEST(TwoNetworksExample, SaysThatTheNetworkRefusesAnAccessPoint) {
  const DnsServer dns(std::vector<std::string>{});
  const TemporaryDirectory directory;
  const std::string file = directory.write("two.toml", two_networks(dns, dns));
  Process example({HOSTMODEM_EXAMPLES_DIR "/two_networks", "third", "name.test", "1", "1"},
                  {"HOSTMODEM_CONFIG=" + file});
  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), ::testing::HasSubstr("third: the network refuses it"));
}

}  // namespace
}  // namespace hostmodem::test
