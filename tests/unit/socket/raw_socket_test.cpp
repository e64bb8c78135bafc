#include "socket/raw_socket.h"

#include "socket_fixture.h"
#include "support/ip_packets.h"

namespace hostmodem::socket {
namespace {

using test::Bytes;

class RawSocketTest : public SocketTest {
 protected:
  static Bytes ping() {
    return test::echo_request(IpAddress::v4({10, 0, 2, 2}), own(0).address, test::bytes_of("ping"));
  }
  void arrives(const Bytes& packet) {
    (*pdns.find(pdn::kDefaultPdn))->pipe()->inject(packet);
    settle();
  }
  static Result<Bytes> next(Socket& socket) {
    Bytes packet(2000);
    const auto got = socket.receive(packet, false);
    if (!got) return fail(got.error());
    packet.resize(got->length);
    return packet;
  }

  std::shared_ptr<Socket> raw = make({.stream = false, .raw = true});
};

TEST_F(RawSocketTest, GetsPacketsFromItsCreationOn) {
  arrives(ping());
  EXPECT_EQ(raw->events(), NRF_POLLIN | NRF_POLLOUT);
  EXPECT_EQ(next(*raw), ping());
  EXPECT_THAT(next(*raw), FailsWith(Errno::kAgain));
  EXPECT_EQ(raw->events(), NRF_POLLOUT);
}

TEST_F(RawSocketTest, SendsPackets) {
  Bytes sent;
  (*pdns.find(pdn::kDefaultPdn))->pipe()->set_handler([&](auto packet) {
    sent.assign(packet.begin(), packet.end());
  });
  const Bytes packet = test::echo_request(own(0).address, IpAddress::v4({10, 0, 2, 2}), {});
  EXPECT_EQ(raw->send(packet, {}), packet.size());
  settle();
  EXPECT_EQ(sent, packet);
}

TEST_F(RawSocketTest, HasNoAddresses) {
  EXPECT_THAT(raw->send(ping(), own(1)), FailsWith(Errno::kIsConn));
  EXPECT_THAT(raw->bind(own(1)), FailsWith(Errno::kOpNotSupp));
  EXPECT_THAT(raw->connect(own(1)), FailsWith(Errno::kOpNotSupp));
  EXPECT_THAT(raw->listen(1), FailsWith(Errno::kOpNotSupp));
  EXPECT_THAT(raw->accept(), FailsWith(Errno::kOpNotSupp));
}

TEST_F(RawSocketTest, IsDeadWithItsPdn) {
  pdns.deactivate_all();
  settle();
  EXPECT_EQ(raw->events(), NRF_POLLERR);
  EXPECT_EQ(raw->take_error(), Errno::kNetDown);
  EXPECT_EQ(raw->take_error(), std::nullopt);
  EXPECT_THAT(raw->send(ping(), {}), FailsWith(Errno::kNetDown));
  EXPECT_THAT(next(*raw), FailsWith(Errno::kNetDown));
}

TEST_F(RawSocketTest, BeforeThereIsAPdnItCauseOne) {
  pdn::PdnManager later(stack, timers, {{.name = "pipe", .link = pdn::LinkKind::kPipe}});
  pdns.deactivate_all();
  const auto socket = make({.stream = false, .raw = true}, later);
  EXPECT_THAT(socket->send(ping(), {}), FailsWith(Errno::kNetUnreach));
  ASSERT_TRUE(later.activate(pdn::kDefaultPdn));
  EXPECT_EQ(socket->events(), NRF_POLLOUT);
  (*later.find(pdn::kDefaultPdn))->pipe()->inject(ping());
  settle();
  EXPECT_EQ(next(*socket), ping());
}

TEST_F(RawSocketTest, ClosedItIsBad) {
  raw->close();
  EXPECT_EQ(raw->events(), NRF_POLLNVAL);
  EXPECT_THAT(raw->send(ping(), {}), FailsWith(Errno::kBadF));
  EXPECT_THAT(next(*raw), FailsWith(Errno::kBadF));
}

}  // namespace
}  // namespace hostmodem::socket
