#include "link/router_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "link/pipe_link.h"
#include "link/router_discovery.h"
#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Packet;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

class RouterLinkTest : public ::testing::Test {
 protected:
  RouterLinkTest() {
    pipe.set_handler([this](auto packet) { beyond.emplace_back(packet.begin(), packet.end()); });
    link.set_receiver([this](auto packet) { back.emplace_back(packet.begin(), packet.end()); });
  }

  std::unique_ptr<PipeLink> owned = std::make_unique<PipeLink>();
  PipeLink& pipe = *owned;
  RouterLink link{std::move(owned), address("fd00:0:0:2::"), 600s};
  std::vector<Packet> beyond;
  std::vector<Packet> back;
};

TEST_F(RouterLinkTest, ASolicitationIsAnsweredAndGoesNoFurther) {
  link.send(make_router_solicitation(address("fe80::15")));
  EXPECT_THAT(beyond, IsEmpty());
  EXPECT_THAT(back, ElementsAre(make_router_advertisement(address("fe80::15"),
                                                          address("fd00:0:0:2::"), 600s)));
}

TEST_F(RouterLinkTest, AllElsePasses) {
  Packet wrong = make_router_solicitation(address("fe80::15"));
  wrong.back() ^= std::byte{1};
  link.send(wrong);
  link.send(testing::to_bytes("up"));
  pipe.inject(testing::to_bytes("down"));
  EXPECT_THAT(beyond, ElementsAre(wrong, testing::to_bytes("up")));
  EXPECT_THAT(back, ElementsAre(testing::to_bytes("down")));
}

TEST_F(RouterLinkTest, WhatTheLinkBelowCanItCan) {
  EXPECT_EQ(link.poll_source(), nullptr);
  EXPECT_EQ(link.add_forward({}).error(), Errno::kOpNotSupp) << "as a pipe";
}

}  // namespace
}  // namespace hostmodem::link
