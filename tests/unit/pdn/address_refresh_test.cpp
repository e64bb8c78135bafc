#include "pdn/address_refresh.h"

#include "address_refresh_fixture.h"

// An IPv6 address whose lifetime is an hour.

namespace hostmodem::pdn {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(AddressRefreshTest, HappensWheneverTheLifetimeIsOver) {
  advance(kLifetime - 1s);
  EXPECT_THAT(take(), IsEmpty());
  advance(3h);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3600 down 134", "7200 up 133", "7200 down 134",
                                  "10800 up 133", "10800 down 134"));
  EXPECT_EQ(beyond, 0) << "it ends at the network's edge";
}

TEST_F(AddressRefreshTest, WakesAModemThatSleeps) {
  sleep();
  advance_to(kLifetime);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3600 down 134"));
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  advance(1min);
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
}

TEST_F(AddressRefreshTest, ThatIsDelayedCauseTheNextUplink) {
  pdns.delay_address_refresh(true);
  sleep();
  advance_to(2h);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
  send("report");
  EXPECT_THAT(take(), ElementsAre("7200 up 133", "7200 down 134", "7200 up other"));
  EXPECT_EQ(beyond, 1);
  advance(1min);
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
  advance_to(5h);
  EXPECT_THAT(take(), IsEmpty()) << "and then it is delayed again";
}

TEST_F(AddressRefreshTest, ThatIsDelayedCauseNoTimer) {
  pdns.delay_address_refresh(true);
  sleep();
  advance_to(kLifetime);
  ASSERT_TRUE(timers.next_deadline());
  EXPECT_EQ(*timers.next_deadline(), rrc.update_due()) << "none but T3412";
}

TEST_F(AddressRefreshTest, ThatIsDelayedHappensWithTheNextUpdate) {
  pdns.delay_address_refresh(true);
  sleep();
  advance_to(11h);
  EXPECT_THAT(take(), ElementsAre("36005 up 133", "36005 down 134"));
}

TEST_F(AddressRefreshTest, ThatIsDelayedIsNotInAModemThatListens) {
  pdns.delay_address_refresh(true);
  advance_to(kLifetime - 1s);
  ASSERT_EQ(rrc.state(), RrcState::kIdle);
  advance_to(kLifetime);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3600 down 134"));
}

TEST_F(AddressRefreshTest, ThatIsDelayedWaitsInEdrxSleepToo) {
  pdns.delay_address_refresh(true);
  // A cycle of 10485.76 s, of which the modem listens for a moment.
  rrc.set_power_saving({.psm = std::nullopt, .edrx = radio::Edrx{0b1111, 0}});
  advance(30min);
  ASSERT_EQ(rrc.state(), RrcState::kEdrxSleep);
  // The network's own T3412, of 54 minutes, ends the sleep before the lifetime does.
  advance_to(70min);
  ASSERT_EQ(rrc.state(), RrcState::kEdrxSleep);
  EXPECT_THAT(take(), IsEmpty());
  send("report");
  EXPECT_THAT(take(), ElementsAre("4200 up 133", "4200 down 134", "4200 up other"));
}

TEST_F(AddressRefreshTest, ThatWasDelayedHappensWhenItIsNotAnyMore) {
  pdns.delay_address_refresh(true);
  sleep();
  advance_to(2h);
  pdns.delay_address_refresh(false);
  EXPECT_THAT(take(), ElementsAre("7200 up 133", "7200 down 134"));
}

TEST_F(AddressRefreshTest, ThatIsNotDueIsLeftAloneByTheOption) {
  sleep();
  pdns.delay_address_refresh(true);
  pdns.delay_address_refresh(false);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
}

TEST_F(AddressRefreshTest, TheOptionHoldsForPdnsThatComeUpLater) {
  pdns.delay_address_refresh(true);
  pdns.deactivate(0);
  ASSERT_TRUE(pdns.activate(0));
  sleep();
  advance(2h);
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(AddressRefreshTest, SolicitsAgainWhenAnAnswerIsLost) {
  lose(link::Direction::kUp, 1);
  advance_to(kLifetime + 1s);
  lose(link::Direction::kUp, 0);
  advance_to(kLifetime + 1min);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3604 up 133", "3604 down 134"));
  advance_to(2 * kLifetime + 4s);
  EXPECT_THAT(take(), ElementsAre("7204 up 133", "7204 down 134"));
}

TEST_F(AddressRefreshTest, FailsAfterThreeSolicitationsAndIsTriedWithTheNextConnection) {
  sleep();
  lose(link::Direction::kDown, 1);
  advance_to(kLifetime + 30min);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3604 up 133", "3608 up 133", "3612 ipv6 fail 0"));
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
  lose(link::Direction::kDown, 0);
  send("report");
  EXPECT_THAT(take(), ElementsAre("5400 up 133", "5400 down 134", "5400 ipv6 0", "5400 up other"));
}

TEST_F(AddressRefreshTest, ThatFailedIsTriedAfterAnotherLifetime) {
  sleep();
  lose(link::Direction::kDown, 1);
  advance_to(2 * kLifetime + 1min);
  EXPECT_THAT(take(), ElementsAre("3600 up 133", "3604 up 133", "3608 up 133", "3612 ipv6 fail 0",
                                  "7212 up 133", "7216 up 133", "7220 up 133"))
      << "told once";
}

TEST_F(AddressRefreshTest, KeepsTheEndpointsOfTheAddressWhenItFails) {
  const auto endpoint6 = ip::UdpEndpoint::create(pdn().interface(), Family::kIpv6).value();
  lose(link::Direction::kDown, 1);
  advance_to(kLifetime + 1min);
  lose(link::Direction::kDown, 0);
  EXPECT_TRUE(endpoint6->send(test::bytes_of("on"), {address("2001:db8::1"), 9000}));
  stack.settle();
  EXPECT_EQ(beyond, 1);
}

// The answer is awaited with the connection that the question brought up, whatever sockets say.
TEST_F(AddressRefreshTest, HoldsTheConnectionForTheAnswer) {
  rrc.assistance().enable(true);
  radio::ReleaseAssistance::Party party(rrc.assistance(), 0);
  lose(link::Direction::kDown, 1);
  advance_to(kLifetime + 1s);
  party.expect(radio::Expectation::kNoData);
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  lose(link::Direction::kDown, 0);
  advance(2s);
  EXPECT_EQ(rrc.state(), RrcState::kIdle) << "with the answer it ends";
}

TEST_F(AddressRefreshTest, BeginsAnewWithThePdn) {
  advance_to(30min);
  pdns.deactivate(0);
  ASSERT_TRUE(pdns.activate(0));
  take();
  advance_to(kLifetime + 29min);
  EXPECT_THAT(take(), IsEmpty());
  advance_to(kLifetime + 30min);
  EXPECT_THAT(take(), SizeIs(2));
}

TEST_F(AddressRefreshTest, EndsWithThePdn) {
  endpoint->set_keep_open(true);
  lose(link::Direction::kDown, 1);
  advance_to(kLifetime + 1s);
  take();
  pdns.deactivate(0);
  advance(24h);
  EXPECT_THAT(take(), IsEmpty());
}

// RFC: 4862 5.5.3: an advertisement that nobody asked for.
TEST_F(AddressRefreshTest, AnAdvertisementMakesTheLifetimeLonger) {
  advance_to(30min);
  advertise(2h);
  take();
  advance_to(2h + 29min);
  EXPECT_THAT(take(), IsEmpty());
  advance_to(2h + 30min);
  EXPECT_THAT(take(), ElementsAre("9000 up 133", "9000 down 134"));
}

TEST_F(AddressRefreshTest, AnAdvertisementDoesNotMakeTheLifetimeShorterThanTwoHours) {
  advertise(10s);
  advertise(0s);
  take();
  advance_to(kLifetime - 1s);
  EXPECT_THAT(take(), IsEmpty());
  advertise(5h);
  advertise(10s);
  take();
  advance(2h - 1s);
  EXPECT_THAT(take(), IsEmpty());
  advance(1s);
  EXPECT_THAT(take(), SizeIs(2));
}

class SlowAddressRefreshTest : public AddressRefreshTest {
 protected:
  SlowAddressRefreshTest() : AddressRefreshTest(expiring_pipe(), 10s) {}
};

TEST_F(SlowAddressRefreshTest, SolicitsAgainOnlyOnceItCouldHaveLeft) {
  lose(link::Direction::kUp, 1);
  advance_to(kLifetime + 30s);
  EXPECT_THAT(take(), ElementsAre("3610 up 133", "3614 up 133", "3618 up 133", "3622 ipv6 fail 0"));
}

TEST_F(SlowAddressRefreshTest, ThatIsDelayedFollowsWhatWokeTheModem) {
  pdns.delay_address_refresh(true);
  sleep();
  advance_to(2h);
  send("report");
  advance(11s);
  EXPECT_THAT(take(), ElementsAre("7210 up other", "7210 up 133", "7210 down 134"));
}

/// A kilobyte takes a second, either way, and a while more behind the air.
constexpr radio::LinkProfile kSlow{
    .name = "slow",
    .access = std::nullopt,
    .uplink = {.rate = 8000, .delay = 500ms},
    .downlink = {.rate = 8000, .delay = 500ms},
};

class AddressRefreshOverTheAirTest : public AddressRefreshTest {
 protected:
  AddressRefreshOverTheAirTest() : AddressRefreshTest(expiring_pipe(), 1s, &kSlow) {}
};

TEST_F(AddressRefreshOverTheAirTest, TakesTheTimeOfItsPackets) {
  advance_to(kLifetime);
  advance(1s + 48ms + 500ms + 500ms + 88ms - 1ms);
  EXPECT_THAT(take(), ElementsAre("3601 up 133"));
  advance(1ms);
  EXPECT_THAT(take(), ElementsAre("3602 down 134"));
}

TEST_F(AddressRefreshOverTheAirTest, EndsTheConnectionWithTheAnswerThatNobodyNeedsAnyMore) {
  rrc.assistance().enable(true);
  radio::ReleaseAssistance::Party party(rrc.assistance(), 0);
  advance_to(kLifetime + 1s);
  ASSERT_EQ(rrc.state(), RrcState::kConnected);
  party.expect(radio::Expectation::kNoData);
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kIdle);
  EXPECT_THAT(take(), ElementsAre("3601 up 133", "3602 down 134"));
}

/// Two packets a minute.
class RateControlledAddressTest : public AddressRefreshTest {
 protected:
  RateControlledAddressTest() : AddressRefreshTest(rate_controlled_pipe()) {}

  /// Nothing passes for a minute.
  void use_up_at(Duration time) {
    advance_to(time);
    send("report");
    send("report");
    take();
  }

 private:
  static Apn rate_controlled_pipe() {
    Apn apn = expiring_pipe();
    apn.rate_limits = RateLimits{.rate = {.packets = 2}};
    return apn;
  }
};

TEST_F(RateControlledAddressTest, SolicitsAgainWhenTheSolicitationIsBlocked) {
  use_up_at(kLifetime - 54s);
  advance_to(kLifetime + 1min);
  EXPECT_THAT(take(), ElementsAre("3608 up 133", "3608 down 134"));
}

TEST_F(RateControlledAddressTest, FailsWhenAllSolicitationsAreBlockedUntilSomethingPasses) {
  sleep();
  use_up_at(kLifetime - 30s);
  advance_to(kLifetime + 29s);
  EXPECT_THAT(take(), ElementsAre("3612 ipv6 fail 0"));
  ASSERT_EQ(rrc.state(), RrcState::kPsm);
  send("blocked");
  EXPECT_EQ(rrc.state(), RrcState::kPsm) << "what is blocked wakes nobody";
  advance_to(kLifetime + 30s);
  send("report");
  EXPECT_THAT(take(), ElementsAre("3630 up 133", "3630 down 134", "3630 ipv6 0", "3630 up other"));
}

class EndlessAddressTest : public AddressRefreshTest {
 protected:
  explicit EndlessAddressTest(const Apn& apn = {.name = "pipe", .link = LinkKind::kPipe})
      : AddressRefreshTest(apn) {}
};

TEST_F(EndlessAddressTest, IsNeverRefreshed) {
  sleep();
  advance(100h);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(pdn().address_refresh(), nullptr);
}

TEST_F(EndlessAddressTest, LetsASolicitationPassToItsLink) {
  pdn().bearer().send(link::make_router_solicitation(address("fe80::15")));
  EXPECT_EQ(beyond, 1) << "there is no router";
}

class Ipv4OnlyTest : public EndlessAddressTest {
 protected:
  Ipv4OnlyTest()
      : EndlessAddressTest({.name = "pipe",
                            .ipv6 = false,
                            .link = LinkKind::kPipe,
                            .router_lifetime = kLifetime}) {}
};

TEST_F(Ipv4OnlyTest, HasNothingToRefresh) {
  pdns.delay_address_refresh(true);
  advance(100h);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(pdn().address_refresh(), nullptr);
}

}  // namespace
}  // namespace hostmodem::pdn
