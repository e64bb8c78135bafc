#include "dns/lookup.h"

#include <gtest/gtest.h>

#include <random>

#include "nrf_gai_errors.h"
#include "unit/dns/world.h"

namespace hostmodem::dns {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Bytes;
using test::DnsQuestion;
using test::DnsReply;

constexpr int kServerFailure = 2;
constexpr int kNameError = 3;
constexpr int kRefusedCode = 5;

const std::vector<Family> kBoth = {Family::kIpv6, Family::kIpv4};
const std::vector<Family> kOnly4 = {Family::kIpv4};
const std::vector<Family> kOnly6 = {Family::kIpv6};

class LookupTest : public testing::Test {
 protected:
  ~LookupTest() override { lookup.reset(); }

  void start(const std::vector<Family>& families, std::vector<SocketAddress> servers) {
    lookup =
        std::make_unique<Lookup>(world.timers, *modem, std::move(servers), "www.test", families);
    lookup->done_queue().join(waiter);
    world.stack.settle();
  }
  void start(const std::vector<Family>& families) { start(families, {server.where()}); }

  void lose_interface() { modem.reset(); }

  int eai() const { return lookup->done() ? lookup->outcome()->eai : 1; }

  World world;
  WiredInterface modem =
      world.connect({IpAddress::parse("10.0.2.15"), IpAddress::parse("fd00::15"), std::nullopt});
  FakeServer server{world, "10.0.2.3"};
  FakeServer second{world, "10.0.2.4"};
  std::unique_ptr<Lookup> lookup;
  Waiter waiter;
};

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

TEST_F(LookupTest, FindsIpv4OfServerThatDeniesTheNameForIpv6) {
  server.udp_answer = [](const DnsQuestion& question) {
    DnsReply reply(question);
    question.type == test::kDnsA ? reply.address("192.0.2.1") : reply.rcode(kNameError);
    return Messages{reply.bytes()};
  };
  start(kBoth);
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, FindsIpv4OfServerThatIsSilentForIpv6) {
  server.udp_answer = [](const DnsQuestion& question) {
    if (question.type != test::kDnsA) return Messages{};
    return Messages{DnsReply(question).address("192.0.2.1").bytes()};
  };
  start(kBoth);
  world.advance(seconds(30));
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, AsksTheNextServerAtOnceWhenOneFails) {
  server.answer_code(kServerFailure);
  second.answer_with({"192.0.2.1"});
  start(kOnly4, {server.where(), second.where()});
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, AsksTheNextServerAtOnceWhenOneRefuses) {
  server.answer_code(kRefusedCode);
  second.answer_with({"192.0.2.1"});
  start(kOnly4, {server.where(), second.where()});
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, AsksTheNextServerAtOnceWhenOneAnswersNonsense) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).record("www.test", test::kDnsA, Bytes(3)).bytes()};
  };
  second.answer_with({"192.0.2.1"});
  start(kOnly4, {server.where(), second.where()});
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, EndsWithAgainWhenAllServersFail) {
  server.answer_code(kServerFailure);
  second.answer_code(kRefusedCode);
  start(kOnly4, {server.where(), second.where()});
  EXPECT_EQ(eai(), NRF_EAI_AGAIN);
}

TEST_F(LookupTest, EndsWithFailWhenAllServersRefuse) {
  server.answer_code(kRefusedCode);
  second.answer_code(kRefusedCode);
  start(kOnly4, {server.where(), second.where()});
  EXPECT_EQ(eai(), NRF_EAI_FAIL);
  EXPECT_EQ(server.asked.size(), 1U);
}

TEST_F(LookupTest, EndsWithFailWithoutServers) {
  start(kOnly4, {});
  EXPECT_EQ(eai(), NRF_EAI_FAIL);
}

TEST_F(LookupTest, EndsWithNoNameWhenTheNameIsTooLongForAQuery) {
  const std::string label(63, 'a');
  Lookup too_long(world.timers, *modem, {server.where()},
                  label + "." + label + "." + label + "." + label, kOnly4);
  ASSERT_TRUE(too_long.done());
  EXPECT_EQ(too_long.outcome()->eai, NRF_EAI_NONAME);
}

TEST_F(LookupTest, AsksAgainInTheTimeOfTheModem) {
  start(kOnly4);
  EXPECT_EQ(server.asked.size(), 1U);
  world.advance(milliseconds(1999));
  EXPECT_EQ(server.asked.size(), 1U);
  world.advance(milliseconds(2));
  EXPECT_EQ(server.asked.size(), 2U);
  server.answer_with({"192.0.2.1"});
  world.advance(milliseconds(3998));
  EXPECT_FALSE(lookup->done());
  world.advance(milliseconds(2));
  EXPECT_EQ(eai(), 0);
  EXPECT_EQ(server.asked.size(), 3U);
}

TEST_F(LookupTest, AsksServersInTurn) {
  second.answer_with({"192.0.2.1"});
  start(kOnly4, {server.where(), second.where()});
  EXPECT_FALSE(lookup->done());
  world.advance(milliseconds(2001));
  EXPECT_EQ(eai(), 0);
  EXPECT_EQ(server.asked.size(), 1U);
}

TEST_F(LookupTest, GivesUpWhenNobodyAnswers) {
  start(kOnly4);
  world.advance(milliseconds(29999));
  EXPECT_FALSE(lookup->done());
  world.advance(milliseconds(2));
  EXPECT_EQ(eai(), NRF_EAI_AGAIN);
  EXPECT_EQ(server.asked.size(), 4U);
  EXPECT_EQ(waiter.notified, 1);
}

TEST_F(LookupTest, AsksForIpv4OnlyOnceMoreWhenNobodyAnswers) {
  start(kBoth);
  world.advance(milliseconds(32001));
  EXPECT_EQ(eai(), NRF_EAI_AGAIN);
  EXPECT_EQ(server.asked.size(), 5U);
}

TEST_F(LookupTest, TakesAnAnswerThatIsLate) {
  start(kOnly4);
  const DnsQuestion question = server.asked.at(0);
  const SocketAddress client = server.last_client;
  world.advance(seconds(5));
  ASSERT_EQ(server.asked.size(), 2U);
  server.last_client = client;
  server.send_late(DnsReply(question).address("192.0.2.1").bytes());
  world.stack.settle();
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, IgnoresAnAnswerWithAnotherId) {
  server.udp_answer = [](const DnsQuestion& question) {
    const auto other = static_cast<std::uint16_t>(question.id + 1);
    return Messages{DnsReply(question).id(other).address("192.0.2.66").bytes(),
                    DnsReply(question).address("192.0.2.1").bytes()};
  };
  start(kOnly4);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1"}));
}

TEST_F(LookupTest, IgnoresAnAnswerToAnotherQuestion) {
  server.udp_answer = [](const DnsQuestion& question) {
    DnsQuestion other = question;
    other.name = "other.test";
    return Messages{DnsReply(other).address("192.0.2.66").bytes(),
                    DnsReply(question).address("192.0.2.1").bytes()};
  };
  start(kOnly4);
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1"}));
}

TEST_F(LookupTest, IgnoresAnAnswerFromAnotherAddress) {
  start(kOnly4);
  second.last_client = server.last_client;
  second.send_late(DnsReply(server.asked.at(0)).address("192.0.2.66").bytes());
  world.stack.settle();
  EXPECT_FALSE(lookup->done());
}

TEST_F(LookupTest, IgnoresAnAnswerFromAnotherPort) {
  start(kOnly4);
  auto other = *ip::UdpEndpoint::create(server.interface(), Family::kIpv4);
  ASSERT_TRUE(
      other->send(DnsReply(server.asked.at(0)).address("192.0.2.66").bytes(), server.last_client));
  world.stack.settle();
  EXPECT_FALSE(lookup->done());
}

TEST_F(LookupTest, IgnoresAnEmptyDatagramAndItsOwnQuestion) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{Bytes{}, DnsReply(question).not_a_response().bytes(),
                    DnsReply(question).address("192.0.2.1").bytes()};
  };
  start(kOnly4);
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, GoesOnToTcpWhenTheAnswerIsTruncated) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).truncated().bytes()};
  };
  std::vector<std::string> many;
  for (int i = 0; i < 200; ++i) many.push_back("192.0.2." + std::to_string(i));
  server.tcp_answer = [many](const DnsQuestion& question) {
    DnsReply reply(question);
    for (const auto& text : many) reply.address(text);
    return Messages{reply.bytes()};
  };
  start(kOnly4);
  world.advance(seconds(1));
  ASSERT_EQ(eai(), 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses(many));
  EXPECT_EQ(server.asked_over_tcp, 1);
}

TEST_F(LookupTest, GivesTcpMoreTime) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).truncated().bytes()};
  };
  start(kOnly4);
  world.advance(milliseconds(9900));
  EXPECT_EQ(server.asked.size(), 1U);
  world.advance(milliseconds(200));
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST_F(LookupTest, AsksTheNextServerWhenTcpIsRefused) {
  FakeServer closed(world, "10.0.2.6");
  FakeServer answering(world, "10.0.2.7");
  // The listener is on another port than the truncated answers come from.
  auto udp = *ip::UdpEndpoint::create(closed.interface(), Family::kIpv4);
  ASSERT_TRUE(udp->bind({address("10.0.2.6"), 5353}, false));
  udp->set_event_handler([&](ip::Events) {
    std::vector<std::byte> buffer(2048);
    const auto datagram = udp->receive(buffer, false);
    if (!datagram) return;
    const auto question = test::parse_dns_query(std::span(buffer).first(datagram->length));
    ASSERT_TRUE(question);
    ASSERT_TRUE(udp->send(DnsReply(*question).truncated().bytes(), datagram->from));
  });
  answering.answer_with({"192.0.2.1"});
  start(kOnly4, {{address("10.0.2.6"), 5353}, answering.where()});
  world.advance(seconds(1));
  EXPECT_EQ(eai(), 0);
}

TEST_F(LookupTest, GarbageNeverHarms) {
  std::mt19937 random(4711);
  server.udp_answer = [&](const DnsQuestion& question) {
    Messages messages;
    for (int i = 0; i < 20; ++i) {
      Bytes message =
          DnsReply(question).cname("www.test", "a.test").address("a.test", "192.0.2.1").bytes();
      for (unsigned k = 0; k < 1 + random() % 6; ++k) {
        // The identifier is left alone most of the time, so that more is looked at.
        const std::size_t at =
            random() % 20 == 0 ? random() % 2 : 2 + random() % (message.size() - 2);
        message[at] = static_cast<std::byte>(random());
      }
      message.resize(random() % (message.size() + 1));
      messages.push_back(std::move(message));
    }
    return messages;
  };
  server.tcp_answer = server.udp_answer;
  for (int round = 0; round < 300; ++round) {
    start(kBoth, {server.where()});
    world.advance(seconds(62));
    ASSERT_TRUE(lookup->done());
  }
}

TEST_F(LookupTest, EndsWhenTheInterfaceIsLost) {
  start(kBoth);
  lose_interface();
  world.stack.settle();
  EXPECT_EQ(eai(), NRF_EAI_SYSTEM);
  EXPECT_EQ(lookup->outcome()->system, Errno::kNetDown);
  EXPECT_EQ(waiter.notified, 1);
}

TEST_F(LookupTest, EndsByItsTimerWhenTheInterfaceIsLost) {
  start(kBoth);
  lose_interface();
  world.clock.advance_to(world.clock.now() + seconds(3));
  world.timers.run_due();
  EXPECT_EQ(eai(), NRF_EAI_SYSTEM);
}

TEST_F(LookupTest, EndsWhenTheInterfaceIsLostBeforeAnAnswerWasRead) {
  start(kBoth);
  auto trigger = ip::UdpEndpoint::create(*modem, Family::kIpv4).value();
  require(trigger->bind({IpAddress::any(Family::kIpv4), 99}, false));
  trigger->set_event_handler([&](ip::Events) { lose_interface(); });
  // Both arrive together, and the owner of the second is told first.
  server.send_late(DnsReply(server.asked.at(0)).truncated().bytes());
  server.last_client = {address("10.0.2.15"), 99};
  server.send_late(Bytes(1));
  world.stack.settle();
  EXPECT_EQ(eai(), NRF_EAI_SYSTEM);
}

TEST_F(LookupTest, EndsWhenTheInterfaceIsLostDuringTcp) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).truncated().bytes()};
  };
  start(kOnly4);
  world.advance(seconds(1));
  ASSERT_EQ(server.asked_over_tcp, 1);
  lose_interface();
  world.stack.settle();
  EXPECT_EQ(eai(), NRF_EAI_SYSTEM);
}

TEST_F(LookupTest, MayBeDestroyedAtAnyTime) {
  start(kBoth);
  lookup.reset();
  server.answer_with({"192.0.2.1"});
  world.advance(seconds(60));
  EXPECT_EQ(server.asked.size(), 1U);
  EXPECT_EQ(waiter.notified, 0);
}

TEST_F(LookupTest, MayBeDestroyedDuringTcp) {
  server.udp_answer = [](const DnsQuestion& question) {
    return Messages{DnsReply(question).truncated().bytes()};
  };
  start(kOnly4);
  world.advance(milliseconds(100));
  lookup.reset();
  world.advance(seconds(60));
  EXPECT_EQ(waiter.notified, 0);
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
