// nrf_getaddrinfo() against dnsmasq.

#include <gmock/gmock.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/servers.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

struct FreeAddresses {
  void operator()(nrf_addrinfo* addresses) const { nrf_freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<nrf_addrinfo, FreeAddresses>;

// The result of a query: an NRF_EAI_* number, and the addresses.
struct Answer {
  int error = 0;
  Addresses addresses;

  [[nodiscard]] std::vector<Endpoint> endpoints() const {
    std::vector<Endpoint> all;
    for (const nrf_addrinfo* entry = addresses.get(); entry != nullptr; entry = entry->ai_next) {
      RawAddress raw;
      raw.length = entry->ai_addrlen;
      std::memcpy(raw.data(), entry->ai_addr, entry->ai_addrlen);
      const Endpoint endpoint = decode_from_modem(raw);
      EXPECT_EQ(entry->ai_family == NRF_AF_INET ? Family::kIpv4 : Family::kIpv6, endpoint.family);
      all.push_back(endpoint);
    }
    return all;
  }
};

nrf_addrinfo hints_for(int family) {
  nrf_addrinfo hints{};
  hints.ai_family = family;
  return hints;
}

Answer query(const char* name, const char* service, const nrf_addrinfo& hints) {
  nrf_addrinfo* addresses = nullptr;
  Answer answer;
  answer.error = nrf_getaddrinfo(name, service, &hints, &addresses);
  answer.addresses.reset(addresses);
  return answer;
}

Answer query(const char* name, int family = NRF_AF_UNSPEC) {
  return query(name, "80", hints_for(family));
}

// --- Names that a name server knows.

class NameQuery : public ModemTest {
 protected:
  void SetUp() override { start(server_.configuration()); }

  DnsServer server_{{"--host-record=dual.test,192.0.2.1,2001:db8::1",
                     "--host-record=four.test,192.0.2.4", "--host-record=six.test,2001:db8::6",
                     "--host-record=many.test,192.0.2.11", "--host-record=many.test,192.0.2.12",
                     "--cname=alias.test,dual.test"}};
};

TEST_F(NameQuery, FindsTheIpv4Address) {
  const Answer answer = query("dual.test", NRF_AF_INET);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(), ElementsAre(endpoint("192.0.2.1", 80)));
}

TEST_F(NameQuery, FindsTheIpv6Address) {
  const Answer answer = query("dual.test", NRF_AF_INET6);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(), ElementsAre(endpoint("2001:db8::1", 80)));
}

TEST_F(NameQuery, OfAnyFamilyPrefersIpv6AndGivesOneFamily) {
  const Answer answer = query("dual.test", NRF_AF_UNSPEC);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(), ElementsAre(endpoint("2001:db8::1", 80)));
}

TEST_F(NameQuery, OfAnyFamilyFindsTheIpv4AddressWhenThereIsNoOther) {
  const Answer answer = query("four.test", NRF_AF_UNSPEC);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(), ElementsAre(endpoint("192.0.2.4", 80)));
}

TEST_F(NameQuery, FindsAllAddresses) {
  const Answer answer = query("many.test", NRF_AF_INET);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(),
              UnorderedElementsAre(endpoint("192.0.2.11", 80), endpoint("192.0.2.12", 80)));
}

TEST_F(NameQuery, FollowsAnAlias) {
  nrf_addrinfo hints = hints_for(NRF_AF_INET);
  hints.ai_flags = NRF_AI_CANONNAME;

  const Answer answer = query("alias.test", "80", hints);

  EXPECT_EQ(answer.error, 0);
  EXPECT_THAT(answer.endpoints(), ElementsAre(endpoint("192.0.2.1", 80)));
  ASSERT_NE(answer.addresses->ai_canonname, nullptr);
  EXPECT_STREQ(answer.addresses->ai_canonname, "dual.test");
}

TEST_F(NameQuery, OfANameThatDoesNotExist) {
  EXPECT_EQ(query("missing.test").error, NRF_EAI_NONAME);
  EXPECT_EQ(query("missing.test", NRF_AF_INET).error, NRF_EAI_NONAME);
  EXPECT_EQ(query("missing.test", NRF_AF_INET6).error, NRF_EAI_NONAME);
}

TEST_F(NameQuery, OfANameWithoutAnAddressOfThatFamily) {
  EXPECT_EQ(query("six.test", NRF_AF_INET).error, NRF_EAI_NODATA);
  EXPECT_EQ(query("four.test", NRF_AF_INET6).error, NRF_EAI_NODATA);
}

TEST_F(NameQuery, ThatTheServerRefuses) {
  EXPECT_EQ(query("example.invalid.").error, NRF_EAI_FAIL);
}

TEST_F(NameQuery, DoesNotCareForCaseOrADotAtTheEnd) {
  EXPECT_THAT(query("FOUR.Test.", NRF_AF_INET).endpoints(), ElementsAre(endpoint("192.0.2.4", 80)));
}

TEST_F(NameQuery, GoesToTheServerOfTheNetwork) {
  ASSERT_EQ(query("four.test", NRF_AF_INET).error, 0);

  EXPECT_THAT(server_.log(), HasSubstr("query[A] four.test"));
  EXPECT_THAT(server_.log(), Not(HasSubstr("query[AAAA] four.test"))) << "only A was asked for";
}

TEST_F(NameQuery, OfSeveralThreadsIsAnsweredToEach) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([i] {
      for (int n = 0; n < 10; ++n) {
        const bool four = (i + n) % 2 == 0;
        const Answer answer = query(four ? "four.test" : "dual.test", NRF_AF_INET);
        EXPECT_EQ(answer.error, 0);
        EXPECT_THAT(answer.endpoints(),
                    ElementsAre(endpoint(four ? "192.0.2.4" : "192.0.2.1", 80)));
      }
    });
  }
}

TEST_F(NameQuery, WorksWhileAllSocketsAreInUse) {
  std::vector<Socket> sockets;
  for (int i = 0; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) sockets.push_back(udp());

  EXPECT_EQ(query("four.test", NRF_AF_INET).error, 0);
}

TEST_F(NameQuery, BelongsToThePdnThatTheServiceNames) {
  nrf_addrinfo hints = hints_for(NRF_AF_INET);
  hints.ai_flags = NRF_AI_PDNSERV;

  EXPECT_THAT(query("four.test", "pdn0", hints).endpoints(), ElementsAre(endpoint("192.0.2.4", 0)));
  EXPECT_THAT(query("four.test", "0", hints).endpoints(), ElementsAre(endpoint("192.0.2.4", 0)));
  EXPECT_EQ(query("four.test", "modem", hints).error, NRF_EAI_SERVICE);
  hints.ai_flags = NRF_AI_PDNSERV | NRF_AI_NUMERICSERV;
  EXPECT_THAT(query("four.test", "443:0", hints).endpoints(),
              ElementsAre(endpoint("192.0.2.4", 443)));
}

// --- Names and numbers that need no name server.

class LocalName : public ModemTest {
 protected:
  void SetUp() override {
    start(
        "[network.hosts]\n"
        "\"dual.hosts\" = [\"192.0.2.7\", \"2001:db8::7\"]\n"
        "\"four.hosts\" = [\"192.0.2.8\"]\n");
  }
};

TEST_F(LocalName, OfTheConfigurationIsFound) {
  EXPECT_THAT(query("dual.hosts", NRF_AF_INET).endpoints(), ElementsAre(endpoint("192.0.2.7", 80)));
  EXPECT_THAT(query("dual.hosts", NRF_AF_INET6).endpoints(),
              ElementsAre(endpoint("2001:db8::7", 80)));
  EXPECT_THAT(query("dual.hosts").endpoints(), ElementsAre(endpoint("2001:db8::7", 80)));
  EXPECT_THAT(query("four.hosts").endpoints(), ElementsAre(endpoint("192.0.2.8", 80)));
  EXPECT_EQ(query("four.hosts", NRF_AF_INET6).error, NRF_EAI_NODATA);
}

TEST_F(LocalName, ThatIsAnAddressIsThatAddress) {
  EXPECT_THAT(query("192.0.2.9").endpoints(), ElementsAre(endpoint("192.0.2.9", 80)));
  EXPECT_THAT(query("2001:db8::9").endpoints(), ElementsAre(endpoint("2001:db8::9", 80)));
  EXPECT_EQ(query("192.0.2.9", NRF_AF_INET6).error, NRF_EAI_ADDRFAMILY);
  EXPECT_EQ(query("2001:db8::9", NRF_AF_INET).error, NRF_EAI_ADDRFAMILY);
}

TEST_F(LocalName, FollowsTheHints) {
  nrf_addrinfo hints = hints_for(NRF_AF_INET);
  hints.ai_socktype = NRF_SOCK_STREAM;
  hints.ai_protocol = NRF_SPROTO_TLS1v2;

  const Answer answer = query("192.0.2.9", "443", hints);

  ASSERT_EQ(answer.error, 0);
  EXPECT_EQ(answer.addresses->ai_socktype, NRF_SOCK_STREAM);
  EXPECT_EQ(answer.addresses->ai_protocol, NRF_SPROTO_TLS1v2);
}

TEST_F(LocalName, NeedsNoHints) {
  nrf_addrinfo* addresses = nullptr;

  ASSERT_EQ(nrf_getaddrinfo("192.0.2.9", "7", nullptr, &addresses), 0);

  const Answer answer{0, Addresses(addresses)};
  EXPECT_EQ(answer.endpoints().at(0), endpoint("192.0.2.9", 7));
}

TEST_F(LocalName, RejectsWhatIsWrong) {
  const nrf_addrinfo any = hints_for(NRF_AF_UNSPEC);
  EXPECT_EQ(query(nullptr, nullptr, any).error, NRF_EAI_NONAME);
  EXPECT_EQ(query(std::string(256, 'x').c_str()).error, NRF_EAI_NONAME);
  EXPECT_EQ(query("192.0.2.9", "70000", any).error, NRF_EAI_SERVICE);
  EXPECT_EQ(query("192.0.2.9", "http", any).error, NRF_EAI_SERVICE);
  EXPECT_EQ(query("192.0.2.9", 99).error, NRF_EAI_FAMILY);
  nrf_addrinfo hints = any;
  hints.ai_flags = 0x4000'0000;
  EXPECT_EQ(query("192.0.2.9", "80", hints).error, NRF_EAI_BADFLAGS);
  hints = any;
  hints.ai_socktype = 99;
  EXPECT_EQ(query("192.0.2.9", "80", hints).error, NRF_EAI_SOCKTYPE);
  EXPECT_EQ(nrf_getaddrinfo("192.0.2.9", "80", nullptr, nullptr), NRF_EAI_SYSTEM);
  EXPECT_EQ(errno, NRF_EFAULT);
}

// --- A name server that does not answer.

using SilentServer = ModemTest;

TEST_F(SilentServer, IsGivenUpAfterAWhile) {
  HostUdp silent(Family::kIpv4);
  start(configuration_with_dns(silent.port()));
  BlockedCall call([] { return query("name.test", NRF_AF_INET).error; });
  EXPECT_FALSE(silent.receive().data.empty());
  EXPECT_TRUE(call.blocks());

  ASSERT_EQ(hostmodem_clock_run(10'000), 0);

  EXPECT_EQ(call.result(), NRF_EAI_AGAIN);
}

TEST_F(SilentServer, IsAskedAgain) {
  HostUdp silent(Family::kIpv4);
  start(configuration_with_dns(silent.port()));
  BlockedCall call([] { return query("name.test", NRF_AF_INET).error; });
  const std::string first = silent.receive().data;
  ASSERT_EQ(hostmodem_clock_run(10'000), 0);

  EXPECT_FALSE(first.empty());
  EXPECT_FALSE(silent.receive().data.empty());
  EXPECT_EQ(call.result(), NRF_EAI_AGAIN);
}

TEST_F(SilentServer, IsNotAskedWithoutANetwork) {
  start("", Modem::Start::kOffline);

  EXPECT_EQ(query("name.test").error, NRF_EAI_SYSTEM);
  EXPECT_EQ(errno, NRF_ENETUNREACH);
}

}  // namespace
}  // namespace hostmodem::test
