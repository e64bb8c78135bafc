// Local addresses.

#include "contract/contract_test.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_CONTRACT(Bind);

// An address that no machine has: they are for documentation. RFC: 5737, 3849.
Endpoint foreign(Family family) {
  return endpoint(family == Family::kIpv4 ? "192.0.2.1" : "2001:db8::1", 0);
}

TEST_P(Bind, TakesOwnAddressWithAnyPort) {
  EXPECT_EQ(tcp().bind(self(0)), gives(0));
  EXPECT_EQ(udp().bind(self(0)), gives(0));
}

TEST_P(Bind, TakesTheUnspecifiedAddress) {
  EXPECT_EQ(tcp().bind(any_address(family(), unused_port())), gives(0));
  EXPECT_EQ(udp().bind(any_address(family(), unused_port())), gives(0));
}

TEST_P(Bind, RejectsAnAddressThatIsNotLocal) {
  EXPECT_EQ(tcp().bind(foreign(family())), fails(NRF_EADDRNOTAVAIL));
  EXPECT_EQ(udp().bind(foreign(family())), fails(NRF_EADDRNOTAVAIL));
}

TEST_P(Bind, RejectsAPortThatAnotherSocketHas) {
  const Endpoint local = self(unused_port());
  Socket first_tcp = tcp();
  Socket first_udp = udp();
  ASSERT_EQ(first_tcp.bind(local), gives(0));
  ASSERT_EQ(first_udp.bind(local), gives(0)) << "TCP and UDP have ports of their own";

  EXPECT_EQ(tcp().bind(local), fails(NRF_EADDRINUSE));
  EXPECT_EQ(udp().bind(local), fails(NRF_EADDRINUSE));
}

TEST_P(Bind, RejectsAPortThatASocketAtTheUnspecifiedAddressHas) {
  const std::uint16_t port = unused_port();
  Socket first_tcp = tcp();
  Socket first_udp = udp();
  ASSERT_EQ(first_tcp.bind(any_address(family(), port)), gives(0));
  ASSERT_EQ(first_udp.bind(any_address(family(), port)), gives(0));

  EXPECT_EQ(tcp().bind(self(port)), fails(NRF_EADDRINUSE));
  EXPECT_EQ(udp().bind(self(port)), fails(NRF_EADDRINUSE));
}

TEST_P(Bind, TakesAPortThatWasFreed) {
  const Endpoint local = self(unused_port());
  ASSERT_EQ(tcp().bind(local), gives(0));
  ASSERT_EQ(udp().bind(local), gives(0));

  EXPECT_EQ(tcp().bind(local), gives(0));
  EXPECT_EQ(udp().bind(local), gives(0));
}

TEST_P(Bind, HappensOnce) {
  Socket stream = tcp();
  Socket datagram = udp();
  ASSERT_EQ(stream.bind(self(0)), gives(0));
  ASSERT_EQ(datagram.bind(self(0)), gives(0));

  EXPECT_EQ(stream.bind(self(unused_port())), fails(NRF_EINVAL));
  EXPECT_EQ(datagram.bind(self(unused_port())), fails(NRF_EINVAL));
}

TEST_P(Bind, IsTooLateAfterConnect) {
  auto [socket, peer] = connected_to_host();

  EXPECT_EQ(socket.bind(self(unused_port())), fails(NRF_EINVAL));
}

TEST_P(Bind, RejectsAnAddressOfTheOtherFamily) {
  if (family() == Family::kIpv4) {
    EXPECT_EQ(tcp().bind(api().self(Family::kIpv6, 0)), fails(NRF_EAFNOSUPPORT));
    EXPECT_EQ(udp().bind(api().self(Family::kIpv6, 0)), fails(NRF_EAFNOSUPPORT));
  } else {
    const Outcome rejected = expected(kShorterAddressOfOtherFamily);
    EXPECT_EQ(tcp().bind(api().self(Family::kIpv4, 0)), rejected);
    EXPECT_EQ(udp().bind(api().self(Family::kIpv4, 0)), rejected);
  }
}

TEST_P(Bind, RejectsAnAddressThatIsCutOff) {
  const RawAddress address = api().encode(self(0));

  EXPECT_EQ(api().bind(tcp().fd(), address.data(), 8), fails(NRF_EINVAL));
  EXPECT_EQ(api().bind(udp().fd(), address.data(), 8), fails(NRF_EINVAL));
}

// A server that ended a connection keeps its port from others for a while.
class ClosingServer {
 public:
  ClosingServer(Socket listening, Socket client) {
    Socket accepted = listening.accept_from().first;
    accepted.close();
    client.recv(1);
    client.close();
    listening.close();
  }
};

TEST_P(Bind, RejectsAPortWhoseConnectionsAreClosing) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  const ClosingServer closing(std::move(listening.socket), std::move(client));

  EXPECT_EQ(tcp().bind(listening.endpoint), fails(NRF_EADDRINUSE));
}

TEST_P(Bind, TakesAPortWhoseConnectionsAreClosingWithReuseaddr) {
  Socket listening = tcp();
  const Endpoint local = self(unused_port());
  ASSERT_EQ(listening.set_option(NRF_SO_REUSEADDR, 1), gives(0));
  ASSERT_EQ(listening.bind(local), gives(0));
  ASSERT_EQ(listening.listen(1), gives(0));
  Socket client = tcp();
  ASSERT_EQ(client.connect(local), gives(0));
  const ClosingServer closing(std::move(listening), std::move(client));

  Socket again = tcp();
  ASSERT_EQ(again.set_option(NRF_SO_REUSEADDR, 1), gives(0));
  EXPECT_EQ(again.bind(local), gives(0));
  EXPECT_EQ(again.listen(1), gives(0));
}

}  // namespace
}  // namespace hostmodem::test
