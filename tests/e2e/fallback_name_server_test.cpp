// nrf_setdnsaddr(): a name server of the application's own is asked only when those of the network
// do not help. The network is a pipe, and the test is all its name servers.

#include <gmock/gmock.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/dns_wire.h"
#include "support/ip_packets.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;

constexpr const char* kOfNetwork = "192.0.2.1";
constexpr const char* kOwn = "192.0.2.2";
constexpr const char* kOwn6 = "2001:db8::2";

/// The name servers at the other end of the pipe.
class NameServers {
 public:
  using Answer = std::function<DnsReply(const DnsQuestion&)>;

  NameServers() { hostmodem_pipe_handler_set(&NameServers::take, this); }
  NameServers(const NameServers&) = delete;
  NameServers& operator=(const NameServers&) = delete;
  ~NameServers() { hostmodem_pipe_handler_set(nullptr, nullptr); }

  /// Those without an answer are silent.
  void set_answer(const std::string& server, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[server] = std::move(answer);
  }

  /// Who was asked, in this order.
  [[nodiscard]] std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  static void take(int pdn, const void* packet, std::size_t length, void* self) {
    const auto answer =
        static_cast<NameServers*>(self)->answer_to({static_cast<const std::byte*>(packet), length});
    if (answer) hostmodem_pipe_send(pdn, answer->data(), answer->size());
  }

  std::optional<Bytes> answer_to(std::span<const std::byte> packet) {
    constexpr std::size_t kUdpHeader = 8;
    constexpr std::uint16_t kPort = 53;
    const auto header = parse_ip(packet);
    if (!header || header->protocol != kUdp) return std::nullopt;
    const auto port = [&](std::size_t at) {
      return static_cast<std::uint16_t>(std::to_integer<unsigned>(header->payload[at]) << 8 |
                                        std::to_integer<unsigned>(header->payload[at + 1]));
    };
    const auto question = parse_dns_query(header->payload.subspan(kUdpHeader));
    if (!question || port(2) != kPort) return std::nullopt;
    const std::lock_guard lock(mutex_);
    asked_.push_back(header->to.to_string());
    const auto answer = answers_.find(asked_.back());
    if (answer == answers_.end()) return std::nullopt;
    return udp_packet({header->to, kPort}, {header->from, port(0)},
                      answer->second(*question).bytes());
  }

  mutable std::mutex mutex_;
  std::map<std::string, Answer> answers_;
  std::vector<std::string> asked_;
};

DnsReply found(const DnsQuestion& question) {
  return DnsReply(question).address(question.type == kDnsA ? "198.51.100.7" : "2001:db8::7");
}
DnsReply does_not_exist(const DnsQuestion& question) { return DnsReply(question).rcode(3); }
DnsReply server_failed(const DnsQuestion& question) { return DnsReply(question).rcode(2); }

class FallbackNameServer : public ModemTest {
 protected:
  /// A network that names the servers `dns`, and a clock that is held.
  void start_with(const std::string& dns, const std::string& more = "") {
    start("[[network.apn]]\nname = \"pipe\"\nlink = \"pipe\"\ndns = [" + dns + "]\n" + more);
    ASSERT_EQ(hostmodem_clock_hold(), 0);
  }
  void start_with_server() { start_with("\"" + std::string(kOfNetwork) + "\""); }

  static Outcome set_server(const char* text) {
    const bool v6 = std::string_view(text).find(':') != std::string_view::npos;
    const int family = v6 ? NRF_AF_INET6 : NRF_AF_INET;
    nrf_in6_addr address{};
    EXPECT_EQ(nrf_inet_pton(family, text, &address), 1);
    return set_server(family, &address, v6 ? sizeof(nrf_in6_addr) : sizeof(nrf_in_addr));
  }
  static Outcome set_server(int family, const void* address, std::size_t size) {
    const int result = nrf_setdnsaddr(family, address, static_cast<nrf_socklen_t>(size));
    return result < 0 ? fails(errno) : gives(result);
  }

  /// What nrf_getaddrinfo() gives for the IPv4 address of a name.
  static int query() {
    nrf_addrinfo hints{};
    hints.ai_family = NRF_AF_INET;
    nrf_addrinfo* addresses = nullptr;
    const int error = nrf_getaddrinfo("name.example", nullptr, &hints, &addresses);
    if (error == 0) nrf_freeaddrinfo(addresses);
    return error;
  }

  NameServers servers_;
};

// --- When it is asked.

TEST_F(FallbackNameServer, IsAskedWhenTheNetworkNamedNone) {
  start_with("");
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));

  EXPECT_EQ(query(), 0);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOwn));
}

TEST_F(FallbackNameServer, IsNotAskedWhenAServerOfTheNetworkFindsTheName) {
  start_with_server();
  servers_.set_answer(kOfNetwork, found);
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));

  EXPECT_EQ(query(), 0);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOfNetwork));
}

TEST_F(FallbackNameServer, IsNotAskedWhenAServerOfTheNetworkSaysThatThereIsNoSuchName) {
  start_with_server();
  servers_.set_answer(kOfNetwork, does_not_exist);
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));

  EXPECT_EQ(query(), NRF_EAI_NONAME);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOfNetwork));
}

TEST_F(FallbackNameServer, IsAskedAfterAWhileWhenTheServerOfTheNetworkIsSilent) {
  start_with_server();
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));
  BlockedCall call([] { return query(); });
  ASSERT_TRUE(call.blocks());
  ASSERT_EQ(hostmodem_clock_step(1'999), 0);
  EXPECT_THAT(servers_.asked(), ElementsAre(kOfNetwork));

  ASSERT_EQ(hostmodem_clock_step(1), 0);

  EXPECT_EQ(call.result(), 0);
  EXPECT_THAT(servers_.asked(), ElementsAre(kOfNetwork, kOwn));
}

TEST_F(FallbackNameServer, IsAskedAtOnceWhenTheServerOfTheNetworkFails) {
  start_with_server();
  servers_.set_answer(kOfNetwork, server_failed);
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));

  EXPECT_EQ(query(), 0);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOfNetwork, kOwn));
}

TEST_F(FallbackNameServer, IsAskedOverIpv6) {
  start_with("");
  servers_.set_answer(kOwn6, found);
  ASSERT_EQ(set_server(kOwn6), gives(0));

  EXPECT_EQ(query(), 0);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOwn6));
}

TEST_F(FallbackNameServer, OfAFamilyThatTheNetworkDoesNotHaveIsNotAsked) {
  start_with("", "ipv6 = false\n");
  ASSERT_EQ(set_server(kOwn6), gives(0));

  EXPECT_EQ(query(), NRF_EAI_FAIL);

  EXPECT_TRUE(servers_.asked().empty());
}

TEST_F(FallbackNameServer, IsNotAskedForAQueryThatWasUnderWayBefore) {
  start_with_server();
  BlockedCall call([] { return query(); });
  ASSERT_TRUE(call.blocks());
  ASSERT_EQ(set_server(kOwn), gives(0));

  ASSERT_EQ(hostmodem_clock_step(3'600'000), 0);

  EXPECT_EQ(call.result(), NRF_EAI_AGAIN);
  EXPECT_THAT(servers_.asked(), ::testing::Each(kOfNetwork));
}

// --- How long it lasts.

TEST_F(FallbackNameServer, LastsWhenTheNetworkGoesAndComes) {
  start_with("");
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOwn), gives(0));
  modem().at("AT+CFUN=0");
  modem().at("AT+CFUN=1");
  ASSERT_EQ(hostmodem_clock_step(1), 0);

  EXPECT_EQ(query(), 0);
}

TEST_F(FallbackNameServer, IsReplacedByAnother) {
  start_with("");
  servers_.set_answer(kOwn, found);
  ASSERT_EQ(set_server(kOfNetwork), gives(0));
  ASSERT_EQ(set_server(kOwn), gives(0));

  EXPECT_EQ(query(), 0);

  EXPECT_THAT(servers_.asked(), ElementsAre(kOwn));
}

TEST_F(FallbackNameServer, CanBeRemoved) {
  start_with("");
  ASSERT_EQ(set_server(kOwn), gives(0));
  ASSERT_EQ(set_server(NRF_AF_INET, nullptr, 0), gives(0));

  EXPECT_EQ(query(), NRF_EAI_FAIL);

  EXPECT_TRUE(servers_.asked().empty());
}

TEST_F(FallbackNameServer, IsForgottenAtAShutdown) {
  start_with("");
  ASSERT_EQ(set_server(kOwn), gives(0));
  start_with("");

  EXPECT_EQ(query(), NRF_EAI_FAIL);
}

// --- What is wrong.

TEST_F(FallbackNameServer, MustBeAnAddressOfAHost) {
  start_with("");
  nrf_in6_addr address{};

  EXPECT_EQ(set_server(NRF_AF_PACKET, &address, sizeof(nrf_in_addr)), fails(NRF_EAFNOSUPPORT));
  EXPECT_EQ(set_server(NRF_AF_INET, &address, sizeof(nrf_in6_addr)), fails(NRF_EINVAL));
  EXPECT_EQ(set_server(NRF_AF_INET6, &address, sizeof(nrf_in_addr)), fails(NRF_EINVAL));
  EXPECT_EQ(set_server(NRF_AF_INET, nullptr, sizeof(nrf_in_addr)), fails(NRF_EINVAL));
  EXPECT_EQ(set_server("0.0.0.0"), fails(NRF_EINVAL));
  EXPECT_EQ(set_server("::"), fails(NRF_EINVAL));
  EXPECT_EQ(set_server("224.0.0.1"), fails(NRF_EINVAL));
  EXPECT_EQ(set_server("ff02::1"), fails(NRF_EINVAL));
}

}  // namespace
}  // namespace hostmodem::test
