#include <gtest/gtest.h>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using testing::Bytes;
using testing::bytes_of;

class EchoTest : public testing::PairTest {
 protected:
  /// Does `left` answer an echo request of this family?
  bool answers(Family family) {
    left.sent.clear();
    left.interface().input(
        test::echo_request(right.address(family), left.address(family), bytes_of("ping")));
    settle();
    if (left.sent.empty()) return false;
    EXPECT_EQ(test::parse_echo_reply(left.sent.back()), bytes_of("ping"));
    return true;
  }
  [[nodiscard]] Family other() const {
    return GetParam() == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4;
  }
  bool& reply(Family family) {
    EchoReplies& replies = network.stack.echo_replies;
    return family == Family::kIpv4 ? replies.v4 : replies.v6;
  }
};
HOSTMODEM_BOTH_FAMILIES(EchoTest);

TEST_P(EchoTest, RequestsAreAnsweredByDefault) { EXPECT_TRUE(answers(GetParam())); }

TEST_P(EchoTest, AFamilyCanBeSilenced) {
  reply(GetParam()) = false;
  EXPECT_FALSE(answers(GetParam()));
  EXPECT_TRUE(answers(other()));
  reply(GetParam()) = true;
  EXPECT_TRUE(answers(GetParam()));
}

TEST_P(EchoTest, SilenceOfAllGoesBeforeTheFamily) {
  network.stack.echo_replies.silence_all = true;
  EXPECT_FALSE(answers(GetParam()));
  network.stack.echo_replies.silence_all = false;
  EXPECT_TRUE(answers(GetParam()));
}

}  // namespace
}  // namespace hostmodem::ip
