#include "dns/resolver.h"

#include <gtest/gtest.h>

#include "link/pipe_link.h"
#include "nrf_gai_errors.h"
#include "unit/dns/world.h"

namespace hostmodem::dns {
namespace {

Request request_for(const std::string& name, std::optional<Family> family = std::nullopt) {
  Request request;
  request.name = name;
  request.numeric = IpAddress::parse(name);
  request.family = family;
  return request;
}

Hosts hosts() {
  Hosts result;
  result.add("both.test", addresses({"192.0.2.7", "2001:db8::7"}));
  result.add("four.test", addresses({"192.0.2.8"}));
  return result;
}

class ResolverTest : public testing::Test {
 protected:
  std::unique_ptr<Lookup> start(const Request& request) {
    auto lookup = resolver.start(*modem, servers, request);
    world.stack.settle();
    return lookup;
  }

  World world;
  WiredInterface modem =
      world.connect({IpAddress::parse("10.0.2.15"), IpAddress::parse("fd00::15"), std::nullopt});
  FakeServer server{world, "10.0.2.3"};
  std::vector<SocketAddress> servers = {server.where()};
  Resolver resolver{world.timers, hosts()};
};

TEST_F(ResolverTest, AnswersNumericNamesAtOnce) {
  const auto lookup = start(request_for("10.1.2.3"));
  ASSERT_TRUE(lookup->done());
  EXPECT_EQ(lookup->outcome()->eai, 0);
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"10.1.2.3"}));
  EXPECT_EQ(lookup->outcome()->canonical_name, "10.1.2.3");
  EXPECT_TRUE(server.asked.empty());
}

TEST_F(ResolverTest, AnswersNamesOfTheHostsAtOnce) {
  const auto lookup = start(request_for("BOTH.test."));
  ASSERT_TRUE(lookup->done());
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"2001:db8::7"}));
  EXPECT_TRUE(server.asked.empty());
}

TEST_F(ResolverTest, GivesTheFamilyThatWasAskedFor) {
  EXPECT_EQ(start(request_for("both.test", Family::kIpv4))->outcome()->addresses,
            addresses({"192.0.2.7"}));
  EXPECT_EQ(start(request_for("four.test", Family::kIpv6))->outcome()->eai, NRF_EAI_NODATA);
}

TEST_F(ResolverTest, AsksOnlyForFamiliesOfTheInterface) {
  const auto only4 = world.connect({IpAddress::parse("10.0.2.16"), std::nullopt, std::nullopt});
  EXPECT_EQ(resolver.start(*only4, servers, request_for("both.test"))->outcome()->addresses,
            addresses({"192.0.2.7"}));
  server.answer_with({"192.0.2.1", "2001:db8::1"});
  const auto lookup = resolver.start(*only4, servers, request_for("www.test"));
  world.stack.settle();
  ASSERT_TRUE(lookup->done());
  EXPECT_EQ(lookup->outcome()->addresses, addresses({"192.0.2.1"}));
  EXPECT_EQ(server.asked.size(), 1U);
}

TEST_F(ResolverTest, SkipsServersThatTheInterfaceCannotReach) {
  const auto only4 = world.connect({IpAddress::parse("10.0.2.16"), std::nullopt, std::nullopt});
  server.answer_with({"192.0.2.1"});
  const auto lookup =
      resolver.start(*only4, {{address("fd00::3"), 53}, server.where()}, request_for("www.test"));
  world.stack.settle();
  EXPECT_TRUE(lookup->done());
}

TEST_F(ResolverTest, AsksTheFallbackWhenTheNetworkNamesNoServer) {
  server.answer_with({"192.0.2.1"});
  servers.clear();
  EXPECT_EQ(start(request_for("www.test"))->outcome()->eai, NRF_EAI_FAIL);
  resolver.set_fallback(Family::kIpv4, address("10.0.2.3"));
  EXPECT_EQ(start(request_for("www.test"))->outcome()->eai, 0);
  resolver.set_fallback(Family::kIpv4, std::nullopt);
  EXPECT_EQ(start(request_for("www.test"))->outcome()->eai, NRF_EAI_FAIL);
}

TEST_F(ResolverTest, AsksTheFallbackWhenTheServersOfTheNetworkDoNotAnswer) {
  FakeServer own(world, "10.0.2.4");
  own.answer_with({"192.0.2.1"});
  resolver.set_fallback(Family::kIpv4, address("10.0.2.4"));
  const auto lookup = start(request_for("www.test", Family::kIpv4));
  EXPECT_FALSE(lookup->done());
  EXPECT_EQ(server.asked.size(), 1U);
  world.advance(std::chrono::milliseconds(2001));
  EXPECT_TRUE(lookup->done());
}

TEST_F(ResolverTest, AsksThroughThePacketDataNetwork) {
  pdn::Apn apn;
  apn.dns = {server.where()};
  apn.link = pdn::LinkKind::kPipe;
  const auto pdn = pdn::Pdn::create(0, apn, world.stack, world.timers).value();
  auto& pipe = *pdn->pipe();
  pipe.set_handler([&](std::span<const std::byte> packet) { server.interface().input(packet); });
  int queries = 0;
  server.udp_answer = [&](const test::DnsQuestion&) {
    ++queries;
    return Messages{};
  };
  const auto lookup = resolver.start(*pdn, request_for("www.test"));
  world.stack.settle();
  EXPECT_FALSE(lookup->done());
  EXPECT_EQ(queries, 1);
  EXPECT_EQ(server.last_client.address, pdn->address4());
}

}  // namespace
}  // namespace hostmodem::dns
