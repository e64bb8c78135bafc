// ICMP echo, both ways: the host's ping and the modem as the one that answers, and the example
// application as the one that asks. The link is a TUN interface in a network namespace of the
// test's own.

#include <gmock/gmock.h>

#include "nrf_socket.h"
#include "support/modem_fixture.h"
#include "support/own_network.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTun = R"([[network.apn]]
name = "tun"
link = "tun:modem0"
)";

constexpr const char* kModem4 = "10.0.2.15";
constexpr const char* kModem6 = "fd00:0:0:2::15";

/// Whether the host's ping gets an answer.
bool answers(const std::string& address) {
  Process ping({"ping", "-n", "-c", "1", "-W", "0.5", address});
  return ping.wait_for_end() == 0;
}

void set(int level, int option, int value) {
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(nrf_setsockopt(fd, level, option, &value, sizeof value), 0);
  EXPECT_EQ(nrf_close(fd), 0);
}

TEST(PingOfTheHost, IsAnsweredByDefault) {
  in_own_network([] {
    const Modem modem(kTun);
    EXPECT_TRUE(answers(kModem4));
    EXPECT_TRUE(answers(kModem6));
  });
}

TEST(PingOfTheHost, IsNotAnsweredAnyMoreWhenAllIsSilenced) {
  in_own_network([] {
    const Modem modem(kTun);
    set(NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL, 1);
    EXPECT_FALSE(answers(kModem4));
    EXPECT_FALSE(answers(kModem6));
    set(NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL, 0);
    EXPECT_TRUE(answers(kModem4));
    EXPECT_TRUE(answers(kModem6));
  });
}

TEST(PingOfTheHost, IsAnsweredForTheFamilyThatIsNotSwitchedOff) {
  in_own_network([] {
    const Modem modem(kTun);
    set(NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY, 0);
    EXPECT_FALSE(answers(kModem4));
    EXPECT_TRUE(answers(kModem6));
    set(NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY, 1);
    set(NRF_IPPROTO_IPV6, NRF_SO_IPV6_ECHO_REPLY, 0);
    EXPECT_TRUE(answers(kModem4));
    EXPECT_FALSE(answers(kModem6));
  });
}

TEST(PingOfTheHost, IsAnsweredAgainByTheNextModem) {
  in_own_network([] {
    {
      const Modem modem(kTun);
      set(NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL, 1);
    }
    const Modem modem(kTun);
    EXPECT_TRUE(answers(kModem4));
  });
}

class PingExample : public ::testing::TestWithParam<const char*> {
 protected:
  /// Runs examples/ping.c; what it printed.
  static std::string ping(const std::string& host, const std::vector<std::string>& environment) {
    Process process({HOSTMODEM_EXAMPLES_DIR "/ping", "-c", "3", host}, environment);
    EXPECT_EQ(process.wait_for_end(), 0) << process.output();
    return process.output();
  }
};

INSTANTIATE_TEST_SUITE_P(Families, PingExample, ::testing::Values("10.0.2.2", "fd00:0:0:2::2"),
                         [](const auto& test) { return test.index == 0 ? "Ipv4" : "Ipv6"; });

TEST_P(PingExample, IsAnsweredByTheSlirpGateway) {
  const std::string output = ping(GetParam(), {});
  EXPECT_THAT(output, HasSubstr("64 bytes from " + std::string(GetParam()) + ": seq=3"));
  EXPECT_THAT(output, HasSubstr("3 requests, 3 answers"));
}

TEST_P(PingExample, IsAnsweredByTheHostBehindATunInterface) {
  in_own_network([] {
    const TemporaryDirectory directory;
    const std::string file = directory.write("tun.toml", kTun);
    EXPECT_THAT(ping(GetParam(), {"HOSTMODEM_CONFIG=" + file}), HasSubstr("3 requests, 3 answers"));
  });
}

TEST(PingExampleFails, WhenNobodyAnswers) {
  Process process({HOSTMODEM_EXAMPLES_DIR "/ping", "-c", "1", "10.0.2.77"},
                  {"HOSTMODEM_CONFIG=/dev/null"});
  EXPECT_EQ(process.wait_for_end(), 1) << process.output();
  EXPECT_THAT(process.output(), HasSubstr("no answer from 10.0.2.77: seq=1"));
}

}  // namespace
}  // namespace hostmodem::test
