#include "dns/lookup.h"

#include <gtest/gtest.h>

#include "unit/dns/lookup_fixture.h"

namespace hostmodem::dns {
namespace {

using test::DnsQuestion;
using test::DnsReply;

constexpr int kNameError = 3;

TEST_F(LookupTest, FindsAnIpv4Address) {
  server.answer_with({"192.0.2.1", "192.0.2.2"});
  start(kOnly4);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1", "192.0.2.2"}));
  EXPECT_EQ(lookup->outcome()->canonical_name, "www.test");
  EXPECT_EQ(server.asked.size(), 1U);
  EXPECT_EQ(waiter.notified, 1);
}

TEST_F(LookupTest, FindsAnIpv6Address) {
  server.answer_with({"2001:db8::1"});
  start(kOnly6);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"2001:db8::1"}));
}

TEST_F(LookupTest, AsksAnIpv6Server) {
  FakeServer server6(world, "fd00::3");
  server6.answer_with({"192.0.2.1"});
  start(kOnly4, {server6.where()});
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, AsksAServerOnAnotherPort) {
  FakeServer other(world, "10.0.2.5", 5353);
  other.answer_with({"192.0.2.1"});
  start(kOnly4, {other.where()});
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, TakesIpv6OfBothFamiliesAndDoesNotAskForIpv4) {
  server.answer_with({"192.0.2.1", "2001:db8::1"});
  start(kBoth);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"2001:db8::1"}));
  ASSERT_EQ(server.asked.size(), 1U);
  EXPECT_EQ(server.asked[0].type, test::kDnsAaaa);
}

TEST_F(LookupTest, TakesIpv4WhenThereIsNoIpv6) {
  server.answer_with({"192.0.2.1"});
  start(kBoth);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1"}));
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST_F(LookupTest, GivesTheEndOfAnAliasChainAsCanonicalName) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question)
                        .cname("www.test", "a.test")
                        .cname("a.test", "b.test")
                        .address("b.test", "192.0.2.1")
                        .bytes()};
  };
  start(kOnly4);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1"}));
  EXPECT_EQ(lookup->outcome()->canonical_name, "b.test");
}

TEST_F(LookupTest, SaysThatThereIsNoSuchName) {
  server.answer_code(kNameError);
  start(kBoth);
  EXPECT_EQ(eai(), NRF_EAI_NONAME);
}

TEST_F(LookupTest, SaysThatThereIsNoAddressAfterBothFamilies) {
  server.answer_with({});
  start(kBoth);
  EXPECT_EQ(eai(), NRF_EAI_NODATA);
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST_F(LookupTest, EndsWithNoNameWhenTheNameIsTooLongForAQuery) {
  const std::string label(63, 'a');
  Lookup too_long(world.timers, *modem, {server.where()},
                  label + "." + label + "." + label + "." + label, kOnly4);
  ASSERT_TRUE(too_long.done());
  EXPECT_EQ(too_long.outcome()->eai, NRF_EAI_NONAME);
}

TEST_F(LookupTest, ServesSeveralAtTheSameTime) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).address("192.0.2." + question.name.substr(1, 1)).bytes()};
  };
  std::vector<std::unique_ptr<Lookup>> lookups;
  for (const char* name : {"n1.test", "n2.test", "n3.test"}) {
    lookups.push_back(
        std::make_unique<Lookup>(world.timers, *modem, std::vector{server.where()}, name, kOnly4));
  }
  world.stack.settle();
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    ASSERT_TRUE(lookups[i]->done());
    EXPECT_EQ(lookups[i]->outcome()->addresses, addresses({"192.0.2." + std::to_string(i + 1)}));
  }
}

}  // namespace
}  // namespace hostmodem::dns
