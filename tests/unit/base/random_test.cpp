#include "base/random.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace hostmodem {
namespace {

std::vector<std::uint64_t> sequence(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 100; ++i) {
    values.push_back(random.next());
    values.push_back(random.between(10, 1'000'000));
  }
  return values;
}

TEST(RandomTest, TheSameSeedGivesTheSameSequence) { EXPECT_EQ(sequence(7), sequence(7)); }

TEST(RandomTest, AnotherSeedGivesAnother) { EXPECT_NE(sequence(7), sequence(8)); }

TEST(RandomTest, BetweenIncludesBothEnds) {
  Random random(1);
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.between(3, 5));
  EXPECT_EQ(seen, (std::set<std::uint32_t>{3, 4, 5}));
}

TEST(RandomTest, BetweenEqualBoundsIsTheBound) {
  Random random(1);
  EXPECT_EQ(random.between(4, 4), 4U);
  EXPECT_EQ(random.between(0xffffffff, 0xffffffff), 0xffffffffU);
}

TEST(RandomTest, BetweenCoversTheWholeRange) {
  Random random(1);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t value = random.between(0, 0xffffffff);
    low |= value < 0x40000000;
    high |= value > 0xc0000000;
  }
  EXPECT_TRUE(low && high);
}

TEST(RandomTest, DerivedSeedsDifferFromEachOtherAndFromTheirSeed) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    seeds.insert(seed);
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
      seeds.insert(Random::derived_seed(seed, stream));
    }
  }
  EXPECT_EQ(seeds.size(), 110U);
}

TEST(RandomTest, ADerivedSeedIsAlwaysTheSame) {
  EXPECT_EQ(Random::derived_seed(0, 0), 0xe220a8397b1dcdafU) << "SplitMix64's first from seed 0";
}

TEST(RandomTest, HostSeedsDiffer) {
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 8; ++i) seeds.insert(Random::host_seed());
  EXPECT_EQ(seeds.size(), 8U);
}

}  // namespace
}  // namespace hostmodem
