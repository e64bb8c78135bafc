#include "base/process_name.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace hostmodem {
namespace {

TEST(ProcessName, HasTheNumberOfTheProcessInThePlaceOfEachMark) {
  const std::string number = std::to_string(getpid());
  EXPECT_EQ(with_process_number("a"), "a");
  EXPECT_EQ(with_process_number("%p"), number);
  EXPECT_EQ(with_process_number("a.%p/%p%"), "a." + number + "/" + number + "%");
}

}  // namespace
}  // namespace hostmodem
