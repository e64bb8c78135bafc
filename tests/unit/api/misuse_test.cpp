#include <algorithm>
#include <functional>
#include <utility>

#include "pipe_modem.h"

// What an application does that cannot be meant: the log names the call, and what was wrong.

namespace hostmodem::test {
namespace {

class Misuse : public PipeModemTest {
 protected:
  /// Whether the log has that line, at level "warning" or above, as it is configured.
  [[nodiscard]] bool logged(const std::string& line) const {
    const auto lines = modem.log().all();
    return std::ranges::find(lines, line) != lines.end();
  }
  [[nodiscard]] std::size_t lines() const { return modem.log().all().size(); }

  /// Runs `what` inside a callback.
  static void inside(std::function<void()> what) {
    hostmodem_pipe_handler_set(
        [](int, const void*, size_t, void* context) {
          auto& once = *static_cast<std::function<void()>*>(context);
          if (const auto call = std::exchange(once, nullptr)) call();
        },
        &what);
    const int fd = udp();
    ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
    ASSERT_EQ(send_text(fd, "x"), gives(1));
    step(0);
    hostmodem_pipe_handler_set(nullptr, nullptr);
    EXPECT_FALSE(what) << "there was no callback";
    nrf_close(fd);
  }

  static Outcome set(int fd, int level, int name, int value) {
    return outcome(nrf_setsockopt(fd, level, name, &value, sizeof value));
  }
};

TEST_F(Misuse, CorrectCallsAreNoMisuse) {
  const Pair pair = connected();
  EXPECT_EQ(send_text(pair.client, "x"), gives(1));
  EXPECT_EQ(receive_text(pair.server, 1), received("x"));
  EXPECT_EQ(receive_text(pair.server, 1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  EXPECT_EQ(set(pair.client, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, 1), gives(0));
  EXPECT_EQ(outcome(nrf_close(pair.client)), gives(0));
  EXPECT_EQ(outcome(nrf_close(pair.server)), gives(0));
  EXPECT_EQ(lines(), 0U) << modem.log().all().front();
}

TEST_F(Misuse, ABlockingCallInACallbackNamesTheCall) {
  const Pair pair = connected();
  const int listening = listener(7001);
  const int idle = tcp();
  inside([&] {
    nrf_addrinfo* found = nullptr;
    nrf_pollfd entry{pair.client, NRF_POLLIN, 0};
    nrf_modem_init_params params{};
    char text[16];
    int value = 0;
    receive_text(pair.client, 1);
    send_text(pair.client, "x");
    connect_to(idle, kSilentHost, 9);
    nrf_accept(listening, nullptr, nullptr);
    nrf_poll(&entry, 1, 10);
    nrf_getaddrinfo("host.example", nullptr, nullptr, &found);
    nrf_modem_at_printf("AT");
    nrf_modem_at_cmd(text, sizeof text, "AT");
    nrf_modem_at_scanf("AT", "%d", &value);
    EXPECT_EQ(nrf_modem_shutdown(), -NRF_EPERM);
    EXPECT_EQ(nrf_modem_init(&params), -NRF_EPERM);
  });
  const auto of = [](int fd) { return "(" + std::to_string(fd) + ")"; };
  for (const std::string& name :
       {"nrf_recv" + of(pair.client), "nrf_send" + of(pair.client), "nrf_connect" + of(idle),
        "nrf_accept" + of(listening), std::string("nrf_poll()"), std::string("nrf_getaddrinfo()"),
        std::string("nrf_modem_at_printf()"), std::string("nrf_modem_at_cmd()"),
        std::string("nrf_modem_at_scanf()"), std::string("nrf_modem_shutdown()"),
        std::string("nrf_modem_init()")}) {
    EXPECT_TRUE(logged(name + ": a blocking call inside a callback")) << name;
  }
}

TEST_F(Misuse, ACallOnASocketThatWasClosed) {
  const int fd = udp();
  ASSERT_EQ(outcome(nrf_close(fd)), gives(0));
  nrf_pollfd entry{fd, NRF_POLLIN, 0};
  EXPECT_EQ(send_text(fd, "x"), fails(NRF_EBADF));
  EXPECT_EQ(outcome(nrf_close(fd)), fails(NRF_EBADF));
  EXPECT_EQ(outcome(nrf_poll(&entry, 1, 0)), gives(1));
  EXPECT_TRUE(logged("nrf_send(0): the socket was closed by nrf_close()"));
  EXPECT_TRUE(logged("nrf_close(0): the socket was closed by nrf_close()"));
  EXPECT_TRUE(logged("nrf_poll(0): the socket was closed by nrf_close()"));
}

TEST_F(Misuse, ACallOnASocketThatWentWithDataTraffic) {
  const int fd = udp();
  ASSERT_EQ(nrf_socket_data_enabled_set(false), 0);
  EXPECT_EQ(send_text(fd, "x"), fails(NRF_EBADF));
  EXPECT_TRUE(logged("nrf_send(0): the socket was closed by nrf_socket_data_enabled_set()"));
}

TEST_F(Misuse, ACallOnADescriptorThatNeverWas) {
  EXPECT_EQ(send_text(3, "x"), fails(NRF_EBADF));
  EXPECT_EQ(send_text(-1, "x"), fails(NRF_EBADF));
  EXPECT_EQ(send_text(NRF_MODEM_MAX_SOCKET_COUNT, "x"), fails(NRF_EBADF));
  EXPECT_TRUE(logged("nrf_send(3): there was no socket of that descriptor"));
  EXPECT_TRUE(logged("nrf_send(-1): no descriptor of a socket; did nrf_socket() fail?"));
  EXPECT_EQ(lines(), 2U) << "all that cannot be are one";
}

TEST_F(Misuse, ASecureOptionOfAPlainSocket) {
  const nrf_sec_tag_t tag = 1;
  EXPECT_EQ(outcome(nrf_setsockopt(tcp(), NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag)),
            fails(NRF_EOPNOTSUPP));
  EXPECT_TRUE(logged("nrf_setsockopt(0, NRF_SO_SEC_TAG_LIST): the socket is neither TLS nor DTLS"));
}

TEST_F(Misuse, ASecureOptionAfterTheConnect) {
  modem.at("AT+CFUN=0");
  modem.provision(1, Modem::Credential::kPsk, "0123456789abcdef");
  modem.provision(1, Modem::Credential::kId, "anybody");
  modem.go_online();
  const nrf_sec_tag_t tag = 1;
  const auto set_tag = [&](int fd) {
    return outcome(nrf_setsockopt(fd, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag));
  };
  const int listening = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  ASSERT_EQ(set_tag(listening), gives(0));
  ASSERT_EQ(bind_to(listening, 7002), gives(0));
  ASSERT_EQ(outcome(nrf_listen(listening, 1)), gives(0));
  const int client = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  ASSERT_EQ(set_tag(client), gives(0));
  BlockedCall connect([client] { return connect_to(client, kOwnAddress, 7002); });
  ASSERT_GE(nrf_accept(listening, nullptr, nullptr), 0);
  ASSERT_EQ(connect.result(), gives(0));

  EXPECT_EQ(set_tag(client), fails(NRF_EISCONN));
  EXPECT_TRUE(logged(
      "nrf_setsockopt(1, NRF_SO_SEC_TAG_LIST): too late: it counts in the handshake, which has "
      "begun or is over"));
}

// Its peer speaks no TLS: the handshake began, and goes no further.
TEST_F(Misuse, ASecureOptionInTheHandshake) {
  listener(7002);
  const int client = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  const auto set_verification = [&] {
    return set(client, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, NRF_SO_SEC_PEER_VERIFY_NONE);
  };
  ASSERT_EQ(set_verification(), gives(0));
  ASSERT_EQ(outcome(nrf_fcntl(client, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
  ASSERT_EQ(connect_to(client, kOwnAddress, 7002), fails(NRF_EINPROGRESS));
  step(0);
  EXPECT_EQ(set_verification(), fails(NRF_EISCONN));
  EXPECT_TRUE(
      logged("nrf_setsockopt(1, NRF_SO_SEC_PEER_VERIFY): too late: it counts in the handshake, "
             "which has begun or is over"));
}

TEST_F(Misuse, ReuseOfAnAddressAfterTheBind) {
  for (const int fd : {tcp(), udp()}) {
    EXPECT_EQ(set(fd, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, 1), gives(0));
    ASSERT_EQ(bind_to(fd, 7001), gives(0));
    EXPECT_EQ(lines(), static_cast<std::size_t>(fd)) << "in time";
    EXPECT_EQ(set(fd, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, 1), gives(0));
    EXPECT_TRUE(logged("nrf_setsockopt(" + std::to_string(fd) +
                       ", NRF_SO_REUSEADDR): too late, without effect: the socket is bound"));
  }
}

TEST_F(Misuse, AnotherPdnAfterUse) {
  const int fd = udp();
  ASSERT_EQ(bind_to(fd, 7001), gives(0));
  EXPECT_EQ(set(fd, NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, 1), fails(NRF_EINVAL));
  EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE, "pdn1", 4)),
            fails(NRF_EINVAL));
  const std::string late = "too late: the socket has used its packet data network, and keeps to it";
  EXPECT_TRUE(logged("nrf_setsockopt(0, NRF_SO_BINDTOPDN): " + late));
  EXPECT_TRUE(logged("nrf_setsockopt(0, NRF_SO_BINDTODEVICE): " + late));
}

TEST_F(Misuse, AnOptionOfAWrongLength) {
  const int fd = tcp();
  EXPECT_EQ(set(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, 1), fails(NRF_EINVAL));
  EXPECT_TRUE(logged("nrf_setsockopt(0, NRF_SO_RCVTIMEO): the value has a wrong length"));
  EXPECT_EQ(set(fd, NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, 99), fails(NRF_EINVAL));
  EXPECT_EQ(lines(), 1U) << "a wrong value is no misuse";
}

TEST_F(Misuse, DataWithoutAConnection) {
  const int stream = tcp();
  const int datagrams = udp();
  EXPECT_EQ(send_text(stream, "x"), fails(NRF_ENOTCONN));
  EXPECT_EQ(receive_text(stream, 1), receive_fails(NRF_ENOTCONN));
  EXPECT_EQ(send_text(datagrams, "x"), fails(NRF_EDESTADDRREQ));
  EXPECT_EQ(outcome(nrf_accept(stream, nullptr, nullptr)), fails(NRF_EINVAL));
  EXPECT_TRUE(logged("nrf_send(0): the socket is not connected: nrf_connect() first"));
  EXPECT_TRUE(logged("nrf_recv(0): the socket is not connected: nrf_connect() first"));
  EXPECT_TRUE(logged("nrf_send(1): no address, and the socket is not connected"));
  EXPECT_TRUE(logged("nrf_accept(0): the socket does not listen: nrf_listen() first"));
}

TEST_F(Misuse, TheLivesOfTheModem) {
  nrf_modem_init_params params{};
  udp();
  EXPECT_EQ(nrf_modem_init(&params), -NRF_EPERM);
  EXPECT_TRUE(logged("nrf_modem_init(): the modem is initialised already"));
  ASSERT_EQ(hostmodem_modem_fault(1, 0), 0);
  EXPECT_EQ(nrf_modem_init(&params), -NRF_EPERM);
  EXPECT_TRUE(logged("nrf_modem_init(): the modem crashed: nrf_modem_shutdown() first"));
  modem.shutdown();
  EXPECT_TRUE(logged("nrf_modem_shutdown(): there are open sockets: nrf_close() first"));
}

TEST_F(Misuse, ALoopOfItIsToldAtPowersOfTen) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(send_text(3, "x"), fails(NRF_EBADF));
  EXPECT_EQ(lines(), 4U);
  EXPECT_TRUE(logged("nrf_send(3): there was no socket of that descriptor (for the 1000th time)"));
}

TEST_F(Misuse, ANewSocketHasMistakesOfItsOwn) {
  const std::string line = "nrf_send(0): the socket is not connected: nrf_connect() first";
  for (int i = 0; i < 2; ++i) {
    const int fd = tcp();
    EXPECT_EQ(send_text(fd, "x"), fails(NRF_ENOTCONN));
    EXPECT_EQ(send_text(fd, "x"), fails(NRF_ENOTCONN));
    nrf_close(fd);
  }
  const auto all = modem.log().all();
  EXPECT_EQ(std::ranges::count(all, line), 2);
}

TEST(MisuseWithoutAModem, NamesTheCallThatCameTooEarly) {
  const LogCapture log;
  EXPECT_EQ(outcome(nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0)), fails(NRF_EPERM));
  EXPECT_EQ(nrf_modem_at_printf("AT"), -NRF_EPERM);
  const std::string early = ": the modem was never initialised: nrf_modem_init() first";
  EXPECT_TRUE(log.lines().contains("nrf_socket()" + early));
  EXPECT_TRUE(log.lines().contains("nrf_modem_at_printf()" + early));
}

}  // namespace
}  // namespace hostmodem::test
