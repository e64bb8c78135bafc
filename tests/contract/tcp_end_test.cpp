// The ends that a connection may come to.

#include "contract/contract_test.h"
#include "support/blocked_call.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_CONTRACT(TcpEnd);

// Waits until the peer's reset has arrived.
void wait_for_reset(Socket& socket) {
  ASSERT_EQ(socket.wait(0) & NRF_POLLERR, NRF_POLLERR) << "an error is reported unasked";
}

TEST_P(TcpEnd, OfThePeerIsGivenAfterTheData) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  peer.finish();

  EXPECT_EQ(socket.recv(3), received("abc"));
  EXPECT_EQ(socket.recv(3), end_of_stream());
  EXPECT_EQ(socket.recv(3), end_of_stream()) << "the end stays";
}

TEST_P(TcpEnd, OfThePeerIsGivenWithoutBlockingToo) {
  auto [socket, peer] = connected_to_host();
  peer.finish();
  ASSERT_NE(socket.wait(NRF_POLLIN) & NRF_POLLIN, 0);

  EXPECT_EQ(socket.recv(3, NRF_MSG_DONTWAIT), end_of_stream());
  EXPECT_EQ(socket.recv(3, NRF_MSG_PEEK), end_of_stream());
  EXPECT_EQ(socket.recv(3, NRF_MSG_WAITALL), end_of_stream());
  socket.set_nonblocking();
  EXPECT_EQ(socket.recv(3), end_of_stream());
}

TEST_P(TcpEnd, OfThePeerWakesABlockedReceive) {
  auto [socket, peer] = connected_to_host();
  BlockedCall receive([&socket = socket] { return socket.recv(1); });
  EXPECT_TRUE(receive.blocks());

  peer.finish();

  EXPECT_EQ(receive.result(), end_of_stream());
}

TEST_P(TcpEnd, OfThePeerLeavesTheOtherDirectionOpen) {
  auto [socket, peer] = connected_to_host();
  peer.finish();
  ASSERT_EQ(socket.recv(1), end_of_stream());

  EXPECT_EQ(socket.send("still here"), gives(10));

  EXPECT_EQ(peer.receive(10), "still here");
}

TEST_P(TcpEnd, IsNoError) {
  auto [socket, peer] = connected_to_host();
  peer.finish();
  ASSERT_EQ(socket.recv(1), end_of_stream());

  EXPECT_EQ(socket.take_error(), 0);
}

TEST_P(TcpEnd, ByCloseReachesThePeerAfterTheData) {
  auto [socket, peer] = connected_to_host();
  const std::string data = pattern(100'000);
  ASSERT_EQ(socket.send(data), gives(100'000));

  EXPECT_EQ(socket.close(), gives(0));

  EXPECT_TRUE(peer.receive_all() == data);
}

TEST_P(TcpEnd, ByResetIsReportedOnce) {
  auto [socket, peer] = connected_to_host();
  peer.reset();

  EXPECT_EQ(socket.recv(1), receive_fails(NRF_ECONNRESET));
  EXPECT_EQ(socket.take_error(), 0);
  EXPECT_EQ(socket.recv(1), end_of_stream());
  EXPECT_EQ(socket.send("data"), fails(NRF_EPIPE));
}

TEST_P(TcpEnd, ByResetIsPendingUntilItIsReported) {
  auto [socket, peer] = connected_to_host();
  peer.reset();
  wait_for_reset(socket);

  EXPECT_EQ(socket.take_error(), NRF_ECONNRESET);
  EXPECT_EQ(socket.take_error(), 0);
}

TEST_P(TcpEnd, ByResetWakesABlockedReceive) {
  auto [socket, peer] = connected_to_host();
  BlockedCall receive([&socket = socket] { return socket.recv(1); });
  EXPECT_TRUE(receive.blocks());

  peer.reset();

  EXPECT_EQ(receive.result(), receive_fails(NRF_ECONNRESET));
}

TEST_P(TcpEnd, ByResetWakesABlockedSend) {
  auto [socket, peer] = connected_to_small_host();
  const std::string data = pattern(kMoreThanAllBuffers);
  BlockedCall send([&socket = socket, &data] {
    const Outcome first = socket.send(data);
    // POSIX gives the bytes that were taken before the reset, and the error to the next call.
    return first.value < 0 ? first : socket.send(data);
  });
  EXPECT_TRUE(send.blocks());

  peer.reset();

  EXPECT_EQ(send.result(), fails(NRF_ECONNRESET));
}

TEST_P(TcpEnd, ByResetFailsTheNextSend) {
  auto [socket, peer] = connected_to_host();
  peer.reset();
  wait_for_reset(socket);

  EXPECT_EQ(socket.send("data"), fails(NRF_ECONNRESET));
  EXPECT_EQ(socket.send("data"), fails(NRF_EPIPE));
}

TEST_P(TcpEnd, ByResetIsReportedAfterTheDataThatCameBefore) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  peer.reset();
  wait_for_reset(socket);

  EXPECT_EQ(socket.recv(100), received("abc"));
  EXPECT_EQ(socket.recv(100), receive_fails(NRF_ECONNRESET));
}

TEST_P(TcpEnd, ByResetIsReportedAfterTheDataOfAWaitallThatItEnded) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  BlockedCall receive([&socket = socket] { return socket.recv(100, NRF_MSG_WAITALL); });
  EXPECT_TRUE(receive.blocks());

  peer.reset();

  EXPECT_EQ(receive.result(), received("abc"));
  EXPECT_EQ(socket.recv(100), receive_fails(NRF_ECONNRESET));
}

TEST_P(TcpEnd, ByCloseWithUnreadDataResetsThePeer) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  Socket accepted = listening.socket.accept_from().first;
  ASSERT_EQ(client.send("unread"), gives(6));
  ASSERT_EQ(accepted.wait(NRF_POLLIN), NRF_POLLIN);

  ASSERT_EQ(accepted.close(), gives(0));

  EXPECT_EQ(client.recv(1), receive_fails(NRF_ECONNRESET));
}

}  // namespace
}  // namespace hostmodem::test
