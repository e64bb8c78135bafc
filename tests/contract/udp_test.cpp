// Datagrams.

#include <thread>

#include "contract/contract_test.h"
#include "support/blocked_call.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

using std::chrono::milliseconds;

class Udp : public ContractTest {
 protected:
  /// A socket of the side under test, and where the others of that side find it.
  struct Bound {
    Socket socket;
    Endpoint endpoint;
  };
  [[nodiscard]] Bound bound() {
    Bound result{udp(), self(unused_port())};
    EXPECT_EQ(result.socket.bind(result.endpoint), gives(0));
    return result;
  }

  /// A socket that is connected to a peer on the host, of which the peer has heard.
  struct Connected {
    Socket socket;
    HostUdp peer;
    Endpoint address;  ///< of the socket, as the peer sees it
  };
  [[nodiscard]] Connected connected() {
    Connected result{udp(), HostUdp(family()), {}};
    EXPECT_EQ(result.socket.connect(host(result.peer.port())), gives(0));
    EXPECT_EQ(result.socket.send("first"), gives(5));
    result.address = result.peer.receive().from;
    return result;
  }
};
INSTANTIATE_TEST_SUITE_P(On, Udp, kSubjects, subject_name);

TEST_P(Udp, GoesToAnAddressAndTheAnswerComesBackFromIt) {
  HostUdp peer(family());
  Socket socket = udp();

  EXPECT_EQ(socket.sendto("ping", host(peer.port())), gives(4));
  const HostUdp::Datagram ping = peer.receive();
  EXPECT_EQ(ping.data, "ping");
  peer.send("pong", ping.from);

  const ReceivedFrom pong = socket.recvfrom(100);
  EXPECT_EQ(pong.received, received("pong"));
  EXPECT_EQ(pong.from, host(peer.port()));
}

TEST_P(Udp, GoesToTheConnectedPeer) {
  HostUdp peer(family());
  Socket socket = udp();
  ASSERT_EQ(socket.connect(host(peer.port())), gives(0));

  EXPECT_EQ(socket.send("ping"), gives(4));
  const HostUdp::Datagram ping = peer.receive();
  EXPECT_EQ(ping.data, "ping");
  peer.send("pong", ping.from);

  EXPECT_EQ(socket.recv(100), received("pong"));
}

TEST_P(Udp, ComesFromTheConnectedPeerOnly) {
  Bound socket = bound();
  Bound peer = bound();
  Bound stranger = bound();
  ASSERT_EQ(socket.socket.connect(peer.endpoint), gives(0));

  ASSERT_EQ(stranger.socket.sendto("stranger", socket.endpoint), gives(8));
  ASSERT_EQ(peer.socket.sendto("peer", socket.endpoint), gives(4));

  EXPECT_EQ(socket.socket.recv(100), received("peer"));
  EXPECT_EQ(socket.socket.recv(100, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
}

TEST_P(Udp, ComesFromThePortThatTheSenderIsBoundTo) {
  Bound sender = bound();
  Bound receiver = bound();

  ASSERT_EQ(sender.socket.sendto("data", receiver.endpoint), gives(4));

  EXPECT_EQ(receiver.socket.recvfrom(100).from, sender.endpoint);
}

TEST_P(Udp, ComesFromAChosenPortWhenTheSenderIsBoundToPortZero) {
  Socket sender = udp();
  ASSERT_EQ(sender.bind(self(0)), gives(0));
  Bound receiver = bound();
  ASSERT_EQ(sender.sendto("data", receiver.endpoint), gives(4));

  const Endpoint from = receiver.socket.recvfrom(100).from;

  EXPECT_EQ(from.ip, self(0).ip);
  ASSERT_NE(from.port, 0);
  ASSERT_EQ(receiver.socket.sendto("back", from), gives(4));
  EXPECT_EQ(sender.recv(100), received("back"));
}

TEST_P(Udp, ReachesASocketAtTheUnspecifiedAddress) {
  const std::uint16_t port = unused_port();
  Socket receiver = udp();
  ASSERT_EQ(receiver.bind(any_address(family(), port)), gives(0));
  Bound sender = bound();

  ASSERT_EQ(sender.socket.sendto("data", self(port)), gives(4));

  const ReceivedFrom datagram = receiver.recvfrom(100);
  EXPECT_EQ(datagram.received, received("data"));
  EXPECT_EQ(datagram.from, sender.endpoint);
}

TEST_P(Udp, NeedsAnAddressWhenItIsNotConnected) {
  Socket socket = udp();

  EXPECT_EQ(socket.send("data"), fails(NRF_EDESTADDRREQ));
}

TEST_P(Udp, MayBeEmpty) {
  Connected pair = connected();
  pair.peer.send("", pair.address);
  pair.peer.send("next", pair.address);

  EXPECT_EQ(pair.socket.recv(100), received(""));
  EXPECT_EQ(pair.socket.recv(100), received("next"));

  EXPECT_EQ(pair.socket.send(""), gives(0));
  EXPECT_EQ(pair.peer.receive().data, "");
}

TEST_P(Udp, LosesWhatDoesNotFitIntoTheBuffer) {
  Connected pair = connected();
  pair.peer.send("abcdef", pair.address);
  pair.peer.send("next", pair.address);

  EXPECT_EQ(pair.socket.recv(3), received("abc"));
  EXPECT_EQ(pair.socket.recv(100), received("next"));
}

TEST_P(Udp, StaysWhenItIsPeekedAt) {
  Connected pair = connected();
  pair.peer.send("abcdef", pair.address);

  EXPECT_EQ(pair.socket.recv(3, NRF_MSG_PEEK), received("abc"));
  const ReceivedFrom peeked = pair.socket.recvfrom(100, NRF_MSG_PEEK);
  EXPECT_EQ(peeked.received, received("abcdef"));
  EXPECT_EQ(peeked.from, host(pair.peer.port()));
  EXPECT_EQ(pair.socket.recv(100), received("abcdef"));
  EXPECT_EQ(pair.socket.recv(100, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
}

TEST_P(Udp, LargerThanADatagramCanBeIsRejected) {
  HostUdp peer(family());
  Socket socket = udp();
  const std::string too_large(65536, 'x');

  EXPECT_EQ(socket.sendto(too_large, host(peer.port())), fails(NRF_EMSGSIZE));
  ASSERT_EQ(socket.connect(host(peer.port())), gives(0));
  EXPECT_EQ(socket.send(too_large), fails(NRF_EMSGSIZE));
}

TEST_P(Udp, OfAFullPacketArrivesWhole) {
  Connected pair = connected();
  const std::string data = pattern(1400);

  EXPECT_EQ(pair.socket.send(data), gives(1400));
  EXPECT_TRUE(pair.peer.receive().data == data);
  pair.peer.send(data, pair.address);
  EXPECT_TRUE(pair.socket.recv(2000) == received(data));
}

TEST_P(Udp, OfSeveralPacketsArrivesWhole) {
  Bound sender = bound();
  Bound receiver = bound();
  const std::string data = pattern(8000);

  ASSERT_EQ(sender.socket.sendto(data, receiver.endpoint), gives(8000));

  EXPECT_TRUE(receiver.socket.recv(10'000) == received(data));
}

TEST_P(Udp, KeepsItsOrderAndItsBounds) {
  Connected pair = connected();
  constexpr int kCount = 30;
  for (int i = 0; i < kCount; ++i) {
    pair.peer.send(std::string(static_cast<std::size_t>(i), 'x'), pair.address);
  }

  for (int i = 0; i < kCount; ++i) {
    EXPECT_EQ(pair.socket.recv(100), received(std::string(static_cast<std::size_t>(i), 'x')));
  }
}

TEST_P(Udp, ManyGoAndComeBack) {
  HostUdp peer(family());
  Socket socket = udp();
  ASSERT_EQ(socket.connect(host(peer.port())), gives(0));
  constexpr std::uint32_t kCount = 1000;
  std::jthread echo([&] { peer.echo(kCount); });

  for (std::uint32_t i = 0; i < kCount; ++i) {
    const std::string data = pattern(1 + i % 1200, i + 1);
    ASSERT_EQ(socket.send(data), gives(static_cast<std::int64_t>(data.size())));
    ASSERT_TRUE(socket.recv(2000) == received(data)) << "datagram " << i;
  }
}

TEST_P(Udp, WakesABlockedReceive) {
  Connected pair = connected();
  BlockedCall receive([&] { return pair.socket.recv(100); });
  EXPECT_TRUE(receive.blocks());

  pair.peer.send("data", pair.address);

  EXPECT_EQ(receive.result(), received("data"));
}

TEST_P(Udp, ThatIsNotThereDoesNotBlock) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));

  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  socket.set_nonblocking();
  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
}

TEST_P(Udp, ThatDoesNotComeEndsWithEagainAfterTheTimeout) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, milliseconds(50)), gives(0));

  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
}

TEST_P(Udp, WithWaitall) {
  Connected pair = connected();
  pair.peer.send("data", pair.address);
  ASSERT_EQ(pair.socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(pair.socket.recv(100, NRF_MSG_WAITALL), expected(kWaitallOnDatagram));
}

TEST_P(Udp, GivesATruncatedAddressAndItsTrueLength) {
  Connected pair = connected();
  pair.peer.send("data", pair.address);
  const RawAddress whole = api().encode(host(pair.peer.port()));

  RawAddress address;
  constexpr std::byte kUntouched{0xAA};
  address.bytes.fill(kUntouched);
  constexpr std::uint32_t kRoom = 11;
  address.length = kRoom;
  std::string buffer(100, '\0');
  const Outcome outcome = api().recvfrom(pair.socket.fd(), buffer.data(), buffer.size(), 0,
                                         address.data(), &address.length);

  EXPECT_EQ(outcome, gives(4));
  EXPECT_EQ(address.length, whole.length);
  EXPECT_EQ(address.bytes[kRoom], kUntouched);
}

TEST_P(Udp, GivesNoAddressWhenNoneIsWanted) {
  Connected pair = connected();
  pair.peer.send("data", pair.address);
  std::string buffer(4, '\0');

  EXPECT_EQ(api().recvfrom(pair.socket.fd(), buffer.data(), buffer.size(), 0, nullptr, nullptr),
            gives(4));
  EXPECT_EQ(buffer, "data");
}

HOSTMODEM_CONTRACT(RefusedDatagram);

TEST_P(RefusedDatagram, IsReportedToTheConnectedSocket) {
  Socket socket = udp();
  ASSERT_EQ(socket.connect(self(unused_port())), gives(0));

  ASSERT_EQ(socket.send("data"), gives(4));

  EXPECT_NE(socket.wait(NRF_POLLIN) & NRF_POLLERR, 0);
  EXPECT_EQ(socket.take_error(), NRF_ECONNREFUSED);
  EXPECT_EQ(socket.take_error(), 0);
}

TEST_P(RefusedDatagram, FailsTheNextReceive) {
  Socket socket = udp();
  ASSERT_EQ(socket.connect(self(unused_port())), gives(0));
  ASSERT_EQ(socket.send("data"), gives(4));
  ASSERT_NE(socket.wait(NRF_POLLIN) & NRF_POLLERR, 0);

  EXPECT_EQ(socket.recv(100), receive_fails(NRF_ECONNREFUSED));
  EXPECT_EQ(socket.recv(100, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
}

TEST_P(RefusedDatagram, FailsTheNextSend) {
  Socket socket = udp();
  ASSERT_EQ(socket.connect(self(unused_port())), gives(0));
  ASSERT_EQ(socket.send("data"), gives(4));
  ASSERT_NE(socket.wait(0) & NRF_POLLERR, 0);

  EXPECT_EQ(socket.send("data"), fails(NRF_ECONNREFUSED));
}

TEST_P(Udp, RejectsAnAddressOfTheOtherFamily) {
  Socket socket = udp();
  if (family() == Family::kIpv4) {
    EXPECT_EQ(socket.connect(api().host(Family::kIpv6, 1)), fails(NRF_EAFNOSUPPORT));
    EXPECT_EQ(socket.sendto("data", api().host(Family::kIpv6, 1)), fails(NRF_EAFNOSUPPORT));
  } else {
    EXPECT_EQ(socket.connect(api().host(Family::kIpv4, 1)), fails(NRF_EAFNOSUPPORT));
    EXPECT_EQ(socket.sendto("data", api().host(Family::kIpv4, 1)), expected(kSendtoIpv4FromIpv6));
  }
}

TEST_P(Udp, RejectsAnAddressThatIsCutOff) {
  Socket socket = udp();
  const RawAddress address = api().encode(host(1));

  EXPECT_EQ(api().connect(socket.fd(), address.data(), 8), fails(NRF_EINVAL));
  EXPECT_EQ(api().sendto(socket.fd(), "data", 4, 0, address.data(), 8), fails(NRF_EINVAL));
}

}  // namespace
}  // namespace hostmodem::test
