// Much data, both ways.

#include <thread>

#include "contract/contract_test.h"

namespace hostmodem::test {
namespace {

constexpr std::size_t kMuch = 4 * 1024 * 1024;

HOSTMODEM_CONTRACT(TcpTransfer);

TEST_P(TcpTransfer, UplinkOnABlockingSocket) {
  auto [socket, peer] = connected_to_host();
  const std::string data = pattern(kMuch);
  std::string arrived;
  std::jthread reader([&, &peer = peer] { arrived = peer.receive_all(); });

  EXPECT_EQ(socket.send(data), gives(kMuch));
  EXPECT_EQ(socket.close(), gives(0));

  reader.join();
  EXPECT_EQ(arrived.size(), kMuch);
  EXPECT_TRUE(arrived == data);
}

TEST_P(TcpTransfer, DownlinkOnABlockingSocket) {
  auto [socket, peer] = connected_to_host();
  const std::string data = pattern(kMuch);
  std::jthread writer([&, &peer = peer] {
    peer.send(data);
    peer.finish();
  });

  const std::string arrived = receive_all(socket, 2 * kMuch);

  EXPECT_EQ(arrived.size(), kMuch);
  EXPECT_TRUE(arrived == data);
}

TEST_P(TcpTransfer, UplinkOnANonBlockingSocket) {
  auto [socket, peer] = connected_to_host();
  socket.set_nonblocking();
  const std::string data = pattern(kMuch);
  std::string arrived;
  std::jthread reader([&, &peer = peer] { arrived = peer.receive_all(); });

  send_all_polling(socket, data);
  EXPECT_EQ(socket.close(), gives(0));

  reader.join();
  EXPECT_EQ(arrived.size(), kMuch);
  EXPECT_TRUE(arrived == data);
}

TEST_P(TcpTransfer, DownlinkOnANonBlockingSocket) {
  auto [socket, peer] = connected_to_host();
  socket.set_nonblocking();
  const std::string data = pattern(kMuch);
  std::jthread writer([&, &peer = peer] {
    peer.send(data);
    peer.finish();
  });

  const std::string arrived = receive_all_polling(socket, 2 * kMuch);

  EXPECT_EQ(arrived.size(), kMuch);
  EXPECT_TRUE(arrived == data);
}

TEST_P(TcpTransfer, BothWaysWithOneThreadThatReadsAndOneThatWrites) {
  auto [socket, peer] = connected_to_host();
  const std::string data = pattern(kMuch);
  std::jthread echo([&peer = peer] { peer.echo_all(); });
  Outcome sent;
  std::jthread writer([&, &socket = socket] { sent = socket.send(data); });

  const std::string arrived = receive_all(socket, kMuch);

  writer.join();
  EXPECT_EQ(sent, gives(kMuch));
  EXPECT_TRUE(arrived == data);
  socket.close();
}

TEST_P(TcpTransfer, BothWaysOnANonBlockingSocketInOneThread) {
  auto [socket, peer] = connected_to_host();
  socket.set_nonblocking();
  const std::string data = pattern(kMuch);
  std::jthread echo([&peer = peer] { peer.echo_all(); });

  std::string_view unsent = data;
  std::string arrived;
  while (arrived.size() < data.size()) {
    const auto wanted = static_cast<short>(NRF_POLLIN | (unsent.empty() ? 0 : NRF_POLLOUT));
    const short events = socket.wait(wanted);
    ASSERT_NE(events, 0);
    ASSERT_EQ(events & ~wanted, 0);
    if (events & NRF_POLLOUT) {
      const Outcome outcome = socket.send(unsent);
      ASSERT_GT(outcome.value, 0) << outcome;
      unsent.remove_prefix(static_cast<std::size_t>(outcome.value));
    }
    if (events & NRF_POLLIN) {
      const Received part = socket.recv(data.size());
      ASSERT_EQ(part.error, 0);
      ASSERT_FALSE(part.data.empty());
      arrived += part.data;
    }
  }

  EXPECT_TRUE(arrived == data);
  socket.close();
}

TEST_P(TcpTransfer, WaitallReceivesItInOneCall) {
  auto [socket, peer] = connected_to_host();
  const std::string data = pattern(kMuch);
  std::jthread writer([&, &peer = peer] { peer.send(data); });

  const Received all = socket.recv(kMuch, NRF_MSG_WAITALL);

  EXPECT_EQ(all.data.size(), kMuch);
  EXPECT_TRUE(all == received(data));
}

TEST_P(TcpTransfer, BetweenTwoSocketsOfOneSide) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  auto [accepted, peer] = listening.socket.accept_from();
  const std::string data = pattern(kMuch);
  Outcome sent;
  std::jthread writer([&] { sent = client.send(data); });

  const std::string arrived = receive_all(accepted, kMuch);

  writer.join();
  EXPECT_EQ(sent, gives(kMuch));
  EXPECT_TRUE(arrived == data);
}

}  // namespace
}  // namespace hostmodem::test
