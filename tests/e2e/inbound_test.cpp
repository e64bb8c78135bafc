// What an application listens on, or is bound to, is reached from the host.

#include <gmock/gmock.h>

#include <charconv>

#include "e2e/inbound_test.h"
#include "support/privilege.h"
#include "support/process.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

// Serves one client a page, as HTTP.
void serve(Socket& server, const std::string& page) {
  Socket client = server.accept_from().first;
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos) {
    const Received part = client.recv(1000);
    ASSERT_FALSE(part.data.empty()) << "the request ends with " << part;
    request += part.data;
  }
  EXPECT_THAT(request, HasSubstr("GET / HTTP/1.1"));
  const std::string answer =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(page.size()) +
      "\r\n\r\n" + page;
  EXPECT_EQ(client.send(answer), gives(static_cast<std::int64_t>(answer.size())));
}

// --- TCP

TEST_F(Inbound, CurlReachesAServerOfTheApplication) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port);
  Process curl({"curl", "--silent", "--show-error", "--noproxy", "*",
                "http://127.0.0.1:" + std::to_string(port) + "/"});

  serve(server, "a page of the modem");

  EXPECT_EQ(curl.wait_for_end(), 0);
  EXPECT_EQ(curl.output(), "a page of the modem");
}

TEST_F(Inbound, CurlReachesAServerOfTheApplicationOverIpv6) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port, Family::kIpv6);
  Process curl({"curl", "--silent", "--show-error", "--noproxy", "*",
                "http://[::1]:" + std::to_string(port) + "/"});

  serve(server, "a page of the modem");

  EXPECT_EQ(curl.wait_for_end(), 0);
  EXPECT_EQ(curl.output(), "a page of the modem");
}

TEST_F(Inbound, NetcatTalksToAServerOfTheApplication) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port);
  Process nc({"nc", "127.0.0.1", std::to_string(port)});
  Socket client = server.accept_from().first;

  nc.write_input("hello\n");
  EXPECT_EQ(receive_all(client, 6), "hello\n");
  EXPECT_EQ(client.send("goodbye\n"), gives(8));
  EXPECT_EQ(client.close(), gives(0));

  nc.wait_for_output("goodbye\n");
}

TEST_F(Inbound, APortThatTheModemChoseIsInTheLog) {
  Socket server = tcp();
  ASSERT_EQ(server.listen(1), gives(0));

  std::uint16_t port = 0;
  for (const std::string& line : modem().log().all()) {
    const std::size_t at = line.find("TCP port ");
    if (at != std::string::npos) {
      std::from_chars(line.data() + at + 9, line.data() + line.size(), port);
    }
  }
  ASSERT_NE(port, 0);
  expect_conversation(server,
                      loopback(Family::kIpv4, port_in_log("TCP port " + std::to_string(port))));
}

TEST_F(Inbound, AnotherPortIsThereWhenTheHostsIsTaken) {
  const HostListener taken(Family::kIpv4);
  Socket server = listening(taken.port());

  const std::uint16_t other = port_in_log("TCP port " + std::to_string(taken.port()));

  EXPECT_NE(other, taken.port());
  EXPECT_TRUE(modem().log().contains("address already in use"));
  expect_conversation(server, loopback(Family::kIpv4, other));
}

TEST_F(Inbound, AnotherPortIsThereWhenTheHostsNeedsAPrivilege) {
  const NoPrivilegedPorts unprivileged;
  Socket server = listening(81);

  EXPECT_TRUE(modem().log().contains("permission denied"));
  expect_conversation(server, loopback(Family::kIpv4, port_in_log("TCP port 81")));
}

TEST_F(Inbound, TheHostsPortIsFreeWhenTheServerIsClosed) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port);
  ASSERT_TRUE(port_is_taken(Transport::kTcp, port));

  ASSERT_EQ(server.close(), gives(0));

  EXPECT_FALSE(port_is_taken(Transport::kTcp, port));
}

TEST_F(Inbound, TheHostsPortsAreFreeWhenTheNetworkIsGone) {
  const std::uint16_t port = unused_port();
  const Socket server = listening(port);
  const Socket datagrams = bound(port);
  ASSERT_TRUE(port_is_taken(Transport::kTcp, port));
  ASSERT_TRUE(port_is_taken(Transport::kUdp, port));

  modem().at("AT+CFUN=0");

  EXPECT_FALSE(port_is_taken(Transport::kTcp, port));
  EXPECT_FALSE(port_is_taken(Transport::kUdp, port));
}

TEST_F(Inbound, AServerOfALostNetworkThatIsClosedLateDoesNotCloseThePortOfANewOne) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port);
  // All on one thread, so that a network may be where the one before it was in memory.
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  for (int i = 0; i < 20; ++i) {
    Socket old = std::move(server);
    modem().at("AT+CFUN=0");
    ASSERT_FALSE(port_is_taken(Transport::kTcp, port));
    modem().at("AT+CFUN=1");
    ASSERT_EQ(hostmodem_clock_step(1), 0);
    server = listening(port);
    ASSERT_EQ(old.close(), gives(0));
    ASSERT_TRUE(port_is_taken(Transport::kTcp, port)) << "after network " << i;
  }
}

TEST_F(Inbound, AServerThatIsOpenedAgainHasTheSamePortAgain) {
  const std::uint16_t port = unused_port();
  for (int i = 0; i < 100; ++i) {
    Socket server = listening(port);
    ASSERT_EQ(server.close(), gives(0));
  }

  EXPECT_FALSE(modem().log().contains("address already in use"));
}

TEST_F(Inbound, ADatagramSocketThatIsOpenedAgainHasTheSamePortAgain) {
  const std::uint16_t port = unused_port();
  for (int i = 0; i < 100; ++i) {
    Socket socket = bound(port);
    ASSERT_EQ(socket.close(), gives(0));
  }

  EXPECT_FALSE(modem().log().contains("address already in use"));
}

TEST_F(Inbound, NetcatTalksToABoundDatagramSocket) {
  const std::uint16_t port = unused_port();
  Socket socket = bound(port);
  // It takes an answer from that port alone.
  Process nc({"nc", "-u", "127.0.0.1", std::to_string(port)});
  nc.write_input("ping\n");

  const ReceivedFrom got = socket.recvfrom(100);
  EXPECT_EQ(got.received, received("ping\n"));
  EXPECT_EQ(got.from.ip, host(0).ip);
  EXPECT_EQ(socket.sendto("pong\n", got.from), gives(5));

  nc.wait_for_output("pong\n");
}

TEST_F(Inbound, DatagramsComeOverIpv6Too) {
  const std::uint16_t port = unused_port();
  Socket socket = bound(port, Family::kIpv6);
  HostUdp client(Family::kIpv6);
  client.send("ping", loopback(Family::kIpv6, port));

  const ReceivedFrom got = socket.recvfrom(100);
  EXPECT_EQ(got.received, received("ping"));
  EXPECT_EQ(socket.sendto("pong", got.from), gives(4));

  const HostUdp::Datagram answer = client.receive();
  EXPECT_EQ(answer.data, "pong");
  EXPECT_EQ(answer.from, loopback(Family::kIpv6, port));
}

TEST_F(Inbound, ABoundDatagramSocketReachesAServerThatIsNoClientOfIt) {
  const std::uint16_t port = unused_port();
  Socket socket = bound(port);
  HostUdp server(Family::kIpv4);
  HostUdp client(Family::kIpv4);
  client.send("I am a client", loopback(Family::kIpv4, port));
  ASSERT_EQ(socket.recv(100), received("I am a client"));

  ASSERT_EQ(socket.sendto("question", host(server.port())), gives(8));
  const HostUdp::Datagram question = server.receive();
  EXPECT_EQ(question.data, "question");
  server.send("answer", question.from);

  const ReceivedFrom answer = socket.recvfrom(100);
  EXPECT_EQ(answer.received, received("answer"));
  EXPECT_EQ(answer.from, host(server.port()));
}

TEST_F(Inbound, ADatagramSocketThatIsNotBoundTakesNoPortOfTheHost) {
  HostUdp server(Family::kIpv4);
  Socket socket = udp();
  ASSERT_EQ(socket.sendto("hello", host(server.port())), gives(5));

  EXPECT_EQ(server.receive().data, "hello");

  for (const std::string& line : modem().log().all()) EXPECT_THAT(line, Not(HasSubstr("UDP port")));
}

}  // namespace
}  // namespace hostmodem::test
