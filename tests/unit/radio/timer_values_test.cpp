#include "radio/timer_values.h"

#include <gtest/gtest.h>

namespace hostmodem::radio {
namespace {

using namespace std::chrono_literals;

TEST(ActiveTime, HasTheUnitsOfGprsTimer2) {
  EXPECT_EQ(timer2_length(0b000'00101), 10s);
  EXPECT_EQ(timer2_length(0b001'00001), 1min);
  EXPECT_EQ(timer2_length(0b010'11111), 186min);
  EXPECT_EQ(timer2_length(0b000'00000), 0s);
}

TEST(ActiveTime, CountsUnitsWithoutAMeaningAsMinutes) {
  for (const unsigned unit : {0b011U, 0b100U, 0b101U, 0b110U}) {
    EXPECT_EQ(timer2_length(static_cast<TimerOctet>(unit << 5U | 12U)), 12min) << unit;
  }
}

TEST(PeriodicUpdate, HasTheUnitsOfGprsTimer3) {
  EXPECT_EQ(timer3_length(0b000'00011), 30min);
  EXPECT_EQ(timer3_length(0b001'10011), 19h);
  EXPECT_EQ(timer3_length(0b010'00111), 70h);
  EXPECT_EQ(timer3_length(0b011'01111), 30s);
  EXPECT_EQ(timer3_length(0b100'00001), 30s);
  EXPECT_EQ(timer3_length(0b101'01111), 15min);
  EXPECT_EQ(timer3_length(0b110'11111), 9920h) << "413 days: the longest there is";
}

TEST(Timers, OfTheLastUnitDoNotRun) {
  for (unsigned count = 0; count < 32; ++count) {
    const auto value = static_cast<TimerOctet>(0b111'00000U | count);
    EXPECT_EQ(timer2_length(value), std::nullopt);
    EXPECT_EQ(timer3_length(value), std::nullopt);
  }
}

TEST(EdrxCycle, IsNotTheSameInBothNetworks) {
  EXPECT_EQ(edrx_cycle_of(0b0000, AccessTechnology::kLteM), 0b0000);
  EXPECT_EQ(edrx_cycle_of(0b0000, AccessTechnology::kNbIot), 0b0010) << "not in NB-IoT";
  EXPECT_EQ(edrx_cycle_of(0b0110, AccessTechnology::kLteM), 0b0110);
  EXPECT_EQ(edrx_cycle_of(0b0110, AccessTechnology::kNbIot), 0b0010) << "not in NB-IoT";
  EXPECT_EQ(edrx_cycle_of(0b1111, AccessTechnology::kLteM), 0b1101) << "not in LTE-M";
  EXPECT_EQ(edrx_cycle_of(0b1111, AccessTechnology::kNbIot), 0b1111);
}

TEST(EdrxCycle, HasALength) {
  EXPECT_EQ(edrx_cycle_length(0b0000), 5120ms);
  EXPECT_EQ(edrx_cycle_length(0b0101), 81920ms);
  EXPECT_EQ(edrx_cycle_length(0b1001), 163840ms);
  EXPECT_EQ(edrx_cycle_length(0b1111), 10485760ms);
}

TEST(PagingWindow, CountsInAnotherUnitInEachNetwork) {
  EXPECT_EQ(paging_window_length(0b0000, AccessTechnology::kLteM), 1280ms);
  EXPECT_EQ(paging_window_length(0b1111, AccessTechnology::kLteM), 20480ms);
  EXPECT_EQ(paging_window_length(0b0000, AccessTechnology::kNbIot), 2560ms);
  EXPECT_EQ(paging_window_length(0b1111, AccessTechnology::kNbIot), 40960ms);
}

TEST(BinaryText, IsReadAndWritten) {
  EXPECT_EQ(binary_text(0b001'00001, 8), "00100001");
  EXPECT_EQ(binary_text(0b1001, 4), "1001");
  EXPECT_EQ(parse_binary("00100001", 8), 0b001'00001);
  EXPECT_EQ(parse_binary("1001", 4), 0b1001);
}

TEST(BinaryText, HasAFixedLengthAndNoOtherDigits) {
  EXPECT_EQ(parse_binary("", 4), std::nullopt);
  EXPECT_EQ(parse_binary("100", 4), std::nullopt);
  EXPECT_EQ(parse_binary("10000", 4), std::nullopt);
  EXPECT_EQ(parse_binary("1002", 4), std::nullopt);
  EXPECT_EQ(parse_binary("-001", 4), std::nullopt);
}

}  // namespace
}  // namespace hostmodem::radio
