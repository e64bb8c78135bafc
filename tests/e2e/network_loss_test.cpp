// A packet data network goes, whoever took it away, while its sockets do all that sockets do.

#include <gtest/gtest.h>

#include <functional>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

/// How the second network is lost.
struct Cause {
  const char* name;
  std::function<void(Modem&)> lose;
  bool takes_the_default_too;
};

Cause by_command(const char* name, const char* command, bool takes_the_default_too) {
  return {name, [command](Modem& modem) { modem.at(command); }, takes_the_default_too};
}

const Cause kCauses[] = {
    by_command("Deactivated", "AT+CGACT=0,1", false),
    {"Dropped", [](Modem&) { EXPECT_EQ(hostmodem_pdn_drop(1), 0); }, false},
    by_command("PowerOff", "AT+CFUN=0", true),
    by_command("FlightMode", "AT+CFUN=4", true),
    by_command("LteOff", "AT+CFUN=20", true),
    by_command("DetachedByTheModem", "AT+CGATT=0", true),
    {"DetachedByTheNetwork", [](Modem&) { EXPECT_EQ(hostmodem_network_detach(), 0); }, true},
};

class NetworkLoss : public ModemTest, public ::testing::WithParamInterface<Cause> {
 protected:
  void SetUp() override {
    start(
        "[[network.apn]]\nname = \"first\"\n[[network.apn]]\nname = \"second\"\ndns = "
        "[\"10.0.3.2:" +
        std::to_string(name_server_.port()) + "\"]\n");
    activate_second();
  }

  void activate_second() {
    modem().at("AT+CGDCONT=1,\"IP\",\"second\"");
    modem().at("AT+CGACT=1,1");
  }

  /// A socket of the second network.
  Socket bound(Socket socket) {
    const int second = 1;
    EXPECT_EQ(
        api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, &second, sizeof second),
        gives(0));
    return socket;
  }
  static Endpoint host_of_second(std::uint16_t port) { return endpoint("10.0.3.2", port); }

  void expect_dead(Socket& socket) {
    EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), NRF_POLLERR);
    EXPECT_EQ(socket.send("x"), fails(NRF_ENETDOWN));
    EXPECT_EQ(socket.recv(1), receive_fails(NRF_ENETDOWN));
    EXPECT_EQ(socket.close(), gives(0));
  }

  HostUdp name_server_{Family::kIpv4};  ///< of the second network; it never answers
  HostListener listener_{Family::kIpv4};
};

INSTANTIATE_TEST_SUITE_P(Causes, NetworkLoss, ::testing::ValuesIn(kCauses),
                         [](const auto& cause) { return cause.param.name; });

TEST_P(NetworkLoss, EndsEverythingOnThatNetworkAndNothingElse) {
  const SilentPort silent(Family::kIpv4);
  HostListener no_tls(Family::kIpv4);
  HostListener slow(Family::kIpv4, 64 * 1024);

  Socket other = tcp();
  ASSERT_EQ(other.connect(host(listener_.port())), gives(0));
  HostConnection other_peer = listener_.accept();

  Socket connecting = bound(tcp());
  Socket in_progress = bound(tcp());
  Socket sending = bound(tcp());
  Socket receiving = bound(udp());
  Socket accepting = bound(tcp());
  Socket shaking_hands = bound(trusting_tls());
  in_progress.set_nonblocking();
  ASSERT_EQ(in_progress.connect(host_of_second(silent.port())), fails(NRF_EINPROGRESS));
  ASSERT_EQ(sending.connect(host_of_second(slow.port())), gives(0));
  const HostConnection slow_peer = slow.accept();
  ASSERT_EQ(receiving.bind(endpoint("0.0.0.0", 0)), gives(0));
  ASSERT_EQ(accepting.bind(endpoint("0.0.0.0", 0)), gives(0));
  ASSERT_EQ(accepting.listen(1), gives(0));

  BlockedCall connect([&] { return connecting.connect(host_of_second(silent.port())); });
  BlockedCall poll([&] { return in_progress.wait(NRF_POLLOUT); });
  BlockedCall send([&] {
    const std::string block = pattern(1024 * 1024);
    Outcome sent = gives(0);
    while (sent.value >= 0) sent = sending.send(block);
    return sent;
  });
  BlockedCall receive([&] { return receiving.recv(1); });
  BlockedCall accept([&] { return accepting.accept(); });
  BlockedCall handshake([&] { return shaking_hands.connect(host_of_second(no_tls.port())); });
  const HostConnection no_tls_peer = no_tls.accept();
  BlockedCall query([&] {
    nrf_addrinfo hints{};
    hints.ai_flags = NRF_AI_PDNSERV;
    nrf_addrinfo* found = nullptr;
    const int error = nrf_getaddrinfo("name.test", "pdn1", &hints, &found);
    return std::pair(error, errno);
  });
  EXPECT_FALSE(name_server_.receive().data.empty()) << "the query is under way";
  EXPECT_TRUE(connect.blocks() && poll.blocks() && send.blocks() && receive.blocks() &&
              accept.blocks() && handshake.blocks() && query.blocks());

  GetParam().lose(modem());

  EXPECT_EQ(connect.result(), fails(NRF_ENETDOWN));
  EXPECT_EQ(poll.result(), NRF_POLLERR);
  EXPECT_EQ(in_progress.take_error(), NRF_ENETDOWN);
  EXPECT_EQ(in_progress.take_error(), 0);
  EXPECT_EQ(send.result(), fails(NRF_ENETDOWN));
  EXPECT_EQ(receive.result(), receive_fails(NRF_ENETDOWN));
  EXPECT_EQ(accept.result(), fails(NRF_ENETDOWN));
  EXPECT_EQ(handshake.result(), fails(NRF_ENETDOWN));
  EXPECT_EQ(query.result(), std::pair(NRF_EAI_SYSTEM, NRF_ENETDOWN));
  for (Socket* socket :
       {&connecting, &in_progress, &sending, &receiving, &accepting, &shaking_hands}) {
    expect_dead(*socket);
  }

  if (GetParam().takes_the_default_too) {
    expect_dead(other);
    ASSERT_EQ(hostmodem_network_attach(), 0);
    modem().at("AT+CFUN=4");
    modem().go_online();
  } else {
    EXPECT_EQ(other.poll(NRF_POLLIN), 0);
    EXPECT_EQ(other.send("still here"), gives(10));
    EXPECT_EQ(other_peer.receive(10), "still here");
  }
  activate_second();
  Socket fresh = bound(tcp());
  EXPECT_EQ(fresh.connect(host_of_second(listener_.port())), gives(0));
}

}  // namespace
}  // namespace hostmodem::test
