#include <atomic>
#include <functional>
#include <set>

#include "pipe_modem.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

// hostmodem_fail_next(): the calls that a test makes fail.

namespace hostmodem::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class FailNext : public PipeModemTest {
 protected:
  FailNext() : PipeModemTest("[modem]\nlog = \"info\"\n") {}

  /// Order, which must be taken.
  static void order(int failure, int error, std::uint32_t count = 1) {
    ASSERT_EQ(hostmodem_fail_next(failure, error, count), 0);
  }

  /// What a non-blocking connect comes to within five minutes.
  static int connect_result(int fd, const char* host, std::uint16_t port) {
    EXPECT_EQ(outcome(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
    EXPECT_EQ(connect_to(fd, host, port), fails(NRF_EINPROGRESS));
    step(300'000);
    return pending_error(fd);
  }

  static int look_up(const char* name) {
    nrf_addrinfo* found = nullptr;
    const int error = nrf_getaddrinfo(name, nullptr, nullptr, &found);
    nrf_freeaddrinfo(found);
    return error;
  }
};

TEST_F(FailNext, TakesOnlyErrorsOfTheFailure) {
  EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_CONNECT, NRF_ECONNREFUSED, 1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_NAME_QUERY, NRF_EAI_SYSTEM, 1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_MEMORY, NRF_EIO, 1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_MEMORY, 0, 1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_fail_next(3, NRF_ENOMEM, 1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_fail_next(-1, NRF_ENOMEM, 1), -NRF_EINVAL);
}

TEST_F(FailNext, IsOfAnInitialisedModem) {
  modem.shutdown();
  EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_MEMORY, NRF_ENOMEM, 1), -NRF_ESHUTDOWN);
}

TEST_F(FailNext, AnOrderIsForgottenWithItsModem) {
  order(HOSTMODEM_FAIL_MEMORY, NRF_ENOBUFS, 9);
  modem.shutdown();
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  EXPECT_EQ(outcome(nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0)), gives(0));
}

TEST_F(FailNext, TheNextConnectsReachNobodyAndTheOneAfterDoes) {
  static std::atomic<int> packets;
  packets = 0;
  hostmodem_pipe_handler_set([](int, const void*, size_t, void*) { ++packets; }, nullptr);
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT, 2);
  const int fd = tcp();
  ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, 100), gives(0));
  for (const int reached : {0, 0, 1}) {
    BlockedCall call([fd] { return connect_to(fd, kSilentHost, 9); });
    EXPECT_TRUE(call.blocks());
    step(100);
    EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
    EXPECT_EQ(packets, reached);
  }
  hostmodem_pipe_handler_set(nullptr, nullptr);
}

TEST_F(FailNext, OtherSocketsAreHeardMeanwhile) {
  static std::atomic<int> packets;
  packets = 0;
  hostmodem_pipe_handler_set([](int, const void*, size_t, void*) { ++packets; }, nullptr);
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  for (int i = 0; i < 2; ++i) {
    const int fd = tcp();
    EXPECT_EQ(outcome(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
    EXPECT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
  }
  step(0);
  EXPECT_EQ(packets, 1) << "the second one's";
  hostmodem_pipe_handler_set(nullptr, nullptr);
}

TEST_F(FailNext, AConnectWithoutAnAnswerEndsWhenTcpGivesUp) {
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  const int fd = tcp();
  EXPECT_EQ(connect_result(fd, kSilentHost, 9), NRF_ETIMEDOUT);
  EXPECT_TRUE(modem.log().contains("injected fault: the peer of nrf_connect(0) does not answer"));
}

TEST_F(FailNext, AConnectToTheModemItselfIsNotLostAndUsesNothingUp) {
  listener(7000);
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  EXPECT_EQ(connect_to(tcp(), kOwnAddress, 7000), gives(0));
  EXPECT_FALSE(modem.log().contains("injected fault"));
}

TEST_F(FailNext, AUdpSocketConnectsAsEver) {
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  EXPECT_EQ(connect_to(udp(), kSilentHost, 9), gives(0));
  EXPECT_FALSE(modem.log().contains("injected fault"));
}

TEST_F(FailNext, ConnectsThatFailByThemselvesUseNothingUp) {
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  const Pair pair = connected();
  EXPECT_EQ(connect_to(pair.client, kSilentHost, 9), fails(NRF_EISCONN));
  EXPECT_FALSE(modem.log().contains("injected fault"));
}

TEST_F(FailNext, ADtlsHandshakeGetsNoAnswerAndEndsAtItsTimeout) {
  modem.at("AT+CFUN=0");
  modem.provision(1, Modem::Credential::kPsk, "0123456789abcdef");
  modem.provision(1, Modem::Credential::kId, "anybody");
  modem.go_online();
  order(HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT);
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2);
  const nrf_sec_tag_t tag = 1;
  const int timeout = NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_3S;
  ASSERT_EQ(nrf_setsockopt(fd, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag), 0);
  ASSERT_EQ(
      nrf_setsockopt(fd, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, &timeout, sizeof timeout),
      0);
  BlockedCall call([fd] { return connect_to(fd, kSilentHost, 9); });
  EXPECT_TRUE(call.blocks());
  step(3000);
  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
  EXPECT_TRUE(modem.log().contains("injected fault: the peer of nrf_connect("));
}

TEST_F(FailNext, TheNextNameQueriesGiveTheErrorInTurn) {
  order(HOSTMODEM_FAIL_NAME_QUERY, NRF_EAI_AGAIN, 2);
  EXPECT_EQ(look_up("10.0.2.2"), 0) << "no query";
  EXPECT_EQ(look_up("host.example"), NRF_EAI_AGAIN);
  order(HOSTMODEM_FAIL_NAME_QUERY, NRF_EAI_NODATA);
  EXPECT_EQ(look_up("host.example"), NRF_EAI_NODATA) << "in place of the order before";
  EXPECT_TRUE(modem.log().contains("injected fault: the query for host.example gives -3"));
  BlockedCall query([] { return look_up("host.example"); });
  EXPECT_TRUE(query.blocks()) << "the query is made";
  step(600'000);
  EXPECT_EQ(query.result(), NRF_EAI_AGAIN);
}

struct MemoryCase {
  const char* name;
  std::set<int> errors;
  std::function<int()> call;  ///< gives an NRF_E number; 0: it succeeded
};

int error_of(std::int64_t result) { return result < 0 ? errno : 0; }

class NoMemory : public FailNext {
 protected:
  /// Each call that needs memory, with what it can say.
  std::vector<MemoryCase> cases() {
    const auto both = std::set{NRF_ENOMEM, NRF_ENOBUFS};
    const auto minus = [](int result) { return -result; };
    return {
        {"nrf_socket", {NRF_ENOBUFS}, [] { return error_of(nrf_socket(NRF_AF_INET, 1, 0)); }},
        {"nrf_connect", both, [this] { return connect_to(udp_, kSilentHost, 9).error; }},
        {"nrf_send", both, [this] { return send_text(udp_, "x").error; }},
        {"nrf_sendto", both, [this] { return error_of(nrf_sendto(udp_, "x", 1, 0, nullptr, 0)); }},
        {"nrf_recv", both, [this] { return receive_text(pair_.server, 1).error; }},
        {"nrf_recvfrom", both,
         [this] {
           char byte = 0;
           return error_of(nrf_recvfrom(pair_.server, &byte, 1, 0, nullptr, nullptr));
         }},
        {"nrf_poll",
         {NRF_ENOMEM},
         [this] {
           nrf_pollfd entry{pair_.server, NRF_POLLOUT, 0};
           return error_of(nrf_poll(&entry, 1, 0));
         }},
        {"nrf_getifaddrs",
         {NRF_ENOMEM},
         [] {
           nrf_ifaddrs* list = nullptr;
           const int error = error_of(nrf_getifaddrs(&list));
           nrf_freeifaddrs(list);
           return error;
         }},
        {"nrf_modem_at_printf", {NRF_ENOMEM}, [minus] { return minus(nrf_modem_at_printf("AT")); }},
        {"nrf_modem_at_cmd",
         {NRF_ENOMEM},
         [minus] {
           char text[16];
           return minus(nrf_modem_at_cmd(text, sizeof text, "AT"));
         }},
        {"nrf_modem_at_scanf",
         {NRF_ENOMEM},
         [] {
           int mode = 0;
           const int matched = nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &mode);
           return matched < 0 ? -matched : 0;
         }},
        {"nrf_modem_at_cmd_async",
         {NRF_ENOMEM},
         [minus] {
           const int error = minus(nrf_modem_at_cmd_async([](const char*) {}, "AT"));
           step(0);
           return error;
         }},
    };
  }

  void SetUp() override {
    ASSERT_EQ(send_text(pair_.client, "xx"), gives(2));
    ASSERT_EQ(connect_to(udp_, kSilentHost, 9), gives(0));
  }

  const Pair pair_ = connected();
  const int udp_ = udp();
};

TEST_F(NoMemory, IsWhatTheNextCallSaysThatCanAndThenItSucceeds) {
  for (const int error : {NRF_ENOMEM, NRF_ENOBUFS}) {
    for (const MemoryCase& one : cases()) {
      SCOPED_TRACE(one.name);
      order(HOSTMODEM_FAIL_MEMORY, error);
      EXPECT_EQ(one.call(), one.errors.contains(error) ? error : 0);
      EXPECT_EQ(hostmodem_fail_next(HOSTMODEM_FAIL_MEMORY, error, 0), 0);
      if (std::string_view(one.name).starts_with("nrf_recv")) {
        ASSERT_EQ(send_text(pair_.client, "x"), gives(1));
      }
    }
  }
}

TEST_F(NoMemory, OfAnAccept) {
  const int listening = listener(7001);
  EXPECT_EQ(connect_to(tcp(), kOwnAddress, 7001), gives(0));
  order(HOSTMODEM_FAIL_MEMORY, NRF_ENOBUFS, 1);
  EXPECT_EQ(outcome(nrf_accept(listening, nullptr, nullptr)), fails(NRF_ENOBUFS));
  EXPECT_GE(nrf_accept(listening, nullptr, nullptr), 0) << "the connection still waits";
}

TEST_F(NoMemory, OfANameQueryIsItsOwnCode) {
  order(HOSTMODEM_FAIL_MEMORY, NRF_ENOMEM);
  EXPECT_EQ(look_up("10.0.2.2"), NRF_EAI_MEMORY);
  EXPECT_EQ(look_up("10.0.2.2"), 0);
}

TEST_F(NoMemory, LastsForAsManyCallsAsOrdered) {
  order(HOSTMODEM_FAIL_MEMORY, NRF_ENOBUFS, 3);
  EXPECT_EQ(send_text(udp_, "x"), fails(NRF_ENOBUFS));
  EXPECT_EQ(send_text(99, "x"), fails(NRF_EBADF)) << "fails by itself";
  EXPECT_EQ(outcome(nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0)), fails(NRF_ENOBUFS));
  EXPECT_EQ(receive_text(pair_.server, 1), receive_fails(NRF_ENOBUFS));
  EXPECT_EQ(receive_text(pair_.server, 2), received("xx")) << "nothing is lost";
  EXPECT_EQ(send_text(udp_, "x"), gives(1));
}

TEST_F(NoMemory, IsInTheLogAndInTheCapture) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "modem.pcapng").native();
  ASSERT_EQ(hostmodem_capture_start(path.c_str()), 0);
  order(HOSTMODEM_FAIL_MEMORY, NRF_ENOMEM);
  EXPECT_EQ(send_text(udp_, "x"), fails(NRF_ENOMEM));
  ASSERT_EQ(hostmodem_capture_stop(), 0);
  const std::string said = "injected fault: no memory for nrf_send(): NRF_ENOMEM";
  EXPECT_TRUE(modem.log().contains(said));
  EXPECT_THAT(dissect_field(path, "syslog", "syslog.msg"), Contains(HasSubstr(said)));
}

}  // namespace
}  // namespace hostmodem::test
