#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>

#include "link/fragmenter.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::make;
using testing::Packet;
using testing::to_bytes;
using testing::Udp;

class SlirpUdpTest : public testing::SlirpLinkTest, public ::testing::WithParamInterface<Family> {
 protected:
  /// Sends back what arrives, `answer` instead when it is not empty.
  static std::string answer_one(const HostSocket& peer, const Packet& answer = {}) {
    std::array<char, 2048> buffer{};
    sockaddr_storage from{};
    socklen_t length = sizeof(from);
    const ssize_t got = recvfrom(peer.fd(), buffer.data(), buffer.size(), 0,
                                 reinterpret_cast<sockaddr*>(&from), &length);
    if (got < 0) return "nothing came";
    std::string text(buffer.data(), static_cast<std::size_t>(got));
    const Packet& reply = answer.empty() ? to_bytes(text) : answer;
    sendto(peer.fd(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(Families, SlirpUdpTest, ::testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(SlirpUdpTest, ADatagramReachesTheHostAndItsAnswerTheModem) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), to_bytes("question")}));
  EXPECT_EQ(answer_one(peer, to_bytes("answer")), "question");

  ASSERT_TRUE(pump_until_received());
  const Udp answer = testing::read_udp(take_received());
  EXPECT_EQ(testing::to_text(answer.payload), "answer");
  EXPECT_EQ(answer.source, host(GetParam(), peer.port()));
  EXPECT_EQ(answer.destination, modem(GetParam(), 4000));
}

TEST_P(SlirpUdpTest, AnEmptyDatagramIsCarried) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), {}}));
  EXPECT_EQ(answer_one(peer), "");
  ASSERT_TRUE(pump_until_received());
  EXPECT_TRUE(testing::read_udp(take_received()).payload.empty());
}

TEST_P(SlirpUdpTest, AnswersComeToAnyAddressOfThePrefix) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  const SocketAddress other{
      *IpAddress::parse(GetParam() == Family::kIpv4 ? "10.0.2.77" : "fd00:0:0:2::77"), 4000};
  send(make(Udp{other, host(GetParam(), peer.port()), to_bytes("x")}));
  EXPECT_EQ(answer_one(peer), "x");
  ASSERT_TRUE(pump_until_received());
  EXPECT_EQ(testing::read_udp(take_received()).destination, other);
}

TEST_P(SlirpUdpTest, APacketFromAForeignSourceIsDropped) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  const SocketAddress foreign{
      *IpAddress::parse(GetParam() == Family::kIpv4 ? "10.9.9.9" : "fd09::9"), 4000};
  send(make(Udp{foreign, host(GetParam(), peer.port()), to_bytes("x")}));
  turn();
  EXPECT_FALSE(peer.readable());
}

TEST_P(SlirpUdpTest, APacketLongerThanTheMtuIsDropped) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), Packet(1500)}));
  turn();
  EXPECT_FALSE(peer.readable());
}

TEST_P(SlirpUdpTest, FragmentsOfTheModemArriveAsOneDatagram) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  Fragmenter fragmenter(network_.mtu);
  const Packet packet =
      make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), Packet(9000)});
  fragmenter.split(*IpPacket::parse(packet),
                   [this](std::span<const std::byte> fragment) { link_->send(fragment); });
  std::vector<char> buffer(65536);
  EXPECT_EQ(recv(peer.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT), 9000);
}

TEST_P(SlirpUdpTest, BytesBehindThePacketAreNotCarried) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  Packet packet =
      make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), to_bytes("whole")});
  packet.resize(packet.size() + 9);
  send(packet);
  EXPECT_EQ(answer_one(peer), "whole");
}

TEST_P(SlirpUdpTest, ALongAnswerComesInFragmentsThatFitTheMtu) {
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), to_bytes("x")}));
  answer_one(peer, Packet(4000));
  ASSERT_TRUE(pump_until([this] { return received_.size() == 3; }));
  for (const Packet& fragment : received_) EXPECT_LE(fragment.size(), network_.mtu);
}

TEST_P(SlirpUdpTest, AClosedPortIsAnsweredByAnIcmpError) {
  HostSocket peer(GetParam(), SOCK_DGRAM);
  const std::uint16_t port = peer.port();
  peer.close();
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), port), to_bytes("x")}));
  ASSERT_TRUE(pump_until_received());
  const Packet error = take_received();
  const bool is_v4 = GetParam() == Family::kIpv4;
  EXPECT_EQ(testing::protocol_of(error), is_v4 ? 1 : 58);
  EXPECT_EQ(std::to_integer<int>(error[is_v4 ? 20 : 40]), is_v4 ? 3 : 1);  // unreachable
  EXPECT_EQ(std::to_integer<int>(error[is_v4 ? 21 : 41]), is_v4 ? 3 : 4);  // the port
}

TEST_P(SlirpUdpTest, AFamilyThatIsOffCarriesNothing) {
  (GetParam() == Family::kIpv4 ? network_.ipv4 : network_.ipv6) = false;
  make_link();
  const HostSocket peer(GetParam(), SOCK_DGRAM);
  send(make(Udp{modem(GetParam(), 4000), host(GetParam(), peer.port()), to_bytes("x")}));
  turn();
  EXPECT_FALSE(peer.readable());
}

}  // namespace
}  // namespace hostmodem::link
