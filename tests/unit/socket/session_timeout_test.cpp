#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// NRF_SO_TCP_SRV_SESSTIMEO

namespace hostmodem::socket {
namespace {

using std::chrono::seconds;

class SessionTimeout : public SocketTest {
 protected:
  static Status set(Socket& socket, int value) {
    return set_option(socket, NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO, packed(value));
  }
  static int get(Socket& socket) {
    return unpacked<int>(*get_option(socket, NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO));
  }
  /// A connection to a server with that timeout.
  Pair connection(int timeout) {
    EXPECT_TRUE(set(*listening, timeout));
    return connected(listening, 7000);
  }

  std::shared_ptr<Socket> listening = listener(7000);
};

TEST_F(SessionTimeout, HasARange) {
  for (const int value : {0, 1, 135}) {
    EXPECT_TRUE(set(*listening, value));
    EXPECT_EQ(get(*listening), value);
  }
  for (const int value : {-1, 136, INT32_MAX, INT32_MIN}) {
    EXPECT_THAT(set(*listening, value), FailsWith(Errno::kInval));
  }
  EXPECT_EQ(get(*listening), 135);
}

TEST_F(SessionTimeout, IsInheritedByAcceptedSockets) {
  const auto [client, server] = connection(10);
  EXPECT_EQ(get(*server), 10);
  EXPECT_EQ(get(*client), 0);
}

TEST_F(SessionTimeout, ClosesAConnectionWithoutData) {
  const auto [client, server] = connection(10);
  advance(seconds(9));
  EXPECT_EQ(server->events(), NRF_POLLOUT);
  advance(seconds(2));
  EXPECT_NE(server->events() & NRF_POLLHUP, 0);
  EXPECT_THAT(receive(*server), FailsWith(Errno::kConnReset));
  EXPECT_EQ(receive(*server), "");
  EXPECT_EQ(receive(*client), "");
  EXPECT_NE(client->events() & NRF_POLLHUP, 0);
}

TEST_F(SessionTimeout, CountsFromTheLastDataEitherWay) {
  const auto [client, server] = connection(10);
  for (int i = 0; i < 5; ++i) {
    advance(seconds(8));
    ASSERT_TRUE((i % 2 == 0 ? client : server)->send(bytes("x"), {}));
    settle();
  }
  advance(seconds(9));
  EXPECT_EQ(server->events() & NRF_POLLHUP, 0);
  advance(seconds(2));
  EXPECT_NE(server->events() & NRF_POLLHUP, 0);
}

TEST_F(SessionTimeout, CanBeChangedOnTheAcceptedSocket) {
  const auto [client, server] = connection(10);
  ASSERT_TRUE(set(*server, 100));
  advance(seconds(20));
  EXPECT_EQ(server->events() & NRF_POLLHUP, 0);
  ASSERT_TRUE(set(*server, 30));
  advance(seconds(11));
  EXPECT_NE(server->events() & NRF_POLLHUP, 0);
}

TEST_F(SessionTimeout, CanBeTakenAwayFromTheAcceptedSocket) {
  const auto [client, server] = connection(10);
  ASSERT_TRUE(set(*server, 0));
  advance(seconds(200));
  EXPECT_EQ(server->events(), NRF_POLLOUT);
}

TEST_F(SessionTimeout, CanBeGivenToAnAcceptedSocketLater) {
  const auto [client, server] = connection(0);
  advance(seconds(200));
  ASSERT_TRUE(set(*server, 5));
  EXPECT_NE(server->events() & NRF_POLLHUP, 0);  // it has been idle for longer
}

TEST_F(SessionTimeout, IsNotForConnectionsThatTheModemMade) {
  const auto [client, server] = connection(0);
  ASSERT_TRUE(set(*client, 5));
  advance(seconds(10));
  EXPECT_EQ(client->events(), NRF_POLLOUT);
}

}  // namespace
}  // namespace hostmodem::socket
