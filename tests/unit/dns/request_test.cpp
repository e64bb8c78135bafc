#include "dns/request.h"

#include <gtest/gtest.h>

#include <string>

namespace hostmodem::dns {
namespace {

nrf_addrinfo hints_of(int flags, int family = NRF_AF_UNSPEC, int socktype = 0, int protocol = 0) {
  nrf_addrinfo hints{};
  hints.ai_flags = flags;
  hints.ai_family = family;
  hints.ai_socktype = socktype;
  hints.ai_protocol = protocol;
  return hints;
}

int eai_of(const char* node, const char* service, const nrf_addrinfo& hints = {}) {
  const auto request = parse_request(node, service, &hints);
  return request ? 0 : request.error();
}

struct ServiceRow {
  const char* service;
  int flags;
  int eai;
  std::uint16_t port;
  int pdn;  ///< -1: the default
};

TEST(Request, ReadsEveryFormOfService) {
  constexpr int kPdn = NRF_AI_PDNSERV;
  constexpr int kNumeric = NRF_AI_NUMERICSERV;
  constexpr int kService = NRF_EAI_SERVICE;
  const ServiceRow rows[] = {
      {nullptr, 0, 0, 0, -1},
      {nullptr, kPdn, 0, 0, -1},
      {nullptr, kPdn | kNumeric, 0, 0, -1},
      {"443", 0, 0, 443, -1},
      {"443", kNumeric, 0, 443, -1},
      {"0", 0, 0, 0, -1},
      {"65535", 0, 0, 65535, -1},
      {"65536", 0, kService, 0, 0},
      {"-1", 0, kService, 0, 0},
      {"+1", 0, kService, 0, 0},
      {" 1", 0, kService, 0, 0},
      {"", 0, kService, 0, 0},
      {"https", 0, kService, 0, 0},
      {"https", kNumeric, kService, 0, 0},
      {"pdn1", 0, kService, 0, 0},
      {"pdn1", kPdn, 0, 0, 1},
      {"pdn0", kPdn, 0, 0, 0},
      {"1", kPdn, 0, 0, 1},
      {"255", kPdn, 0, 0, 255},
      {"256", kPdn, kService, 0, 0},
      {"pdn", kPdn, kService, 0, 0},
      {"pdn-1", kPdn, kService, 0, 0},
      {"PDN1", kPdn, kService, 0, 0},
      {"", kPdn, kService, 0, 0},
      {"443:1", kPdn, kService, 0, 0},
      {"443:1", kPdn | kNumeric, 0, 443, 1},
      {"443:pdn1", kPdn | kNumeric, 0, 443, 1},
      {"443", kPdn | kNumeric, kService, 0, 0},
      {"443:", kPdn | kNumeric, kService, 0, 0},
      {":1", kPdn | kNumeric, kService, 0, 0},
      {"443:1:2", kPdn | kNumeric, kService, 0, 0},
      {"443:1", kNumeric, kService, 0, 0},
  };
  for (const ServiceRow& row : rows) {
    SCOPED_TRACE(std::string(row.service != nullptr ? row.service : "NULL") + " flags " +
                 std::to_string(row.flags));
    const nrf_addrinfo hints = hints_of(row.flags);
    const auto request = parse_request("example.com", row.service, &hints);
    ASSERT_EQ(request ? 0 : request.error(), row.eai);
    if (!request) continue;
    EXPECT_EQ(request->port, row.port);
    EXPECT_EQ(request->pdn ? int{*request->pdn} : -1, row.pdn);
  }
}

struct TypeRow {
  int socktype;
  int protocol;
  int eai;
  int result_type;
  int result_protocol;
};

TEST(Request, CompletesTypeAndProtocol) {
  const TypeRow rows[] = {
      {0, 0, 0, NRF_SOCK_STREAM, NRF_IPPROTO_TCP},
      {NRF_SOCK_STREAM, 0, 0, NRF_SOCK_STREAM, NRF_IPPROTO_TCP},
      {NRF_SOCK_DGRAM, 0, 0, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP},
      {NRF_SOCK_RAW, 0, 0, NRF_SOCK_RAW, NRF_IPPROTO_IP},
      {NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2, 0, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2},
      {NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2, 0, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2},
      {0, NRF_IPPROTO_UDP, 0, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP},
      {0, NRF_SPROTO_TLS1v2, 0, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2},
      {NRF_SOCK_RAW, NRF_IPPROTO_RAW, 0, NRF_SOCK_RAW, NRF_IPPROTO_RAW},
      {NRF_SOCK_STREAM, NRF_IPPROTO_UDP, NRF_EAI_SOCKTYPE, 0, 0},
      {NRF_SOCK_DGRAM, NRF_SPROTO_TLS1v2, NRF_EAI_SOCKTYPE, 0, 0},
      {0, 999, NRF_EAI_SOCKTYPE, 0, 0},
      {4, 0, NRF_EAI_SOCKTYPE, 0, 0},
      {-1, 0, NRF_EAI_SOCKTYPE, 0, 0},
  };
  for (const TypeRow& row : rows) {
    SCOPED_TRACE(std::to_string(row.socktype) + " " + std::to_string(row.protocol));
    const nrf_addrinfo hints = hints_of(0, NRF_AF_UNSPEC, row.socktype, row.protocol);
    const auto request = parse_request("example.com", nullptr, &hints);
    ASSERT_EQ(request ? 0 : request.error(), row.eai);
    if (!request) continue;
    EXPECT_EQ(request->socktype, row.result_type);
    EXPECT_EQ(request->protocol, row.result_protocol);
  }
}

TEST(Request, WithoutHintsAsksForAnything) {
  const auto request = parse_request("example.com", "443", nullptr);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "example.com");
  EXPECT_FALSE(request->numeric);
  EXPECT_FALSE(request->family);
  EXPECT_FALSE(request->pdn);
  EXPECT_FALSE(request->canonical_name);
}

TEST(Request, RefusesUnknownFlags) {
  EXPECT_EQ(eai_of("example.com", nullptr, hints_of(0x4)), NRF_EAI_BADFLAGS);
  EXPECT_EQ(eai_of("example.com", nullptr, hints_of(-1)), NRF_EAI_BADFLAGS);
}

TEST(Request, TakesPassiveOfPosixSources) { EXPECT_EQ(eai_of(nullptr, "80", hints_of(0x1)), 0); }

TEST(Request, RefusesUnknownFamilies) {
  EXPECT_EQ(eai_of("example.com", nullptr, hints_of(0, NRF_AF_PACKET)), NRF_EAI_FAMILY);
  EXPECT_EQ(eai_of("example.com", nullptr, hints_of(0, 99)), NRF_EAI_FAMILY);
}

TEST(Request, NeedsNameOrService) { EXPECT_EQ(eai_of(nullptr, nullptr), NRF_EAI_NONAME); }

TEST(Request, NoNameIsTheUnspecifiedAddress) {
  EXPECT_EQ(parse_request(nullptr, "80", nullptr)->numeric, IpAddress::any(Family::kIpv4));
  const nrf_addrinfo hints = hints_of(0, NRF_AF_INET6);
  EXPECT_EQ(parse_request(nullptr, "80", &hints)->numeric, IpAddress::any(Family::kIpv6));
}

TEST(Request, CanonicalNameNeedsAName) {
  EXPECT_EQ(eai_of(nullptr, "80", hints_of(NRF_AI_CANONNAME)), NRF_EAI_BADFLAGS);
  const nrf_addrinfo hints = hints_of(NRF_AI_CANONNAME);
  EXPECT_TRUE(parse_request("example.com", "80", &hints)->canonical_name);
}

TEST(Request, NumericNamesNeedNoQuery) {
  EXPECT_EQ(parse_request("10.0.2.2", nullptr, nullptr)->numeric, IpAddress::parse("10.0.2.2"));
  EXPECT_EQ(parse_request("fd00::2", nullptr, nullptr)->numeric, IpAddress::parse("fd00::2"));
}

TEST(Request, NumericNamesHaveTheFamilyOfTheHints) {
  EXPECT_EQ(eai_of("10.0.2.2", nullptr, hints_of(0, NRF_AF_INET)), 0);
  EXPECT_EQ(eai_of("10.0.2.2", nullptr, hints_of(0, NRF_AF_INET6)), NRF_EAI_ADDRFAMILY);
  EXPECT_EQ(eai_of("fd00::2", nullptr, hints_of(0, NRF_AF_INET)), NRF_EAI_ADDRFAMILY);
}

TEST(Request, RefusesWhatIsNoHostName) {
  const std::string label63(63, 'a');
  const std::string longest = label63 + "." + label63 + "." + label63 + "." + label63;
  ASSERT_EQ(longest.size(), 255U);
  for (const auto& name :
       {std::string("a"), std::string("example.com."), std::string("a_b.c-d"),
        std::string("1.example"), std::string("xn--bcher-kva.example"), longest}) {
    EXPECT_EQ(eai_of(name.c_str(), nullptr), 0) << name;
  }
  for (const auto& name : {std::string(), std::string("."), std::string("a..b"), std::string(".a"),
                           std::string("a b"), std::string("a\nb"),
                           std::string("b\xc3\xbc"
                                       "cher.example"),
                           std::string("a\\.b"), std::string("a/b"), std::string("fe80::1%pdn0"),
                           std::string("256.1.1.1"), std::string("10.0.0"), std::string(64, 'a'),
                           longest + "a", std::string(100000, 'a')}) {
    EXPECT_EQ(eai_of(name.c_str(), nullptr), NRF_EAI_NONAME) << name.substr(0, 300);
  }
}

}  // namespace
}  // namespace hostmodem::dns
