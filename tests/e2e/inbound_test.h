#pragma once

#include <charconv>

#include "e2e/modem_test.h"
#include "support/host_peer.h"
#include "support/ports.h"

namespace hostmodem::test {

/// A modem whose servers are reached from the host.
class Inbound : public ModemTest {
 protected:
  void SetUp() override { start("[modem]\nlog = \"info\"\n"); }

  /// A server of the application.
  [[nodiscard]] Socket listening(std::uint16_t port, Family family = Family::kIpv4) {
    Socket socket = tcp(family);
    EXPECT_EQ(socket.bind(self(port, family)), gives(0));
    EXPECT_EQ(socket.listen(4), gives(0));
    return socket;
  }
  [[nodiscard]] Socket bound(std::uint16_t port, Family family = Family::kIpv4) {
    Socket socket = udp(family);
    EXPECT_EQ(socket.bind(self(port, family)), gives(0));
    return socket;
  }

  /// The client's bytes come out at the socket that accepts it, and the other way round.
  void expect_conversation(Socket& server, const Endpoint& outside) {
    HostConnection client = connect_from_host(outside);
    auto [socket, peer] = server.accept_from();
    EXPECT_EQ(peer.ip, host(0, outside.family).ip);
    client.send("ping");
    EXPECT_EQ(receive_all(socket, 4), "ping");
    EXPECT_EQ(socket.send("pong"), gives(4));
    EXPECT_EQ(client.receive(4), "pong");
  }

  /// The port of the host's loopback that the log names for a port of the modem.
  [[nodiscard]] std::uint16_t port_in_log(const std::string& name) {
    const std::string text = name + " is at 127.0.0.1:";
    for (const std::string& line : modem().log().all()) {
      const std::size_t at = line.find(text);
      if (at == std::string::npos) continue;
      std::uint16_t port = 0;
      std::from_chars(line.data() + at + text.size(), line.data() + line.size(), port);
      return port;
    }
    ADD_FAILURE() << "the log does not say where " << name << " is";
    return 0;
  }
};

}  // namespace hostmodem::test
