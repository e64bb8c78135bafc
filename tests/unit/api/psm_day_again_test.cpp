#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "support/process.h"
#include "support/temporary_directory.h"

// The day of psm_day_test.cpp, each in a process of its own: where things lie in memory is another
// each time, and lwIP's counters begin anew.

namespace hostmodem::test {
namespace {

/// The capture of that day in a process of its own.
std::string captured(const TemporaryDirectory& directory, const std::string& seed) {
  const std::string path = (directory.path() / "captured.pcapng").native();
  Process day({"/proc/self/exe", "--gtest_filter=PsmDay.*"},
              {"HOSTMODEM_CAPTURE=" + path, "PSM_DAY_SEED=" + seed});
  EXPECT_EQ(day.wait_for_end(), 0) << day.output();
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(PsmDayAgain, IsTheSameFileByteForByteFromTheSameSeed) {
  const TemporaryDirectory directory;
  const std::string first = captured(directory, "1");
  EXPECT_GT(first.size(), 10'000U);
  EXPECT_TRUE(captured(directory, "1") == first);
  EXPECT_FALSE(captured(directory, "2") == first);
}

}  // namespace
}  // namespace hostmodem::test
