// TLS: a peer that stalls, or closes, at each message of the handshake.

#include <gmock/gmock.h>

#include "e2e/tls.h"
#include "support/blocked_call.h"
#include "support/ports.h"
#include "support/process.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// One TLS record. RFC: 5246 6.2.1
std::string receive_record(HostConnection& from) {
  std::string record = from.receive(5);
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(record.at(at)); };
  record += from.receive(static_cast<std::size_t>(byte(3) << 8 | byte(4)));
  return record;
}

/// The records of a handshake in which the server alone shows a certificate, flight by flight: how
/// many each side sends. The client begins.
constexpr std::size_t kFlights[] = {1, 4, 3, 2};
constexpr std::size_t kRecordsOfServer = kFlights[1] + kFlights[3];
constexpr std::size_t kRecordsOfClient = kFlights[0] + kFlights[2];

enum class Side { kClient, kServer };

/// Carries a handshake, up to the record of `side` that `limit` others of it came before.
void carry_handshake(HostConnection& client, HostConnection& server, Side side, std::size_t limit) {
  std::size_t carried = 0;
  bool of_client = true;
  for (const std::size_t records : kFlights) {
    const bool limited = of_client == (side == Side::kClient);
    HostConnection& from = of_client ? client : server;
    HostConnection& to = of_client ? server : client;
    for (std::size_t i = 0; i < records; ++i) {
      if (limited && carried == limit) return;
      to.send(receive_record(from));
      if (limited) ++carried;
    }
    of_client = !of_client;
  }
}

class TlsInterruption : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
    modem().provision(kTag, Credential::kClientCertificate, identity_.certificate);
    modem().provision(kTag, Credential::kClientKey, identity_.key);
  }

  /// The lines since the last call.
  std::vector<std::string> new_lines() {
    std::vector<std::string> lines = modem().log().all();
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(told_));
    told_ += lines.size();
    return lines;
  }

  OpensslServer server_{identity_, {"-rev", "-no_ticket"}};
  HostListener listener_{Family::kIpv4};

 private:
  std::size_t told_ = 0;
};

TEST_F(TlsInterruption, ByAServerThatStallsEndsAtTheSendTimeoutAndLeavesTheSocketUsable) {
  Socket socket = online_socket();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, std::chrono::seconds(30)), gives(0));
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  for (std::size_t records = 0; records < kRecordsOfServer; ++records) {
    SCOPED_TRACE(records);
    BlockedCall call([&] { return socket.connect(host(listener_.port())); });
    HostConnection client = listener_.accept();
    HostConnection server = connect_from_host(loopback(Family::kIpv4, server_.port()));
    carry_handshake(client, server, Side::kServer, records);
    EXPECT_TRUE(call.blocks());
    EXPECT_THAT(new_lines(), IsEmpty());

    ASSERT_EQ(hostmodem_clock_step(30'000), 0);

    EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
    EXPECT_THAT(new_lines(),
                ElementsAre(AllOf(HasSubstr("handshake with \"server.test\" given up"),
                                  HasSubstr("NRF_ETIMEDOUT"), HasSubstr("(security tag 42)"))));
  }
  ASSERT_EQ(hostmodem_clock_run(1), 0);
  ASSERT_EQ(socket.connect(host(server_.port())), gives(0));
  expect_conversation(socket);
}

TEST_F(TlsInterruption, ByAServerThatStallsLeavesANonblockingConnectUnderWay) {
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  modem().go_online();
  for (std::size_t records = 0; records < kRecordsOfServer; ++records) {
    SCOPED_TRACE(records);
    Socket socket = tls();
    set_tags(socket, {kTag});
    socket.set_nonblocking();
    ASSERT_EQ(socket.connect(host(listener_.port())), fails(NRF_EINPROGRESS));
    HostConnection client = listener_.accept();
    HostConnection server = connect_from_host(loopback(Family::kIpv4, server_.port()));
    carry_handshake(client, server, Side::kServer, records);

    ASSERT_EQ(hostmodem_clock_step(3'600'000), 0);

    EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
    EXPECT_EQ(socket.take_error(), 0);
    EXPECT_EQ(socket.connect(host(listener_.port())), fails(NRF_EALREADY));
    EXPECT_EQ(socket.close(), gives(0));
    EXPECT_THAT(new_lines(), IsEmpty());
  }
}

TEST_F(TlsInterruption, ByAServerThatClosesIsARefusal) {
  Socket socket = online_socket();
  for (std::size_t records = 0; records < kRecordsOfServer; ++records) {
    SCOPED_TRACE(records);
    BlockedCall call([&] { return socket.connect(host(listener_.port())); });
    HostConnection client = listener_.accept();
    HostConnection server = connect_from_host(loopback(Family::kIpv4, server_.port()));
    carry_handshake(client, server, Side::kServer, records);

    client.finish();

    EXPECT_EQ(call.result(), fails(NRF_ECONNREFUSED));
    EXPECT_THAT(
        new_lines(),
        ElementsAre(AllOf(HasSubstr("handshake with \"server.test\" refused: the peer closed"),
                          HasSubstr("(security tag 42)"))));
  }
  ASSERT_EQ(socket.connect(host(server_.port())), gives(0));
  expect_conversation(socket);
}

class TlsServerInterruption : public TlsInterruption {
 protected:
  void SetUp() override {
    TlsInterruption::SetUp();
    modem().go_online();
    server_socket_ = std::make_unique<Socket>(tls());
    set_tags(*server_socket_, {kTag});
    set_verify(*server_socket_, NRF_SO_SEC_PEER_VERIFY_NONE);
    const nrf_sec_role_t role = NRF_SO_SEC_ROLE_SERVER;
    ASSERT_EQ(set(*server_socket_, NRF_SO_SEC_ROLE, &role, sizeof role), gives(0));
    ASSERT_EQ(server_socket_->bind(self(port_)), gives(0));
    ASSERT_EQ(server_socket_->listen(1), gives(0));
  }
  void TearDown() override { server_socket_.reset(); }

  [[nodiscard]] Process s_client() const {
    return Process({"openssl", "s_client", "-connect",
                    "127.0.0.1:" + std::to_string(listener_.port()), "-tls1_2", "-quiet"});
  }
  /// A client whose first `records` records reach the server, and the socket that accepted it.
  struct Interrupted {
    explicit Interrupted(TlsServerInterruption& test, std::size_t records)
        : client(test.listener_.accept()),
          to_server(connect_from_host(loopback(Family::kIpv4, test.port_))),
          accepted(test.server_socket_->accept_from().first) {
      carry_handshake(client, to_server, Side::kClient, records);
    }
    HostConnection client;
    HostConnection to_server;
    Socket accepted;
  };

  const std::uint16_t port_ = unused_port();
  std::unique_ptr<Socket> server_socket_;
};

TEST_F(TlsServerInterruption, ByAClientThatClosesIsARefusal) {
  for (std::size_t records = 0; records < kRecordsOfClient; ++records) {
    SCOPED_TRACE(records);
    const Process process = s_client();
    Interrupted interrupted(*this, records);

    interrupted.to_server.finish();

    EXPECT_EQ(interrupted.accepted.recv(1), receive_fails(NRF_ECONNREFUSED));
    EXPECT_EQ(interrupted.accepted.recv(1), end_of_stream());
    EXPECT_THAT(new_lines(),
                ElementsAre(AllOf(HasSubstr("handshake with a client refused: the peer closed"),
                                  HasSubstr("(security tag 42)"))));
  }
}

TEST_F(TlsServerInterruption, ByAClientThatStallsKeepsOperationsWaiting) {
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  for (std::size_t records = 0; records < kRecordsOfClient; ++records) {
    SCOPED_TRACE(records);
    const Process process = s_client();
    Interrupted interrupted(*this, records);
    ASSERT_EQ(interrupted.accepted.set_timeout(NRF_SO_RCVTIMEO, std::chrono::seconds(30)),
              gives(0));
    BlockedCall call([&] { return interrupted.accepted.recv(1); });
    EXPECT_TRUE(call.blocks());

    ASSERT_EQ(hostmodem_clock_step(30'000), 0);

    EXPECT_EQ(call.result(), receive_fails(NRF_EAGAIN));
    EXPECT_EQ(interrupted.accepted.poll(NRF_POLLIN | NRF_POLLOUT), 0);
    EXPECT_THAT(new_lines(), IsEmpty());
  }
}

}  // namespace
}  // namespace hostmodem::test
