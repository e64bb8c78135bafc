#include "pdn/context.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "pdn/pdn_manager.h"

// PDP contexts, and what the network makes of them.

namespace hostmodem::pdn {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class ContextTest : public ::testing::Test, public PdnManager::Listener {
 protected:
  ContextTest() {
    clock.hold();
    manager.set_listener(this);
  }
  ~ContextTest() override { manager.set_listener(nullptr); }

  void on_activated(Pdn& /*pdn*/) override {}
  void on_deactivated(PdnId /*id*/) override {}
  void on_refused(PdnId id, EsmCause cause) override { refused.emplace_back(id, cause); }

  /// The cause of the refusal, or of getting less than was asked for; 0: neither.
  EsmCause cause_of(PdnId id, PdpType type, const std::string& apn) {
    EXPECT_TRUE(manager.define(id, {.type = type, .apn = apn}));
    const auto activated = manager.activate(id);
    if (!activated) return activated.error().cause;
    return (*manager.find(id))->cause().value_or(EsmCause{});
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  PdnManager manager{stack,
                     timers,
                     {{.name = "both", .link = LinkKind::kPipe},
                      {.name = "four", .ipv6 = false, .link = LinkKind::kPipe},
                      {.name = "six", .ipv4 = false, .link = LinkKind::kPipe}}};
  std::vector<std::pair<PdnId, EsmCause>> refused;
};

TEST_F(ContextTest, OnlyTheDefaultOneIsDefinedAtFirst) {
  ASSERT_EQ(manager.contexts().size(), 1U);
  EXPECT_EQ(manager.contexts().at(0).type, PdpType::kIpv4v6);
  EXPECT_EQ(manager.contexts().at(0).apn, "");
}

TEST_F(ContextTest, ElevenCanBeDefined) {
  for (PdnId id = 0; id <= 10; ++id) EXPECT_TRUE(manager.define(id, {}));
  EXPECT_EQ(manager.define(11, {}).error(), Errno::kInval);
  EXPECT_EQ(manager.contexts().size(), 11U);
}

TEST_F(ContextTest, AnActiveOneStaysAsItIs) {
  ASSERT_TRUE(manager.activate(1));
  EXPECT_EQ(manager.define(1, {}).error(), Errno::kBusy);
  EXPECT_EQ(manager.undefine(1).error(), Errno::kBusy);
}

TEST_F(ContextTest, UndefiningTheDefaultOneMakesItAsItWas) {
  ASSERT_TRUE(manager.define(0, {.type = PdpType::kIpv4, .apn = "four"}));
  ASSERT_TRUE(manager.undefine(0));
  EXPECT_EQ(manager.contexts().at(0).apn, "");
}

TEST_F(ContextTest, EachFreeNumberIsGivenOnce) {
  EXPECT_EQ(manager.next_free(), 1);
  EXPECT_EQ(manager.next_free(), 2);
  ASSERT_TRUE(manager.define(1, {}));
  EXPECT_EQ(manager.next_free(), 3);
  ASSERT_TRUE(manager.undefine(1));
  EXPECT_EQ(manager.next_free(), 1);
  for (int i = 4; i <= 10; ++i) EXPECT_EQ(manager.next_free(), i);
  EXPECT_EQ(manager.next_free(), std::nullopt);
  manager.undefine_all();
  EXPECT_EQ(manager.next_free(), 1);
}

TEST_F(ContextTest, TheNetworkGrantsWhatItHas) {
  EXPECT_EQ(cause_of(1, PdpType::kIpv4v6, "both"), EsmCause{});
  EXPECT_EQ(cause_of(2, PdpType::kIpv4, "both"), EsmCause{});
  EXPECT_TRUE((*manager.find(2))->address4());
  EXPECT_FALSE((*manager.find(2))->address6());
  EXPECT_EQ(cause_of(3, PdpType::kIpv6, "both"), EsmCause{});
  EXPECT_FALSE((*manager.find(3))->address4());
  EXPECT_THAT(refused, IsEmpty());
}

TEST_F(ContextTest, OneFamilyOfTwoIsGrantedWithItsCause) {
  EXPECT_EQ(cause_of(1, PdpType::kIpv4v6, "four"), EsmCause::kIpv4Only);
  EXPECT_TRUE(manager.find(1));
  EXPECT_EQ(cause_of(2, PdpType::kIpv4v6, "six"), EsmCause::kIpv6Only);
  EXPECT_TRUE(manager.find(2));
}

TEST_F(ContextTest, AFamilyThatTheNetworkDoesNotHaveIsRefused) {
  EXPECT_EQ(cause_of(1, PdpType::kIpv6, "four"), EsmCause::kIpv4Only);
  EXPECT_EQ(cause_of(2, PdpType::kIpv4, "six"), EsmCause::kIpv6Only);
  EXPECT_EQ(manager.find(1).error(), Errno::kNetUnreach);
  EXPECT_THAT(refused, ElementsAre(Pair(1, EsmCause::kIpv4Only), Pair(2, EsmCause::kIpv6Only)));
}

TEST_F(ContextTest, AnUnknownAccessPointIsRefused) {
  EXPECT_EQ(cause_of(1, PdpType::kIpv4, "elsewhere"), EsmCause::kUnknownApn);
  EXPECT_EQ(cause_of(2, PdpType::kIpv4, "BOTH"), EsmCause{});
  EXPECT_EQ((*manager.find(2))->apn().name, "both");
}

TEST_F(ContextTest, NonIpIsRefused) {
  EXPECT_EQ(cause_of(1, PdpType::kNonIp, "both"), EsmCause::kUnknownPdnType);
}

TEST_F(ContextTest, WithoutConfigurationTheNetworkTakesAnyAccessPoint) {
  PdnManager any(stack, timers, {});
  ASSERT_TRUE(any.define(1, {.type = PdpType::kIpv4, .apn = "anything.example"}));
  ASSERT_TRUE(any.activate(1));
  EXPECT_EQ((*any.find(1))->apn().name, "anything.example");
}

TEST_F(ContextTest, AnAccessPointIsRefusedAsTheNetworkWasToldAndGrantedAgain) {
  constexpr auto kNotSubscribed = static_cast<EsmCause>(33);
  manager.refuse_apn("Both", kNotSubscribed);
  EXPECT_EQ(cause_of(1, PdpType::kIpv4, "bOTH"), kNotSubscribed);
  EXPECT_EQ(cause_of(2, PdpType::kIpv4, "four"), EsmCause{});
  // The one of those that name none.
  EXPECT_EQ(cause_of(3, PdpType::kIpv4, ""), kNotSubscribed);
  EXPECT_THAT(refused, ElementsAre(Pair(1, kNotSubscribed), Pair(3, kNotSubscribed)));

  manager.refuse_apn("both", EsmCause{});
  EXPECT_TRUE(manager.activate(1));
}

TEST_F(ContextTest, WhatIsUpWhenItsAccessPointIsRefusedStaysUp) {
  ASSERT_EQ(cause_of(1, PdpType::kIpv4, "both"), EsmCause{});
  manager.refuse_apn("both", EsmCause::kUnknownApn);
  EXPECT_TRUE(manager.find(1));
  EXPECT_TRUE(manager.activate(1));
  manager.deactivate(1);
  EXPECT_FALSE(manager.activate(1));
}

TEST_F(ContextTest, ContextsWithoutANameCanBeRefusedAlone) {
  PdnManager any(stack, timers, {});
  any.refuse_apn("", EsmCause::kUnknownApn);
  EXPECT_FALSE(any.activate(kDefaultPdn));
  ASSERT_TRUE(any.define(1, {.type = PdpType::kIpv4, .apn = "named"}));
  EXPECT_TRUE(any.activate(1));
}

}  // namespace
}  // namespace hostmodem::pdn
