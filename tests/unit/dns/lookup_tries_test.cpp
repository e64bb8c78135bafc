#include <gtest/gtest.h>

#include "unit/dns/lookup_fixture.h"

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

}  // namespace
}  // namespace hostmodem::dns
