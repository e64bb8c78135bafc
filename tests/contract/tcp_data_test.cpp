// Data on a connection: sending, receiving, flags and timeouts.

#include "contract/contract_test.h"
#include "support/blocked_call.h"

namespace hostmodem::test {
namespace {

using std::chrono::milliseconds;

HOSTMODEM_CONTRACT(TcpData);

TEST_P(TcpData, ArriveAtThePeer) {
  auto [socket, peer] = connected_to_host();

  EXPECT_EQ(socket.send("hello"), gives(5));

  EXPECT_EQ(peer.receive(5), "hello");
}

TEST_P(TcpData, AreGivenAsSoonAsThereAreSome) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");

  EXPECT_EQ(socket.recv(100), received("abc"));
}

TEST_P(TcpData, WakeABlockedReceive) {
  auto [socket, peer] = connected_to_host();
  BlockedCall receive([&socket = socket] { return socket.recv(100); });
  EXPECT_TRUE(receive.blocks());

  peer.send("abc");

  EXPECT_EQ(receive.result(), received("abc"));
}

TEST_P(TcpData, ThatDoNotFitIntoTheBufferStay) {
  auto [socket, peer] = connected_to_host();
  peer.send("abcdef");

  EXPECT_EQ(receive_all(socket, 2), "ab");
  EXPECT_EQ(receive_all(socket, 4), "cdef");
}

TEST_P(TcpData, StayWhenTheyArePeekedAt) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");

  EXPECT_EQ(socket.recv(2, NRF_MSG_PEEK), received("ab"));
  EXPECT_EQ(socket.recv(100, NRF_MSG_PEEK), received("abc"));
  EXPECT_EQ(socket.recv(100), received("abc"));
  EXPECT_EQ(socket.recv(100, NRF_MSG_PEEK | NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
}

TEST_P(TcpData, PeekCauseThem) {
  auto [socket, peer] = connected_to_host();
  BlockedCall peek([&socket = socket] { return socket.recv(100, NRF_MSG_PEEK); });
  EXPECT_TRUE(peek.blocks());

  peer.send("abc");

  EXPECT_EQ(peek.result(), received("abc"));
  EXPECT_EQ(socket.recv(100), received("abc"));
}

TEST_P(TcpData, ThatAreNotThereDoNotBlockWithDontwait) {
  auto [socket, peer] = connected_to_host();

  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
}

TEST_P(TcpData, ThatAreNotThereDoNotBlockANonBlockingSocket) {
  auto [socket, peer] = connected_to_host();
  socket.set_nonblocking();

  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
  EXPECT_EQ(socket.recv(1, NRF_MSG_WAITALL), receive_fails(NRF_EAGAIN));
}

TEST_P(TcpData, AreWaitedForWithWaitall) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  BlockedCall receive([&socket = socket] { return socket.recv(6, NRF_MSG_WAITALL); });
  EXPECT_TRUE(receive.blocks());

  peer.send("defg");

  EXPECT_EQ(receive.result(), received("abcdef"));
  EXPECT_EQ(receive_all(socket, 1), "g");
}

TEST_P(TcpData, WaitallGivesWhatThereIsAtTheEndOfTheStream) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  peer.finish();

  EXPECT_EQ(socket.recv(6, NRF_MSG_WAITALL), received("abc"));
  EXPECT_EQ(socket.recv(6, NRF_MSG_WAITALL), end_of_stream());
}

TEST_P(TcpData, WaitallGivesWhatThereIsAfterTheTimeout) {
  auto [socket, peer] = connected_to_host();
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, milliseconds(50)), gives(0));
  peer.send("abc");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(socket.recv(6, NRF_MSG_WAITALL), received("abc"));
}

TEST_P(TcpData, WaitallWithDontwaitGivesWhatThereIs) {
  auto [socket, peer] = connected_to_host();
  peer.send("abc");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(socket.recv(6, NRF_MSG_WAITALL | NRF_MSG_DONTWAIT), received("abc"));
}

TEST_P(TcpData, ThatDoNotComeEndWithEagainAfterTheTimeout) {
  auto [socket, peer] = connected_to_host();
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, milliseconds(50)), gives(0));

  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));

  peer.send("late");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  EXPECT_EQ(socket.recv(4), received("late"));
}

TEST_P(TcpData, OfLengthZeroAreTaken) {
  auto [socket, peer] = connected_to_host();

  EXPECT_EQ(socket.send(""), gives(0));
  EXPECT_EQ(socket.send("x"), gives(1));

  EXPECT_EQ(peer.receive(1), "x");
}

TEST_P(TcpData, CanNotBeSentToAnotherAddress) {
  auto [socket, peer] = connected_to_host();
  HostListener other(family());

  EXPECT_EQ(socket.sendto("data", host(other.port())), expected(kSendtoConnectedStream));
}

TEST_P(TcpData, NeedAConnectionToBeReceived) {
  Socket socket = tcp();

  EXPECT_EQ(socket.recv(1), receive_fails(NRF_ENOTCONN));
}

TEST_P(TcpData, NeedAConnectionToBeSent) {
  Socket socket = tcp();

  EXPECT_EQ(socket.send("data"), expected(kSendUnconnected));
}

TEST_P(TcpData, WithAnUnknownFlag) {
  auto [socket, peer] = connected_to_host();
  constexpr int kNoFlag = 0x1000'0000;

  EXPECT_EQ(socket.send("data", kNoFlag), expected(kSendWithUnknownFlag));
  peer.send("data");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  EXPECT_EQ(socket.recv(100, kNoFlag), expected(kReceiveWithUnknownFlag));
}

// How much can be sent to a peer that reads nothing until nothing more is taken.
std::size_t fill(Socket& socket, std::string_view data) {
  std::size_t sent = 0;
  for (;;) {
    const Outcome outcome = socket.send(data.substr(sent), NRF_MSG_DONTWAIT);
    if (outcome.value < 0) {
      EXPECT_EQ(outcome, fails(NRF_EAGAIN));
      // On the modem's side data trickle on into buffers of the host: full is when that is over.
      if (socket.poll(NRF_POLLOUT) == 0) return sent;
      continue;
    }
    sent += static_cast<std::size_t>(outcome.value);
  }
}

TEST_P(TcpData, ThatNobodyReadsAreNoLongerTaken) {
  auto [socket, peer] = connected_to_small_host();
  const std::string data = pattern(kMoreThanAllBuffers);

  const std::size_t sent = fill(socket, data);

  EXPECT_LT(sent, data.size());
  EXPECT_TRUE(peer.receive(sent) == data.substr(0, sent));
  EXPECT_EQ(socket.wait(NRF_POLLOUT), NRF_POLLOUT) << "there is room again";
}

TEST_P(TcpData, BlockingSendTakesThemAll) {
  auto [socket, peer] = connected_to_small_host();
  const std::string data = pattern(kMoreThanAllBuffers);
  BlockedCall send([&socket = socket, &data] { return socket.send(data); });
  EXPECT_TRUE(send.blocks());

  EXPECT_TRUE(peer.receive(data.size()) == data);

  EXPECT_EQ(send.result(), gives(static_cast<std::int64_t>(data.size())));
}

TEST_P(TcpData, SendTimeoutGivesHowManyWereTaken) {
  auto [socket, peer] = connected_to_small_host();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, milliseconds(50)), gives(0));
  const std::string data = pattern(kMoreThanAllBuffers);

  const Outcome outcome = socket.send(data);

  ASSERT_GT(outcome.value, 0);
  EXPECT_LT(outcome.value, static_cast<std::int64_t>(data.size()));
  const auto sent = static_cast<std::size_t>(outcome.value);
  EXPECT_TRUE(peer.receive(sent) == data.substr(0, sent));
}

TEST_P(TcpData, SendTimeoutWithoutAnyTakenIsEagain) {
  auto [socket, peer] = connected_to_small_host();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, milliseconds(50)), gives(0));
  const std::string data = pattern(kMoreThanAllBuffers);
  fill(socket, data);
  // What still trickles is taken by these; the last one finds no room for the whole of its time.
  Outcome outcome = socket.send(data);
  for (int i = 0; i < 100 && outcome.value > 0; ++i) outcome = socket.send(data);

  EXPECT_EQ(outcome, fails(NRF_EAGAIN));
}

}  // namespace
}  // namespace hostmodem::test
