#include <gtest/gtest.h>

#include <array>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::bytes_of;
using testing::Told;

class TcpListenerTest : public testing::PairTest {
 protected:
  std::unique_ptr<TcpEndpoint> connecting(std::uint16_t port) {
    auto client = tcp(left);
    EXPECT_TRUE(client->connect(at(right, port)));
    settle();
    return client;
  }
};
HOSTMODEM_BOTH_FAMILIES(TcpListenerTest);

TEST_P(TcpListenerTest, ListensOnAnEphemeralPortWhenUnbound) {
  auto unbound = tcp(right);
  const auto listener = TcpListener::listen(unbound, 1).value();
  EXPECT_GE(listener->local().port, 49152);
  EXPECT_TRUE(connecting(listener->local().port)->connected());
}

TEST_P(TcpListenerTest, ConnectionsAreAcceptedInTheirOrder) {
  const auto listener = listen(right, 7000);
  const auto first = connecting(7000);
  const auto second = connecting(7000);
  EXPECT_EQ(listener->accept().value()->peer(), first->local());
  EXPECT_EQ(listener->accept().value()->peer(), second->local());
  EXPECT_EQ(listener->accept().error(), Errno::kAgain);
}

TEST_P(TcpListenerTest, WhoComesToAFullQueueIsLetInWhenThereIsRoom) {
  const auto listener = listen(right, 7000, 2);
  const auto first = connecting(7000);
  const auto second = connecting(7000);
  const auto third = connecting(7000);
  EXPECT_TRUE(first->connected());
  EXPECT_TRUE(second->connected());
  EXPECT_TRUE(third->connecting());

  const auto accepted = listener->accept().value();
  network.advance_until([&] { return !third->connecting(); }, 10s);
  EXPECT_TRUE(third->connected());
}

TEST_P(TcpListenerTest, ConnectionsThatAreBeingMadeCountAsWaiting) {
  const auto listener = listen(right, 7000, 1);
  left.filter = [](const auto& packet) { return test::parse_tcp(packet)->flags == test::kSyn; };
  const auto first = connecting(7000);  // the listener's answer arrives, its own end does not
  left.filter = {};
  const auto second = connecting(7000);
  EXPECT_TRUE(second->connecting());
}

TEST_P(TcpListenerTest, AcceptingMakesRoom) {
  const auto listener = listen(right, 7000, 1);
  const auto first = connecting(7000);
  const auto accepted = listener->accept().value();
  EXPECT_TRUE(connecting(7000)->connected());
}

TEST_P(TcpListenerTest, TheBacklogMayGrow) {
  const auto listener = listen(right, 7000, 1);
  listener->set_backlog(2);
  const auto first = connecting(7000);
  const auto second = connecting(7000);
  EXPECT_FALSE(second->failure());
}

TEST_P(TcpListenerTest, DataThatCameBeforeAcceptAreThere) {
  const auto listener = listen(right, 7000);
  const auto client = connecting(7000);
  ASSERT_TRUE(client->send(bytes_of("early")));
  settle();
  const auto server = listener->accept().value();
  EXPECT_EQ(drain(*server), bytes_of("early"));
}

TEST_P(TcpListenerTest, AConnectionThatWasResetBeforeAcceptIsStillGiven) {
  const auto listener = listen(right, 7000);
  auto client = connecting(7000);
  auto server = listener->accept().value();
  ASSERT_TRUE(server->send(bytes_of("unread")));
  auto second = connecting(7000);
  ASSERT_TRUE(second->send(bytes_of("data")));
  settle();
  second.reset();
  settle();
  const auto given = listener->accept();
  ASSERT_TRUE(given);
  EXPECT_EQ(drain(**given), bytes_of("data"));
  EXPECT_TRUE((*given)->peer_ended());
}

TEST_P(TcpListenerTest, AClosedListenerRefuses) {
  auto listener = listen(right, 7000);
  listener.reset();
  EXPECT_EQ(connecting(7000)->failure(), Errno::kConnRefused);
}

TEST_P(TcpListenerTest, ClosingTheListenerEndsWhatWaitsToBeAccepted) {
  auto listener = listen(right, 7000);
  const auto client = connecting(7000);
  listener.reset();
  settle();
  EXPECT_TRUE(client->peer_ended() || client->failure());
}

TEST_P(TcpListenerTest, AcceptedConnectionsOutliveTheListener) {
  auto pair = connect();  // its listener is gone
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  EXPECT_EQ(drain(*pair.server), bytes_of("data"));
}

TEST_P(TcpListenerTest, AListenerMayBeDestroyedInsideItsEvent) {
  auto listener = listen(right, 7000);
  listener->set_event_handler([&](Events) { listener.reset(); });
  const auto client = connecting(7000);
  settle();
  EXPECT_FALSE(listener);
  EXPECT_TRUE(client->peer_ended() || client->failure());
}

// It was answered with kNotConn, and before that with a listener for the other end's port.
TEST_P(TcpListenerTest, AConnectedEndpointCannotListen) {
  auto pair = connect();
  EXPECT_EQ(TcpListener::listen(pair.client, 1).error(), Errno::kInval);
}

TEST_P(TcpListenerTest, AConnectingEndpointCannotListen) {
  auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  EXPECT_EQ(TcpListener::listen(client, 1).error(), Errno::kInval);
}

TEST_P(TcpListenerTest, AHandshakeThatIsNotFinishedIsNotAccepted) {
  const auto listener = listen(right, 7000);
  right.filter = [](auto) { return false; };
  right.interface().input(test::tcp_packet(
      {.from = at(left, 9000), .to = at(right, 7000), .sequence = 1, .flags = test::kSyn}));
  advance(1min);
  EXPECT_FALSE(listener->readable());
}

TEST_P(TcpListenerTest, ClosingTheListenerDuringAHandshakeIsSafe) {
  auto listener = listen(right, 7000);
  right.filter = [](auto) { return false; };
  test::TcpSegment segment{
      .from = at(left, 9000), .to = at(right, 7000), .sequence = 1, .flags = test::kSyn};
  right.interface().input(test::tcp_packet(segment));
  settle();
  const auto reply = test::parse_tcp(right.sent.back());
  ASSERT_TRUE(reply);
  listener.reset();
  segment.sequence = 2;
  segment.acknowledgement = reply->sequence + 1;
  segment.flags = test::kAck;
  right.interface().input(test::tcp_packet(segment));
  settle();
  EXPECT_TRUE(test::parse_tcp(right.sent.back())->flags & test::kRst);
}

}  // namespace
}  // namespace hostmodem::ip
