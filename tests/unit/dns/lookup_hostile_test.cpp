#include <gtest/gtest.h>

#include <random>

#include "unit/dns/lookup_fixture.h"

namespace hostmodem::dns {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Bytes;
using test::DnsQuestion;
using test::DnsReply;

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

}  // namespace
}  // namespace hostmodem::dns
