#include "dtls_fixture.h"

// What the options of DTLS do.

namespace hostmodem::socket {
namespace {

class DtlsOptions : public DtlsTest {
 protected:
  DtlsOptions() { provision_psk(); }

  static Status set(Socket& socket, int option, int value) {
    return set_option(socket, NRF_SOL_SECURE, option, packed(value));
  }
  static Status save(Socket& socket) { return set(socket, NRF_SO_SEC_DTLS_CONN_SAVE, 1); }
  static Status load(Socket& socket) { return set(socket, NRF_SO_SEC_DTLS_CONN_LOAD, 1); }

  /// Only the suite with CCM is an AEAD among those of PSK.
  std::shared_ptr<Socket> make_client(nrf_sec_cipher_t suite = 0xc0a8) {
    auto client = DtlsTest::make_client();
    EXPECT_TRUE(set_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST, packed(suite)));
    return client;
  }

  Pair connected_pair(nrf_sec_cipher_t suite = 0xc0a8) {
    Pair pair{make_client(suite), make_server()};
    begin(*pair.client);
    run();
    EXPECT_TRUE(pair.client->connect_result()) << log();
    return pair;
  }
};

TEST_F(DtlsOptions, TakeTheLimitsOfTheHandshakeAndNoOthers) {
  const auto client = make_client();
  EXPECT_EQ(unpacked<int>(*get_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO)),
            NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_NONE);
  for (const int limit : {1, 3, 7, 15, 31, 63, 123, 0}) {
    EXPECT_TRUE(set(*client, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, limit));
    EXPECT_EQ(unpacked<int>(*get_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO)),
              limit);
  }
  for (const int limit : {-1, 2, 60, 124}) {
    EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, limit), FailsWith(Errno::kInval));
  }
}

TEST_F(DtlsOptions, SayWhichSuiteWasAgreedOn) {
  const auto [client, server] = connected_pair(0x00ae);
  EXPECT_EQ(
      unpacked<nrf_sec_cipher_t>(*get_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED)),
      0x00aeU);
}

TEST_F(DtlsOptions, SaveAConnectionAndLoadItAgain) {
  const auto [client, server] = connected_pair();
  ASSERT_TRUE(save(*client));
  EXPECT_THAT(client->send(bytes("x"), std::nullopt), FailsWith(Errno::kProto));
  EXPECT_THAT(receive(*client), FailsWith(Errno::kProto));
  EXPECT_THAT(save(*client), FailsWith(Errno::kInval)) << "it is saved";
  ASSERT_TRUE(server->send(bytes("while saved"), std::nullopt));
  run();
  EXPECT_EQ(client->events() & NRF_POLLIN, 0);

  ASSERT_TRUE(load(*client));
  EXPECT_EQ(receive(*client), "while saved");
  ASSERT_TRUE(client->send(bytes("y"), std::nullopt));
  run();
  EXPECT_EQ(receive(*server), "y");
  EXPECT_THAT(load(*client), FailsWith(Errno::kInval)) << "it is not saved";
}

TEST_F(DtlsOptions, SaveOnlyWhatIsConnectedWithAnAead) {
  const auto idle = make_client();
  EXPECT_THAT(save(*idle), FailsWith(Errno::kInval));
  begin(*idle);
  EXPECT_THAT(save(*idle), FailsWith(Errno::kInval));
  idle->close();
  run();
  const auto [client, server] = connected_pair(0x00ae);
  EXPECT_THAT(save(*client), FailsWith(Errno::kInval)) << "CBC";
}

TEST_F(DtlsOptions, SaveAtMostFourConnections) {
  std::vector<Pair> pairs;
  for (int i = 0; i < 5; ++i) {
    pairs.push_back(connected_pair());
    if (i < 4) {
      ASSERT_TRUE(save(*pairs.back().client)) << i;
    }
    // The next server is bound to the same port.
    pairs.back().server->close();
    run();
  }
  EXPECT_THAT(save(*pairs.back().client), FailsWith(Errno::kInval)) << "its server is gone";
  Pair fresh = connected_pair();
  EXPECT_THAT(save(*fresh.client), FailsWith(Errno::kNoMem));
  pairs.front().client->close();
  EXPECT_TRUE(save(*fresh.client)) << "closing one makes room";
}

TEST_F(DtlsOptions, BoundTheRecordsThatAreSent) {
  const auto client = make_client();
  EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_FRAG_EXT, 3), FailsWith(Errno::kInval));
  ASSERT_TRUE(set(*client, NRF_SO_SEC_DTLS_FRAG_EXT, NRF_SO_SEC_DTLS_FRAG_EXT_512_ENABLED));
  EXPECT_EQ(unpacked<int>(*get_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_FRAG_EXT)), 1);
  const auto server = make_server();
  begin(*client);
  run();
  ASSERT_TRUE(client->connect_result()) << log();
  const std::string text(512, 'x');
  EXPECT_TRUE(client->send(bytes(text), std::nullopt));
  EXPECT_THAT(client->send(bytes(text + "!"), std::nullopt), FailsWith(Errno::kMsgSize));
  EXPECT_TRUE(server->send(bytes(text), std::nullopt));
  EXPECT_THAT(server->send(bytes(text + "!"), std::nullopt), FailsWith(Errno::kMsgSize));
  run();
  EXPECT_EQ(receive(*client), text);
  EXPECT_EQ(receive(*server), text);
}

// They were taken, and had no effect.
TEST_F(DtlsOptions, AreRefusedInTheHandshakeAndTakenAfterItFailed) {
  const auto client = make_client();
  begin(*client);
  EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_FRAG_EXT, 1), FailsWith(Errno::kIsConn));
  client->abandon_connect();
  EXPECT_TRUE(set(*client, NRF_SO_SEC_DTLS_FRAG_EXT, 1));
}

TEST_F(DtlsOptions, AreSetBeforeTheConnection) {
  const auto [client, server] = connected_pair();
  EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, 1), FailsWith(Errno::kIsConn));
  EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_FRAG_EXT, 1), FailsWith(Errno::kIsConn));
}

TEST_F(DtlsOptions, ConnectionIdentifiersAreNotThere) {
  const auto client = make_client();
  EXPECT_THAT(set(*client, NRF_SO_SEC_DTLS_CID, 1), FailsWith(Errno::kOpNotSupp));
  EXPECT_THAT(get_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID_STATUS),
              FailsWith(Errno::kOpNotSupp));
}

}  // namespace
}  // namespace hostmodem::socket
