#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string>

#include "base/error.h"

namespace hostmodem {
namespace {

struct Row {
  Errno error;
  int number;
  int host;
  std::string_view name;
  std::string_view text;
};

constexpr Row kRows[] = {
#define HOSTMODEM_ERRNO(enumerator, name, text) \
  {Errno::enumerator, NRF_##name, name, "NRF_" #name, text},
#include "base/errno_table.inc"
#undef HOSTMODEM_ERRNO
};

TEST(ErrnoTest, EveryNumberHasItsName) {
  for (const Row& row : kRows) EXPECT_EQ(errno_name(row.number), row.name);
}

TEST(ErrnoTest, EveryNumberHasItsText) {
  for (const Row& row : kRows) {
    EXPECT_EQ(errno_text(row.number), row.text);
    EXPECT_FALSE(row.text.empty());
  }
}

TEST(ErrnoTest, TheEnumeratorIsTheNumber) {
  for (const Row& row : kRows) EXPECT_EQ(static_cast<int>(row.error), row.number) << row.name;
}

TEST(ErrnoTest, NumbersNamesAndTextsAreDistinct) {
  std::set<int> numbers;
  std::set<std::string_view> names;
  std::set<std::string_view> texts;
  for (const Row& row : kRows) {
    EXPECT_TRUE(numbers.insert(row.number).second) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(texts.insert(row.text).second) << row.text;
  }
}

TEST(ErrnoTest, EveryHostErrorIsProjected) {
  for (const Row& row : kRows) {
    // The host has one number for both.
    const Errno expected = row.host == ENOTSUP ? Errno::kOpNotSupp : row.error;
    EXPECT_EQ(errno_from_host(row.host), expected) << row.name;
  }
}

TEST(ErrnoTest, WouldBlockIsAgain) { EXPECT_EQ(errno_from_host(EWOULDBLOCK), Errno::kAgain); }

TEST(ErrnoTest, AHostErrorWithoutCounterpartIsAnIoError) {
  for (const int host : {EUCLEAN, 0, -1, 100000}) EXPECT_EQ(errno_from_host(host), Errno::kIo);
}

TEST(ErrnoTest, AnUnknownNumberIsSaidToBeUnknown) {
  for (const int number : {-1, 9999}) {
    EXPECT_EQ(errno_name(number), "unknown error");
    EXPECT_EQ(errno_text(number), "unknown error");
  }
}

TEST(ErrnoTest, ZeroIsNoError) {
  EXPECT_EQ(errno_name(0), "0");
  EXPECT_EQ(errno_text(0), "no error");
}

TEST(ErrnoTest, TheNumbersAreTheModemsNotTheHosts) {
  EXPECT_EQ(static_cast<int>(Errno::kConnRefused), 111);
  EXPECT_EQ(static_cast<int>(Errno::kNotConn), 128);
  EXPECT_EQ(static_cast<int>(Errno::kTimedOut), 116);
  EXPECT_EQ(static_cast<int>(Errno::kShutdown), 110);
  EXPECT_EQ(errno_from_host(ENOTCONN), Errno::kNotConn);
}

}  // namespace
}  // namespace hostmodem
