#include "dns/answer.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/dns/world.h"

namespace hostmodem::dns {
namespace {

using test::Bytes;
using test::DnsReply;

const test::DnsQuestion kQuestion{7, "www.test", test::kDnsA};

Answer read(const Bytes& message, Family family = Family::kIpv4) {
  return read_answer({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()},
                     family);
}

TEST(Answer, KeepsTheOrderOfTheServer) {
  const auto answer = read(DnsReply(kQuestion).address("192.0.2.9").address("192.0.2.1").bytes());
  EXPECT_EQ(answer.verdict, Verdict::kAddresses);
  EXPECT_EQ(answer.addresses, addresses({"192.0.2.9", "192.0.2.1"}));
  EXPECT_EQ(answer.canonical_name, "www.test");
}

TEST(Answer, FollowsAliasesToTheLast) {
  const auto answer = read(DnsReply(kQuestion)
                               .cname("www.test", "a.test")
                               .cname("a.test", "b.test")
                               .address("b.test", "192.0.2.1")
                               .bytes());
  EXPECT_EQ(answer.addresses, addresses({"192.0.2.1"}));
  EXPECT_EQ(answer.canonical_name, "b.test");
}

TEST(Answer, FollowsAliasesInAnyOrder) {
  const auto answer = read(DnsReply(kQuestion)
                               .address("B.test", "192.0.2.1")
                               .cname("A.test", "b.Test")
                               .cname("WWW.test", "a.test")
                               .bytes());
  EXPECT_EQ(answer.addresses, addresses({"192.0.2.1"}));
}

TEST(Answer, IgnoresRecordsOfOtherNamesFamiliesAndClasses) {
  const auto answer = read(DnsReply(kQuestion)
                               .address("evil.test", "192.0.2.66")
                               .address("fd00::66")
                               .record("www.test", test::kDnsA, Bytes(4, std::byte{66}), 3)
                               .address("192.0.2.1")
                               .bytes());
  EXPECT_EQ(answer.addresses, addresses({"192.0.2.1"}));
}

TEST(Answer, AliasWithoutAddressIsNoData) {
  EXPECT_EQ(read(DnsReply(kQuestion).cname("www.test", "a.test").bytes()).verdict,
            Verdict::kNoData);
}

TEST(Answer, CircleOfAliasesIsNoData) {
  const auto answer =
      read(DnsReply(kQuestion).cname("www.test", "a.test").cname("a.test", "www.test").bytes());
  EXPECT_EQ(answer.verdict, Verdict::kNoData);
}

TEST(Answer, MapsResponseCodes) {
  EXPECT_EQ(read(DnsReply(kQuestion).bytes()).verdict, Verdict::kNoData);
  EXPECT_EQ(read(DnsReply(kQuestion).rcode(1).bytes()).verdict, Verdict::kRefused);
  EXPECT_EQ(read(DnsReply(kQuestion).rcode(2).bytes()).verdict, Verdict::kFailed);
  EXPECT_EQ(read(DnsReply(kQuestion).rcode(3).bytes()).verdict, Verdict::kNoName);
  EXPECT_EQ(read(DnsReply(kQuestion).rcode(4).bytes()).verdict, Verdict::kRefused);
  EXPECT_EQ(read(DnsReply(kQuestion).rcode(5).bytes()).verdict, Verdict::kRefused);
}

TEST(Answer, RefusesWhatIsNotWellFormed) {
  EXPECT_EQ(read({}).verdict, Verdict::kRefused);
  EXPECT_EQ(read(DnsReply(kQuestion).not_a_response().bytes()).verdict, Verdict::kRefused);
  EXPECT_EQ(read(DnsReply(kQuestion).record("www.test", test::kDnsA, Bytes(3)).bytes()).verdict,
            Verdict::kRefused);
  EXPECT_EQ(read(DnsReply(kQuestion).record("www.test", test::kDnsAaaa, Bytes(4)).bytes()).verdict,
            Verdict::kRefused);
  Bytes cut = DnsReply(kQuestion).address("192.0.2.1").bytes();
  cut.pop_back();
  EXPECT_EQ(read(cut).verdict, Verdict::kRefused);
}

TEST(Answer, LetsNoStrangeCharactersThrough) {
  EXPECT_EQ(read(DnsReply(kQuestion)
                     .cname("www.test", "a\nb.test")
                     .address("a\nb.test", "192.0.2.1")
                     .bytes())
                .verdict,
            Verdict::kRefused);
}

TEST(Answer, AnyBytesAreSafe) {
  std::mt19937 random(20240229);
  const Bytes good = DnsReply(kQuestion)
                         .cname("www.test", "a.test")
                         .address("a.test", "192.0.2.1")
                         .address("fd00::1")
                         .bytes();
  for (int round = 0; round < 20000; ++round) {
    Bytes message = good;
    for (unsigned i = 0; i < 1 + random() % 8; ++i) {
      message[random() % message.size()] = static_cast<std::byte>(random());
    }
    message.resize(random() % (message.size() + 1));
    const auto answer = read(message, round % 2 == 0 ? Family::kIpv4 : Family::kIpv6);
    EXPECT_EQ(answer.verdict == Verdict::kAddresses, !answer.addresses.empty());
  }
}

}  // namespace
}  // namespace hostmodem::dns
