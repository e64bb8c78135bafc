// Several threads at once.

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "contract/contract_test.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_CONTRACT(Threads);

constexpr std::size_t kSockets = NRF_MODEM_MAX_SOCKET_COUNT;

// Sends data to an echo server, and expects them back, in parts of `part` bytes.
void converse(Socket& socket, std::uint32_t seed, std::size_t part) {
  constexpr int kParts = 50;
  for (int i = 0; i < kParts; ++i) {
    const std::string data = pattern(part, seed + static_cast<std::uint32_t>(i));
    ASSERT_EQ(socket.send(data), gives(static_cast<std::int64_t>(part)));
    ASSERT_TRUE(receive_all(socket, part) == data);
  }
}

TEST_P(Threads, EachWithAStreamOfItsOwn) {
  std::vector<Socket> sockets;
  std::vector<HostConnection> peers;
  for (std::size_t i = 0; i < kSockets; ++i) {
    auto [socket, peer] = connected_to_host();
    sockets.push_back(std::move(socket));
    peers.push_back(std::move(peer));
  }
  std::vector<std::jthread> echoes;
  for (HostConnection& peer : peers) echoes.emplace_back([&peer] { peer.echo_all(); });
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kSockets; ++i) {
      threads.emplace_back(
          [&, i] { converse(sockets[i], static_cast<std::uint32_t>(i + 1), 5000); });
    }
  }
  sockets.clear();
}

TEST_P(Threads, EachWithItsDatagrams) {
  constexpr std::size_t kCount = 200;
  std::vector<HostUdp> peers;
  for (std::size_t i = 0; i < kSockets; ++i) peers.emplace_back(family());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kSockets; ++i) {
    threads.emplace_back([&, i] { peers[i].echo(kCount); });
    threads.emplace_back([&, i] {
      Socket socket = udp();
      ASSERT_EQ(socket.connect(host(peers[i].port())), gives(0));
      for (std::size_t n = 0; n < kCount; ++n) {
        const std::string data = pattern(100, static_cast<std::uint32_t>(n * kSockets + i + 1));
        ASSERT_EQ(socket.send(data), gives(100));
        ASSERT_TRUE(socket.recv(200) == received(data));
      }
    });
  }
}

TEST_P(Threads, OpenAndCloseSocketsAtTheSameTime) {
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kSockets; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < 200; ++n) {
        Socket socket = n % 2 == 0 ? tcp() : udp();
        ASSERT_EQ(socket.bind(self(0)), gives(0));
        ASSERT_EQ(socket.close(), gives(0));
      }
    });
  }
}

TEST_P(Threads, ConnectAndAcceptAtTheSameTime) {
  constexpr std::size_t kClients = 3;
  constexpr int kRounds = 20;
  Server listening = server();
  std::vector<std::jthread> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        Socket client = tcp();
        ASSERT_EQ(client.connect(listening.endpoint), gives(0));
        ASSERT_EQ(client.send("ping"), gives(4));
        ASSERT_EQ(receive_all(client, 4), "pong");
      }
    });
  }
  for (std::size_t i = 0; i < kClients * kRounds; ++i) {
    Socket accepted = listening.socket.accept_from().first;
    EXPECT_EQ(receive_all(accepted, 4), "ping");
    EXPECT_EQ(accepted.send("pong"), gives(4));
    EXPECT_EQ(accepted.recv(1), end_of_stream());
  }
}

TEST_P(Threads, ReceiveFromOneSocketEachByteOnce) {
  auto [socket, peer] = connected_to_host();
  constexpr std::size_t kPerValue = 1000;
  std::array<std::atomic<std::size_t>, 256> seen{};
  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 4; ++i) {
      readers.emplace_back([&, &socket = socket] {
        for (;;) {
          const Received part = socket.recv(100);
          ASSERT_EQ(part.error, 0);
          if (part.data.empty()) return;
          for (const char byte : part.data) ++seen[static_cast<unsigned char>(byte)];
        }
      });
    }
    std::string all;
    for (std::size_t i = 0; i < kPerValue; ++i) {
      for (int value = 0; value < 256; ++value) all.push_back(static_cast<char>(value));
    }
    peer.send(all);
    peer.finish();
  }
  for (const auto& count : seen) EXPECT_EQ(count, kPerValue);
}

TEST_P(Threads, SendOnOneSocketEachCallInOnePiece) {
  auto [socket, peer] = connected_to_host();
  constexpr std::size_t kSize = 300;
  constexpr int kCalls = 200;
  constexpr std::string_view kLetters = "abcd";
  {
    std::vector<std::jthread> writers;
    for (const char letter : kLetters) {
      writers.emplace_back([&, letter, &socket = socket] {
        for (int i = 0; i < kCalls; ++i) {
          ASSERT_EQ(socket.send(std::string(kSize, letter)), gives(kSize));
        }
      });
    }
    for (std::size_t i = 0; i < kLetters.size() * kCalls; ++i) {
      const std::string piece = peer.receive(kSize);
      ASSERT_EQ(piece, std::string(kSize, piece.at(0)));
    }
  }
}

}  // namespace
}  // namespace hostmodem::test
