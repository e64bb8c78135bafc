#include <array>
#include <bit>
#include <map>
#include <random>

#include "unit/link/impaired_link_fixture.h"

// Anything is changed at any time while packets flow. What must hold all the same:
//   - no packet is invented, nor kept for ever: each arrives as often as its faults say;
//   - what arrives is what was sent, but for one bit of those that were corrupted;
//   - the link, when it is ideal again, has no deadline, and packets go through at once.

namespace hostmodem::link {
namespace {

using testing::milliseconds;
using testing::seconds;

class ImpairmentChanges : public testing::ImpairedLinkTest,
                          public ::testing::WithParamInterface<unsigned> {
 protected:
  unsigned below(unsigned bound) {
    return std::uniform_int_distribution<unsigned>(0, bound - 1)(random_);
  }

  double probability() {
    static constexpr std::array kSome = {0.0, 0.0, 0.01, 0.2, 0.9, 1.0};
    return kSome[below(kSome.size())];
  }

  Impairment impairment() {
    if (below(4) == 0) return {};
    Impairment result;
    result.loss = below(2) == 0 ? 0 : probability() / 2;
    result.corruption = probability();
    result.reordering = probability();
    result.duplication = probability();
    result.delay = milliseconds(below(3) == 0 ? below(300) : 0);
    result.jitter = milliseconds(below(3) == 0 ? below(300) : 0);
    result.rate = below(3) == 0 ? 1 + below(1'000'000) : 0;
    result.queue = below(3000);
    return result;
  }

  Direction direction() { return below(2) == 0 ? Direction::kUp : Direction::kDown; }

  void do_something() {
    switch (below(12)) {
      case 0:
        return link_->impair(direction(), impairment());
      case 1:
        return link_->set_blackout(clock_.now() + milliseconds(below(100)));
      case 2:
        return link_->set_blackout(below(4) == 0 ? TimePoint::max() : TimePoint{});
      case 3:
        return link_->seed(below(100));
      case 4:
        return link_->set_offload(below(2) == 0);
      case 5:
      case 6:
        return step(milliseconds(below(50)));
      default:
        return carry(direction());
    }
  }

  /// A packet that says its number, in a way that survives the flip of one bit: three times.
  void carry(Direction direction) {
    const auto number = ++sent_[direction];
    std::string text(12 + below(1400), 'x');
    for (std::size_t i = 0; i < 12; ++i) {
      text[i] = static_cast<char>(number >> (8 * (i % 4)) & 0xff);
    }
    texts_[direction].push_back(text);
    if (direction == Direction::kUp) {
      send(text);
    } else {
      inject(text);
    }
  }

  static std::uint32_t number_of(const std::string& text) {
    std::array<std::uint32_t, 3> copies{};
    for (std::size_t i = 0; i < 12; ++i) {
      copies[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]))
                       << (8 * (i % 4));
    }
    return copies[0] == copies[1] ? copies[0] : copies[2];
  }

  static int differing_bits(const std::string& a, const std::string& b) {
    int bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      bits += std::popcount(static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i])));
    }
    return bits;
  }

  /// Each packet arrived as often as it should, and as it should.
  void check(Direction direction, const std::vector<Arrival>& arrivals) {
    std::size_t corrupted = 0;
    std::map<std::uint32_t, int> seen;
    for (const Arrival& arrival : arrivals) {
      ASSERT_GE(arrival.text.size(), 12U);
      const std::uint32_t number = number_of(arrival.text);
      ASSERT_TRUE(number >= 1 && number <= sent_[direction]) << "a packet that nobody sent";
      const std::string& original = texts_[direction][number - 1];
      ASSERT_EQ(arrival.text.size(), original.size());
      const int flipped = differing_bits(arrival.text, original);
      ASSERT_LE(flipped, 1);
      if (seen[number]++ == 0) corrupted += static_cast<std::size_t>(flipped);
    }
    std::map<Fault, std::size_t> faults;
    for (const FaultEvent& fault : faults_) {
      if (fault.direction == direction) ++faults[fault.kind];
    }
    EXPECT_EQ(arrivals.size() + faults[Fault::kLoss] + faults[Fault::kBlackout] +
                  faults[Fault::kOverflow],
              sent_[direction] + faults[Fault::kDuplication]);
    EXPECT_LE(corrupted, faults[Fault::kCorruption]);
  }

  std::mt19937 random_{GetParam()};
  std::map<Direction, std::uint32_t> sent_;
  std::map<Direction, std::vector<std::string>> texts_;
};

TEST_P(ImpairmentChanges, InventAndKeepNoPacket) {
  for (int i = 0; i < 5000; ++i) do_something();
  link_->set_blackout({});
  for (const Direction direction : {Direction::kUp, Direction::kDown}) {
    link_->impair(direction, {});
  }
  step(seconds(2));
  EXPECT_FALSE(timers_.next_deadline());
  check(Direction::kUp, up_);
  check(Direction::kDown, down_);

  const std::size_t before = up_.size();
  carry(Direction::kUp);
  ASSERT_EQ(up_.size(), before + 1);
  EXPECT_EQ(up_.back().text, texts_[Direction::kUp].back());
}

INSTANTIATE_TEST_SUITE_P(Seeds, ImpairmentChanges, ::testing::Range(1U, 9U));

}  // namespace
}  // namespace hostmodem::link
