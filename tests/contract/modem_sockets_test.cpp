// What the modem's sockets have and the kernel's have not: their number, and calls that end when
// another thread closes the socket.

#include <array>
#include <vector>

#include "contract/contract_test.h"
#include "support/blocked_call.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_MODEM_CONTRACT(ModemSockets);

TEST_P(ModemSockets, AreEight) {
  std::vector<Socket> sockets;
  for (int i = 0; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) {
    sockets.push_back(udp());
    EXPECT_EQ(sockets.back().fd(), i);
  }

  EXPECT_EQ(api().socket(family_number(), NRF_SOCK_STREAM, 0), fails(NRF_ENOBUFS));
}

TEST_P(ModemSockets, HaveTheLowestNumberThatIsFree) {
  std::vector<Socket> sockets;
  for (int i = 0; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) sockets.push_back(udp());
  ASSERT_EQ(sockets[5].close(), gives(0));
  ASSERT_EQ(sockets[2].close(), gives(0));

  EXPECT_EQ(tcp().fd(), 2) << "it is closed again at once";
  sockets[2] = tcp();
  EXPECT_EQ(sockets[2].fd(), 2);
  sockets[5] = tcp();
  EXPECT_EQ(sockets[5].fd(), 5);
}

TEST_P(ModemSockets, AcceptFailsWhenAllAreInUse) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  std::vector<Socket> others;
  for (int i = 2; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) others.push_back(udp());

  EXPECT_EQ(listening.socket.accept(), fails(NRF_ENOBUFS));

  others.pop_back();
  EXPECT_EQ(listening.socket.accept_from().second.ip, self(0).ip) << "the connection still waits";
}

// --- Closing a socket while another thread is blocked on it. Linux does not wake that thread.

HOSTMODEM_MODEM_CONTRACT(CloseWakes);

TEST_P(CloseWakes, AStreamReceive) {
  auto [socket, peer] = connected_to_host();
  BlockedCall call([&socket = socket] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), receive_fails(NRF_EBADF));
  EXPECT_EQ(socket.close(), fails(NRF_EBADF)) << "it was closed already";
}

TEST_P(CloseWakes, ADatagramReceive) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));
  BlockedCall call([&] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), receive_fails(NRF_EBADF));
}

TEST_P(CloseWakes, ASend) {
  auto [socket, peer] = connected_to_small_host();
  const std::string data = pattern(kMoreThanAllBuffers);
  BlockedCall call([&socket = socket, &data] {
    const Outcome first = socket.send(data);
    return first.value < 0 ? first : socket.send(data);
  });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), fails(NRF_EBADF));
}

TEST_P(CloseWakes, AConnect) {
  const SilentPort silent(family());
  Socket socket = tcp();
  BlockedCall call([&] { return socket.connect(host(silent.port())); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), fails(NRF_EBADF));
}

TEST_P(CloseWakes, AnAccept) {
  Server listening = server();
  BlockedCall call([&] { return listening.socket.accept(); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(listening.socket.fd()), gives(0));

  EXPECT_EQ(call.result(), fails(NRF_EBADF));
}

TEST_P(CloseWakes, APoll) {
  auto [socket, peer] = connected_to_host();
  Socket other = udp();
  std::array<nrf_pollfd, 2> entries{nrf_pollfd{socket.fd(), NRF_POLLIN, 0},
                                    nrf_pollfd{other.fd(), NRF_POLLIN, 0}};
  BlockedCall call([&] { return api().poll(entries.data(), 2, -1); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), gives(1));
  EXPECT_EQ(entries[0].revents, NRF_POLLNVAL);
  EXPECT_EQ(entries[1].revents, 0);
}

TEST_P(CloseWakes, TheOldCallAlsoWhenTheNumberIsUsedAgain) {
  auto [socket, peer] = connected_to_host();
  BlockedCall call([&socket = socket] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));
  auto [again, again_peer] = connected_to_host();
  EXPECT_EQ(again.fd(), socket.fd());
  again_peer.send("x");

  EXPECT_EQ(call.result(), receive_fails(NRF_EBADF));
  EXPECT_EQ(again.recv(1), received("x"));
}

TEST_P(CloseWakes, EveryThreadThatIsBlocked) {
  auto [socket, peer] = connected_to_host();
  auto receive = [&socket = socket] { return socket.recv(1); };
  BlockedCall first(receive);
  BlockedCall second(receive);
  BlockedCall third(receive);
  EXPECT_TRUE(first.blocks());
  EXPECT_TRUE(second.blocks());
  EXPECT_TRUE(third.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(first.result(), receive_fails(NRF_EBADF));
  EXPECT_EQ(second.result(), receive_fails(NRF_EBADF));
  EXPECT_EQ(third.result(), receive_fails(NRF_EBADF));
}

}  // namespace
}  // namespace hostmodem::test
