#include "dtls_fixture.h"

// DTLS sockets: connections that are made, used and ended.

namespace hostmodem::socket {
namespace {

constexpr Errno kNone = Errno::kAgain;

class DtlsSockets : public DtlsTest {
 protected:
  DtlsSockets() { provision_psk(); }
};

TEST_F(DtlsSockets, CarryMessagesBothWaysWithTheirBounds) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(client->send(bytes("one"), std::nullopt));
  ASSERT_TRUE(client->send(bytes("and two"), std::nullopt));
  run();
  EXPECT_EQ(receive(*server), "one");
  EXPECT_EQ(receive(*server), "and two");
  EXPECT_THAT(receive(*server), FailsWith(kNone));
  ASSERT_TRUE(server->send(bytes("three"), std::nullopt));
  run();
  EXPECT_EQ(receive(*client), "three");
}

TEST_F(DtlsSockets, VerifyTheServersCertificateAndName) {
  provision_certificate();
  ASSERT_TRUE(store.remove(kClientTag, credentials::Type::kPsk));
  const std::string name = "server.test";
  const auto client = make_client();
  const auto server = make_server();
  ASSERT_TRUE(set_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME, bytes(name)));
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << log();
  EXPECT_EQ((*client->agreement())->peer_name, name);

  const auto other = make_client();
  const auto next_server = make_dtls(1, kServerTag);
  ASSERT_TRUE(set_option(*other, NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME, bytes("other.test")));
  server->close();
  const auto again = make_server();
  begin(*other);
  run();
  EXPECT_THAT(other->connect_result(), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), testing::HasSubstr("dtls: handshake with \"other.test\" refused"));
}

TEST_F(DtlsSockets, TellTheEndOfThePeer) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(server->send(bytes("last"), std::nullopt));
  server->close();
  run();
  EXPECT_EQ(client->events() & (NRF_POLLIN | NRF_POLLHUP), NRF_POLLIN | NRF_POLLHUP);
  EXPECT_EQ(receive(*client), "last");
  EXPECT_EQ(receive(*client), "");
  EXPECT_THAT(client->send(bytes("x"), std::nullopt), FailsWith(Errno::kPipe));
}

TEST_F(DtlsSockets, PeekAndCutMessages) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(client->send(bytes("a message"), std::nullopt));
  ASSERT_TRUE(client->send(bytes("another"), std::nullopt));
  run();
  EXPECT_EQ(receive(*server, true), "a message");
  std::array<std::byte, 3> small{};
  EXPECT_EQ(server->receive(small, false)->length, 3U);
  EXPECT_EQ(receive(*server), "another") << "the rest of a message that was cut is lost";
}

TEST_F(DtlsSockets, DoNotNameTheSender) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(client->send(bytes("x"), std::nullopt));
  run();
  std::array<std::byte, 3> buffer{};
  EXPECT_EQ(server->receive(buffer, false)->from, std::nullopt);
}

TEST_F(DtlsSockets, CarryALongMessageInFragments) {
  const auto [client, server] = connected_pair();
  const std::string message(12000, 'l');
  ASSERT_TRUE(client->send(bytes(message), std::nullopt));
  run();
  std::string got(message.size() + 1, '\0');
  EXPECT_EQ(server->receive(std::as_writable_bytes(std::span(got)), false)->length, message.size());
  EXPECT_EQ(got.substr(0, message.size()), message);
}

TEST_F(DtlsSockets, SendNoMoreThanARecordHolds) {
  const auto [client, server] = connected_pair();
  const std::string longest(16384, 'l');
  EXPECT_EQ(client->send(bytes(longest), std::nullopt), longest.size());
  EXPECT_THAT(client->send(bytes(longest + "!"), std::nullopt), FailsWith(Errno::kMsgSize));
  EXPECT_TRUE(client->send(bytes("still there"), std::nullopt));
}

TEST_F(DtlsSockets, SendNothingForAnEmptyMessage) {
  const auto [client, server] = connected_pair();
  const std::size_t before = packets().size();
  EXPECT_EQ(client->send({}, std::nullopt), 0U);
  run();
  EXPECT_EQ(packets().size(), before);
}

TEST_F(DtlsSockets, MustBeConnectedToSend) {
  const auto client = make_client();
  EXPECT_THAT(client->send(bytes("x"), std::nullopt), FailsWith(Errno::kDestAddrReq));
  EXPECT_THAT(client->send(bytes("x"), server_address()), FailsWith(Errno::kNotConn));
  EXPECT_THAT(receive(*client), FailsWith(Errno::kNotConn));
  EXPECT_EQ(client->events(), 0);
}

TEST_F(DtlsSockets, SendToTheirPeerOnly) {
  const auto [client, server] = connected_pair();
  EXPECT_TRUE(client->send(bytes("x"), server_address()));
  EXPECT_THAT(client->send(bytes("x"), own(7)), FailsWith(Errno::kIsConn));
}

TEST_F(DtlsSockets, ConnectOnceAtATime) {
  const auto client = make_client();
  begin(*client);
  EXPECT_THAT(client->connect(server_address()), FailsWith(Errno::kAlready));
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kAgain));
  const auto server = make_server();
  pass(std::chrono::seconds(1));
  EXPECT_TRUE(client->connect_result()) << log();
  EXPECT_THAT(client->connect(server_address()), FailsWith(Errno::kIsConn));
}

TEST_F(DtlsSockets, NeedCredentials) {
  const auto client = make_dtls(0, 77);
  EXPECT_THAT(client->connect(server_address()), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), testing::HasSubstr("no root CA and no PSK (security tag 77)"));
}

TEST_F(DtlsSockets, FailWhenNobodyListens) {
  const auto client = make_client();
  begin(*client);
  run();
  EXPECT_EQ(client->events(), NRF_POLLERR | NRF_POLLOUT | NRF_POLLHUP);
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kConnRefused));
  const auto server = make_server();
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << "another try\n" << log();
}

TEST_F(DtlsSockets, SayWhenTheServerIsGone) {
  const auto [client, server] = connected_pair();
  carry = [this](const Packet& packet) {
    constexpr int kAlert = 21;
    if (record_of(packet.bytes).type != kAlert) deliver(packet);
  };
  server->close();
  run();
  ASSERT_TRUE(client->send(bytes("anybody?"), std::nullopt));
  run();
  EXPECT_THAT(client->send(bytes("x"), std::nullopt), FailsWith(Errno::kConnRefused));
  EXPECT_TRUE(client->send(bytes("x"), std::nullopt)) << "the connection itself is whole";
}

TEST_F(DtlsSockets, EndWithTheirNetwork) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(set_option(*client, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, packed(1)));
  pdns.deactivate(0);
  settle();
  EXPECT_THAT(client->send(bytes("x"), std::nullopt), FailsWith(Errno::kNetDown));
  EXPECT_THAT(receive(*client), FailsWith(Errno::kNetDown));
  EXPECT_EQ(client->events(), NRF_POLLERR);
}

TEST_F(DtlsSockets, EndAHandshakeWithTheirNetwork) {
  const auto client = make_client();
  begin(*client);
  pdns.deactivate(0);
  settle();
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kNetDown));
}

TEST_F(DtlsSockets, DropWhatIsForgedReplayedOrTampered) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(client->send(bytes("genuine"), std::nullopt));
  run();
  const Packet genuine = packets().back();
  Packet tampered = genuine;
  tampered.bytes.back() ^= std::byte{1};
  test::renew_checksums(tampered.bytes);
  Packet garbage = genuine;
  garbage.bytes[28] = std::byte{0xff};
  test::renew_checksums(garbage.bytes);
  for (const Packet& packet : {genuine, tampered, garbage}) deliver(packet);
  run();
  EXPECT_EQ(receive(*server), "genuine");
  EXPECT_THAT(receive(*server), FailsWith(kNone));
  ASSERT_TRUE(client->send(bytes("next"), std::nullopt));
  run();
  EXPECT_EQ(receive(*server), "next");
}

TEST_F(DtlsSockets, HoldABoundedNumberOfMessages) {
  const auto [client, server] = connected_pair();
  const std::string kilobyte(1024, 'k');
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(client->send(bytes(kilobyte), std::nullopt));
    run();
  }
  int held = 0;
  while (receive(*server)) ++held;
  EXPECT_GT(held, 100);
  EXPECT_LT(held, 500) << "twice what a UDP socket holds: before and after decryption";
}

}  // namespace
}  // namespace hostmodem::socket
