#include "dtls_fixture.h"

// A DTLS server: cookies, clients that compete, and whom it serves.

namespace hostmodem::socket {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kClientHello = 1;
constexpr int kHelloVerifyRequest = 3;

class DtlsServer : public DtlsTest {
 protected:
  DtlsServer() { provision_psk(); }

  void lose_answers() {
    carry = [this](const Packet& packet) {
      if (packet.up) deliver(packet);
    };
  }
  /// Loses what would finish a handshake: clients get as far as their cookies.
  void let_clients_stall() {
    carry = [this](const Packet& packet) {
      if (packet.up && record_of(packet.bytes).handshake != kClientHello) return;
      deliver(packet);
    };
  }
};

TEST_F(DtlsServer, AnswersAFirstMessageWithACookieAlone) {
  const auto server = make_server();
  const auto client = make_client();
  lose_answers();
  begin(*client);
  run();
  ASSERT_EQ(packets().size(), 2U);
  EXPECT_EQ(record_of(packets()[0].bytes).handshake, kClientHello);
  EXPECT_EQ(record_of(packets()[1].bytes).handshake, kHelloVerifyRequest);
  EXPECT_LE(packets()[1].bytes.size(), packets()[0].bytes.size()) << "it must not amplify";
}

TEST_F(DtlsServer, KeepsNoTimerForWhoShowsNoCookie) {
  const auto server = make_server();
  const auto client = make_client();
  lose_answers();
  begin(*client);
  run();
  client->close();
  EXPECT_EQ(timers.next_deadline(), std::nullopt);
  pass(minutes(10));
  EXPECT_EQ(packets().size(), 2U);
}

TEST_F(DtlsServer, TakesACookieOnlyFromItsAddress) {
  const auto server = make_server();
  const auto client = make_client();
  begin(*client);
  // The client's second message, with the cookie, as if another host had sent it.
  const SocketAddress other{IpAddress::v4({192, 0, 2, 9}), 4444};
  carry = [&](const Packet& packet) {
    const bool with_cookie = packet.up && packet.number > 1;
    if (!with_cookie) return deliver(packet);
    const auto udp = test::parse_ip(packet.bytes)->payload.subspan(8);
    deliver({true, packet.number, test::udp_packet(other, server_address(), udp), packet.sent});
  };
  run();
  ASSERT_EQ(packets().size(), 4U);
  EXPECT_EQ(record_of(packets()[3].bytes).handshake, kHelloVerifyRequest);
}

TEST_F(DtlsServer, IgnoresWhatIsNoClientHello) {
  const auto server = make_server();
  const SocketAddress stranger{IpAddress::v4({192, 0, 2, 9}), 4444};
  for (const std::size_t size : {0U, 1U, 12U, 13U, 14U, 25U, 100U, 1400U}) {
    for (const int first : {0, 20, 21, 22, 23, 255}) {
      test::Bytes payload(size, std::byte{0xfe});
      if (!payload.empty()) payload[0] = static_cast<std::byte>(first);
      deliver({true, 0, test::udp_packet(stranger, server_address(), payload), clock.now()});
      run();
    }
  }
  EXPECT_TRUE(packets().empty());
  EXPECT_THAT(receive(*server), FailsWith(Errno::kAgain));
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << log();
}

TEST_F(DtlsServer, ServesTheFirstWhoseHandshakeIsDone) {
  const auto server = make_server();
  const auto slow = make_client();
  const auto quick = make_client();
  // The slow one gets as far as its cookie and stalls.
  std::size_t slow_packets = 0;
  std::optional<SocketAddress> slow_address;
  carry = [&](const Packet& packet) {
    const auto header = test::parse_ip(packet.bytes);
    const auto port = [&](std::size_t at) {
      return static_cast<std::uint16_t>(std::to_integer<unsigned>(header->payload[at]) << 8U |
                                        std::to_integer<unsigned>(header->payload[at + 1]));
    };
    const std::uint16_t client_port = packet.up ? port(0) : port(2);
    if (!slow_address) slow_address = {header->from, client_port};
    if (client_port == slow_address->port && packet.up && ++slow_packets > 2) return;
    deliver(packet);
  };
  begin(*slow);
  run();
  EXPECT_FALSE(server->connected());
  begin(*quick);
  run();
  EXPECT_TRUE(quick->connect_result()) << log();
  EXPECT_TRUE(server->connected());
  carry = [this](const Packet& packet) { deliver(packet); };
  pass(minutes(3));
  EXPECT_THAT(slow->connect_result(), FailsWith(Errno::kConnRefused)) << "nobody else is served";
  ASSERT_TRUE(quick->send(bytes("mine"), std::nullopt));
  run();
  EXPECT_EQ(receive(*server), "mine");
}

TEST_F(DtlsServer, LetsABoundedNumberOfClientsStall) {
  const auto server = make_server();
  std::vector<std::shared_ptr<Socket>> stalled;
  let_clients_stall();
  for (int i = 0; i < 20; ++i) {
    stalled.push_back(make_client());
    begin(*stalled.back());
    run();
  }
  carry = [this](const Packet& packet) { deliver(packet); };
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << log();
}

TEST_F(DtlsServer, GivesUpAClientThatStalls) {
  const auto server = make_server();
  const auto client = make_client();
  let_clients_stall();
  begin(*client);
  run();
  client->close();
  pass(std::chrono::hours(1));
  EXPECT_EQ(timers.next_deadline(), std::nullopt);
  EXPECT_THAT(log(), testing::HasSubstr("dtls: handshake with a client given up: no answer"));
  EXPECT_THAT(receive(*server), FailsWith(Errno::kAgain)) << "it waits for another client";
}

TEST_F(DtlsServer, ConnectsToOnePeerOnly) {
  const auto server = make_server();
  const SocketAddress stranger{IpAddress::v4({192, 0, 2, 9}), 4444};
  EXPECT_THAT(server->connect(stranger), FailsWith(Errno::kInProgress));
  EXPECT_THAT(server->connect_result(), FailsWith(Errno::kAgain));
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_THAT(client->connect_result(), testing::Not(testing::IsTrue()));
  EXPECT_THAT(server->connect_result(), FailsWith(Errno::kAgain));
}

TEST_F(DtlsServer, NeedsCredentials) {
  const auto server = make_server();
  ASSERT_TRUE(set_option(*server, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, packed(nrf_sec_tag_t{77})));
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_THAT(receive(*server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), testing::HasSubstr(
                         "a server needs a certificate with its key, or a PSK (security tag 77)"));
}

TEST_F(DtlsServer, DoesNotKnowAStranger) {
  ASSERT_TRUE(store.write(kClientTag, credentials::Type::kPskIdentity, "somebody else"));
  const auto server = make_server();
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(receive(*server), FailsWith(Errno::kAgain));
  ASSERT_TRUE(store.write(kClientTag, credentials::Type::kPskIdentity, "device"));
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << log();
}

TEST_F(DtlsServer, RefusesAWrongKey) {
  ASSERT_TRUE(store.write(kClientTag, credentials::Type::kPsk, "ffeeddccbbaa99887766554433221100"));
  const auto server = make_server();
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), testing::HasSubstr("dtls: handshake with a client refused: "));
  EXPECT_THAT(log(), testing::HasSubstr("the peer sent the alert \"bad record mac\""));
  EXPECT_FALSE(server->connected());
}

}  // namespace
}  // namespace hostmodem::socket
