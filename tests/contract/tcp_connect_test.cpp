// Making a connection, blocking and not.

#include "contract/contract_test.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

using std::chrono::milliseconds;

HOSTMODEM_CONTRACT(TcpConnect);

TEST_P(TcpConnect, ReachesAListener) {
  HostListener listener(family());
  Socket socket = tcp();

  EXPECT_EQ(socket.connect(host(listener.port())), gives(0));

  HostConnection peer = listener.accept();
  peer.send("hello");
  EXPECT_EQ(receive_all(socket, 5), "hello");
}

TEST_P(TcpConnect, IsRefusedWhereNobodyListens) {
  const ClosedPort closed(family());
  Socket socket = tcp();

  EXPECT_EQ(socket.connect(host(closed.port())), fails(NRF_ECONNREFUSED));
  EXPECT_EQ(socket.take_error(), 0) << "the error was reported by connect()";
}

TEST_P(TcpConnect, OfAConnectedSocketIsRejected) {
  auto [socket, peer] = connected_to_host();
  HostListener other(family());

  EXPECT_EQ(socket.connect(host(other.port())), fails(NRF_EISCONN));

  peer.send("still");
  EXPECT_EQ(receive_all(socket, 5), "still");
}

TEST_P(TcpConnect, NonBlockingIsTakenUpAndEndsWithPollout) {
  HostListener listener(family());
  Socket socket = tcp();
  socket.set_nonblocking();

  EXPECT_EQ(socket.connect(host(listener.port())), fails(NRF_EINPROGRESS));
  EXPECT_EQ(socket.wait(NRF_POLLOUT), NRF_POLLOUT);
  EXPECT_EQ(socket.take_error(), 0);

  HostConnection peer = listener.accept();
  EXPECT_EQ(socket.send("hello"), gives(5));
  EXPECT_EQ(peer.receive(5), "hello");
}

TEST_P(TcpConnect, AgainAfterANonBlockingOneWasCompleted) {
  HostListener listener(family());
  Socket socket = tcp();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(listener.port())), fails(NRF_EINPROGRESS));
  ASSERT_EQ(socket.wait(NRF_POLLOUT), NRF_POLLOUT);

  EXPECT_EQ(socket.connect(host(listener.port())), expected(kConnectAgainAfterNonBlocking));
  EXPECT_EQ(socket.connect(host(listener.port())), fails(NRF_EISCONN));
}

TEST_P(TcpConnect, WhileItIsBeingMadeIsAlready) {
  const SilentPort silent(family());
  Socket socket = tcp();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(silent.port())), fails(NRF_EINPROGRESS));

  EXPECT_EQ(socket.connect(host(silent.port())), fails(NRF_EALREADY));
}

TEST_P(TcpConnect, ThatIsBeingMadeHasNoEvents) {
  const SilentPort silent(family());
  Socket socket = tcp();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(silent.port())), fails(NRF_EINPROGRESS));

  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
  EXPECT_EQ(socket.take_error(), 0);
}

TEST_P(TcpConnect, ThatIsBeingMadeTakesAndGivesNoData) {
  const SilentPort silent(family());
  Socket socket = tcp();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(silent.port())), fails(NRF_EINPROGRESS));

  EXPECT_EQ(socket.send("data"), fails(NRF_EAGAIN));
  EXPECT_EQ(socket.recv(4), receive_fails(NRF_EAGAIN));
}

TEST_P(TcpConnect, NonBlockingThatIsRefusedLeavesTheErrorPending) {
  const ClosedPort closed(family());
  Socket socket = tcp();
  socket.set_nonblocking();

  ASSERT_EQ(socket.connect(host(closed.port())), fails(NRF_EINPROGRESS));
  const short events = socket.wait(NRF_POLLOUT);

  EXPECT_EQ(events & (NRF_POLLOUT | NRF_POLLERR), NRF_POLLOUT | NRF_POLLERR);
  EXPECT_EQ(socket.take_error(), NRF_ECONNREFUSED);
  EXPECT_EQ(socket.take_error(), 0) << "reading the error clears it";
}

TEST_P(TcpConnect, GivesUpAfterTheSendTimeout) {
  const SilentPort silent(family());
  Socket socket = tcp();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, milliseconds(50)), gives(0));

  EXPECT_EQ(socket.connect(host(silent.port())), expected(kConnectTimesOut));
}

TEST_P(TcpConnect, OfAListeningSocketIsRejected) {
  Server listening = server();
  HostListener listener(family());

  EXPECT_EQ(listening.socket.connect(host(listener.port())), expected(kConnectWhileListening));
}

TEST_P(TcpConnect, RejectsAnAddressOfTheOtherFamily) {
  Socket socket = tcp();
  if (family() == Family::kIpv4) {
    EXPECT_EQ(socket.connect(api().host(Family::kIpv6, 1)), fails(NRF_EAFNOSUPPORT));
  } else {
    EXPECT_EQ(socket.connect(api().host(Family::kIpv4, 1)), expected(kShorterAddressOfOtherFamily));
  }
}

TEST_P(TcpConnect, RejectsAnAddressThatIsCutOff) {
  Socket socket = tcp();
  const RawAddress address = api().encode(host(1));

  EXPECT_EQ(api().connect(socket.fd(), address.data(), 8), fails(NRF_EINVAL));
}

TEST_P(TcpConnect, FromABoundSocketUsesItsPort) {
  Server listening = server();
  const Endpoint local = self(unused_port());
  Socket socket = tcp();
  ASSERT_EQ(socket.bind(local), gives(0));

  ASSERT_EQ(socket.connect(listening.endpoint), gives(0));

  EXPECT_EQ(listening.socket.accept_from().second, local);
}

}  // namespace
}  // namespace hostmodem::test
