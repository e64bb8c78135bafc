#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "link/fragmenter.h"
#include "link/host_address.h"
#include "link/reassembler.h"
#include "link/udp_forward.h"
#include "support/own_network.h"
#include "unit/link/host_interfaces.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::make;
using testing::Packet;
using testing::to_bytes;
using testing::Udp;
constexpr auto kUdp = PortForward::Transport::kUdp;

class SlirpUdpForwardTest : public testing::SlirpLinkTest,
                            public ::testing::WithParamInterface<Family> {
 protected:
  [[nodiscard]] SocketAddress inside() const { return modem(GetParam(), 7000); }

  static SocketAddress loopback(std::uint16_t port) {
    return {*IpAddress::parse(GetParam() == Family::kIpv4 ? "127.0.0.1" : "::1"), port};
  }

  SocketAddress add_forward() { return link_->add_forward({kUdp, loopback(0), inside()}).value(); }

  /// A socket of the host, bound to `from`, which talks to `to` alone; it has a free port if that
  /// of `from` is 0.
  static HostSocket client_at(const SocketAddress& from, const SocketAddress& to) {
    const HostAddress own(from);
    const HostAddress peer(to);
    HostSocket client(socket(own.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    EXPECT_EQ(::bind(client.fd(), own.get(), own.length), 0);
    EXPECT_EQ(::connect(client.fd(), peer.get(), peer.length), 0);
    return client;
  }
  static HostSocket client_of(const SocketAddress& outside) {
    return client_at(loopback(0), outside);
  }

  static void say(const HostSocket& client, const Packet& data) {
    EXPECT_EQ(::send(client.fd(), data.data(), data.size(), 0), static_cast<ssize_t>(data.size()));
  }
  static void say(const HostSocket& client, const std::string& text) {
    say(client, to_bytes(text));
  }

  /// What came to the client; "nothing" if nothing did.
  static std::string heard(const HostSocket& client) {
    std::string text(65536, '\0');
    const ssize_t length = ::recv(client.fd(), text.data(), text.size(), MSG_DONTWAIT);
    if (length < 0) return "nothing";
    text.resize(static_cast<std::size_t>(length));
    return text;
  }

  /// The next datagram that comes to the modem.
  Udp take_datagram() {
    EXPECT_TRUE(pump_until_received());
    return testing::read_udp(take_received());
  }

  void answer(const Udp& question, const std::string& text) {
    send(make(Udp{question.destination, question.source, to_bytes(text)}));
  }
};

INSTANTIATE_TEST_SUITE_P(Families, SlirpUdpForwardTest,
                         ::testing::Values(Family::kIpv4, Family::kIpv6), [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(SlirpUdpForwardTest, ADatagramReachesTheModemFromTheHostAndTheClientsPort) {
  const SocketAddress outside = add_forward();
  EXPECT_NE(outside.port, 0);
  const HostSocket client = client_of(outside);
  say(client, "ping");
  const Udp ping = take_datagram();
  EXPECT_EQ(testing::to_text(ping.payload), "ping");
  EXPECT_EQ(ping.source, host(GetParam(), client.port()));
  EXPECT_EQ(ping.destination, inside());
}

TEST_P(SlirpUdpForwardTest, EachClientGetsItsOwnAnswer) {
  const SocketAddress outside = add_forward();
  const HostSocket one = client_of(outside);
  const HostSocket other = client_of(outside);
  say(one, "1");
  say(other, "2");
  const Udp first = take_datagram();
  const Udp second = take_datagram();
  answer(second, "to " + testing::to_text(second.payload));
  answer(first, "to " + testing::to_text(first.payload));
  EXPECT_EQ(heard(one), "to 1");
  EXPECT_EQ(heard(other), "to 2");
}

TEST_P(SlirpUdpForwardTest, AnEmptyDatagramIsCarriedEitherWay) {
  const HostSocket client = client_of(add_forward());
  say(client, "");
  const Udp empty = take_datagram();
  EXPECT_TRUE(empty.payload.empty());
  answer(empty, "");
  EXPECT_EQ(heard(client), "");
}

// libslirp's own forward sent everything from the address that it listens at.
TEST_P(SlirpUdpForwardTest, TheForwardedPortReachesOthersThroughTheNetwork) {
  const SocketAddress outside = add_forward();
  const HostSocket client = client_of(outside);
  say(client, "x");
  take_datagram();

  const HostSocket stranger(GetParam(), SOCK_DGRAM);
  send(make(Udp{inside(), host(GetParam(), stranger.port()), to_bytes("hello")}));
  std::array<char, 16> buffer{};
  HostAddress from;
  ASSERT_EQ(
      recvfrom(stranger.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT, from.get(), &from.length),
      5);
  EXPECT_NE(from.to_socket_address().port, outside.port);
  ASSERT_EQ(sendto(stranger.fd(), "back", 4, 0, from.get(), from.length), 4);
  const Udp back = take_datagram();
  EXPECT_EQ(back.source, host(GetParam(), stranger.port()));
  EXPECT_EQ(back.destination, inside());
}

TEST_P(SlirpUdpForwardTest, AnotherPortOfTheModemIsNoAnswerToAClient) {
  const SocketAddress outside = add_forward();
  const HostSocket client = client_of(outside);
  say(client, "x");
  const Udp question = take_datagram();
  send(make(Udp{modem(GetParam(), 7001), question.source, to_bytes("not from 7000")}));
  EXPECT_EQ(heard(client), "nothing");  // it came from another socket of the host
}

TEST_P(SlirpUdpForwardTest, ALongDatagramReachesTheModemInFragmentsThatFitTheMtu) {
  const bool is_v4 = GetParam() == Family::kIpv4;
  const HostSocket client = client_of(add_forward());
  const Packet data(is_v4 ? 65507 : 65487, std::byte{7});
  say(client, data);
  Reassembler reassembler(65535);
  std::optional<IpPacket> whole;
  ASSERT_TRUE(pump_until([&] {
    for (; !received_.empty() && !whole; received_.erase(received_.begin())) {
      EXPECT_LE(received_.front().size(), network_.mtu);
      whole = reassembler.add(*IpPacket::parse(received_.front()), clock_.now());
    }
    return whole.has_value();
  }));
  EXPECT_EQ(testing::read_udp(whole->bytes).payload, data);
}

TEST_P(SlirpUdpForwardTest, ALongAnswerInFragmentsReachesTheClient) {
  const HostSocket client = client_of(add_forward());
  say(client, "x");
  const Udp question = take_datagram();
  const std::string text(GetParam() == Family::kIpv4 ? 65507 : 65487, 'y');
  const Packet packet = make(Udp{question.destination, question.source, to_bytes(text)});
  Fragmenter(network_.mtu).split(*IpPacket::parse(packet), [this](auto fragment) {
    link_->send(fragment);
  });
  EXPECT_EQ(heard(client), text);
}

TEST_P(SlirpUdpForwardTest, AnAnswerWithAWrongChecksumIsDropped) {
  const HostSocket client = client_of(add_forward());
  say(client, "x");
  const Udp question = take_datagram();
  Packet packet = make(Udp{question.destination, question.source, to_bytes("wrong")});
  packet.back() ^= std::byte{1};
  send(packet);
  EXPECT_EQ(heard(client), "nothing");
}

TEST_P(SlirpUdpForwardTest, AnAnswerWithAnImpossibleLengthIsDropped) {
  const HostSocket client = client_of(add_forward());
  say(client, "x");
  const Udp question = take_datagram();
  for (const int length : {0, 7, 14, 65535}) {
    Packet packet = make(Udp{question.destination, question.source, to_bytes("wrong")});
    const std::size_t at = packet.size() - 5 - 4;
    packet[at] = static_cast<std::byte>(length >> 8);
    packet[at + 1] = static_cast<std::byte>(length & 0xff);
    send(packet);
  }
  EXPECT_EQ(heard(client), "nothing");
}

TEST_P(SlirpUdpForwardTest, AClientThatIsGoneDisturbsNobody) {
  const SocketAddress outside = add_forward();
  HostSocket gone = client_of(outside);
  say(gone, "x");
  const Udp question = take_datagram();
  gone.close();
  for (int i = 0; i < 3; ++i) answer(question, "too late");

  const HostSocket client = client_of(outside);
  say(client, "y");
  const Udp next = take_datagram();
  EXPECT_EQ(testing::to_text(next.payload), "y");
  answer(next, "z");
  EXPECT_EQ(heard(client), "z");
}

TEST_P(SlirpUdpForwardTest, AFloodIsTakenInTurns) {
  const HostSocket client = client_of(add_forward());
  for (std::size_t i = 0; i < UdpForward::kMostPerTurn + 10; ++i) say(client, "x");
  turn();
  EXPECT_EQ(received_.size(), UdpForward::kMostPerTurn);
  turn();
  EXPECT_EQ(received_.size(), UdpForward::kMostPerTurn + 10);
}

TEST_P(SlirpUdpForwardTest, AForwardMayComeAndGoWhileTheLoopWaits) {
  const SocketAddress outside = add_forward();
  const HostSocket client = client_of(outside);
  say(client, "x");
  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  link_->poll_source()->prepare(fds, deadline);
  ASSERT_EQ(::poll(fds.data(), fds.size(), 0), 1);
  link_->remove_forward(kUdp, outside);
  add_forward();  // with the same descriptor, as it happens
  link_->poll_source()->dispatch(fds);
  EXPECT_TRUE(received_.empty());
}

TEST_P(SlirpUdpForwardTest, TheSocketEndsWithTheLinkAndWithExec) {
  const std::size_t before = testing::count_descriptors();
  add_forward();
  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  link_->poll_source()->prepare(fds, deadline);
  ASSERT_FALSE(fds.empty());
  EXPECT_EQ(fcntl(fds.back().fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_NE(fcntl(fds.back().fd, F_GETFL) & O_NONBLOCK, 0);
  link_.reset();
  EXPECT_LT(testing::count_descriptors(), before + 1);
}

// Machines of a network talk from the same port as often as not.
TEST_P(SlirpUdpForwardTest, AClientOfAnotherMachineKeepsItsAddress) {
  test::in_own_network([this] {
    const bool is_v4 = GetParam() == Family::kIpv4;
    const IpAddress one = *IpAddress::parse(is_v4 ? "192.0.2.1" : "2001:db8::1");
    const IpAddress other = *IpAddress::parse(is_v4 ? "192.0.2.2" : "2001:db8::2");
    test::set_up("lo", true);
    testing::add_address("lo", one, is_v4 ? 32 : 128);
    testing::add_address("lo", other, is_v4 ? 32 : 128);
    const SocketAddress outside =
        link_->add_forward({kUdp, {IpAddress::any(GetParam()), 0}, inside()}).value();
    const SocketAddress reached{one, outside.port};
    const HostSocket first = client_at({one, 5683}, reached);
    const HostSocket second = client_at({other, 5683}, reached);
    say(first, "1");
    say(second, "2");
    const Udp from_first = take_datagram();
    const Udp from_second = take_datagram();
    EXPECT_EQ(from_first.source, (SocketAddress{one, 5683}));
    EXPECT_EQ(from_second.source, (SocketAddress{other, 5683}));
    answer(from_first, "to 1");
    EXPECT_EQ(heard(first), "to 1");
    EXPECT_EQ(heard(second), "nothing");
  });
}

// The host itself may be in a network with the same addresses: that of another libslirp.
TEST_P(SlirpUdpForwardTest, AClientWithAnAddressOfTheVirtualNetworkIsTheHost) {
  test::in_own_network([this] {
    const bool is_v4 = GetParam() == Family::kIpv4;
    const IpAddress same = modem(GetParam(), 0).address;
    test::set_up("lo", true);
    testing::add_address("lo", same, is_v4 ? 32 : 128);
    const SocketAddress outside = link_->add_forward({kUdp, {same, 0}, inside()}).value();
    const HostSocket client = client_at({same, 5683}, outside);
    say(client, "x");
    const Udp question = take_datagram();
    EXPECT_EQ(question.source, host(GetParam(), 5683));
    answer(question, "y");
    EXPECT_EQ(heard(client), "y");
  });
}

class SlirpUdpForwardIpv4Test : public SlirpUdpForwardTest {};

INSTANTIATE_TEST_SUITE_P(Ipv4, SlirpUdpForwardIpv4Test, ::testing::Values(Family::kIpv4));

TEST_P(SlirpUdpForwardIpv4Test, OfTwoLoopbackClientsWithOnePortTheOneSeenLastIsAnswered) {
  const SocketAddress outside = add_forward();
  const HostSocket first = client_of(outside);
  const HostSocket second = client_at({IpAddress::v4({127, 0, 0, 2}), first.port()}, outside);
  say(first, "1");
  say(second, "2");
  take_datagram();
  answer(take_datagram(), "answer");
  EXPECT_EQ(heard(first), "nothing");
  EXPECT_EQ(heard(second), "answer");
}

TEST_P(SlirpUdpForwardIpv4Test, AnAnswerWithoutAChecksumIsRight) {
  const HostSocket client = client_of(add_forward());
  say(client, "x");
  const Udp question = take_datagram();
  Packet packet = make(Udp{question.destination, question.source, to_bytes("right")});
  packet[26] = packet[27] = std::byte{0};
  send(packet);
  EXPECT_EQ(heard(client), "right");
}

TEST_P(SlirpUdpForwardIpv4Test, EachDatagramHasItsOwnIdentification) {
  const HostSocket client = client_of(add_forward());
  say(client, "1");
  say(client, "2");
  ASSERT_TRUE(pump_until([this] { return received_.size() == 2; }));
  EXPECT_NE(received_[0][5], received_[1][5]);
}

}  // namespace
}  // namespace hostmodem::link
