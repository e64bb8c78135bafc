#include <bit>
#include <set>

#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

class CorruptionTest : public testing::ImpairedLinkTest {};

int differing_bits(const std::string& a, const std::string& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    bits += std::popcount(static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i])));
  }
  return bits;
}

TEST_F(CorruptionTest, FlipsOneBit) {
  link_->impair(Direction::kUp, {.corruption = 1});
  const std::string sent(100, 'x');
  for (int i = 0; i < 100; ++i) send(sent);
  ASSERT_EQ(up_.size(), 100U);
  for (const Arrival& arrival : up_) {
    ASSERT_EQ(arrival.text.size(), sent.size());
    EXPECT_EQ(differing_bits(arrival.text, sent), 1);
  }
  EXPECT_EQ(count(Fault::kCorruption), 100U);
}

TEST_F(CorruptionTest, AnyBitMayFlip) {
  link_->impair(Direction::kUp, {.corruption = 1});
  for (int i = 0; i < 1000; ++i) send(std::string(4, '\0'));
  std::set<std::string> different;
  for (const Arrival& arrival : up_) different.insert(arrival.text);
  EXPECT_EQ(different.size(), 32U);
}

TEST_F(CorruptionTest, CorruptsAsManyAsItsProbabilitySays) {
  link_->impair(Direction::kUp, {.corruption = 0.02});
  send_numbers(10000);
  EXPECT_EQ(up_.size(), 10000U);
  EXPECT_NEAR(static_cast<double>(count(Fault::kCorruption)), 200, 60);
}

TEST_F(CorruptionTest, ThePacketOfTheCallerIsNotTouched) {
  link_->impair(Direction::kUp, {.corruption = 1});
  const testing::Packet sent = testing::to_bytes("abc");
  link_->send(sent);
  EXPECT_EQ(sent, testing::to_bytes("abc"));
  EXPECT_NE(up_.at(0).text, "abc");
}

TEST_F(CorruptionTest, APacketOfNoBytesHasNoBitToFlip) {
  link_->impair(Direction::kUp, {.corruption = 1});
  send("");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{""}));
  EXPECT_TRUE(faults_.empty());
}

}  // namespace
}  // namespace hostmodem::link
