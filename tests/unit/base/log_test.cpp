#include "base/log.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hostmodem::log {
namespace {

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    set_sink([this](Level at, std::string_view line) { lines.emplace_back(at, line); });
  }
  ~LogTest() override {
    set_sink({});
    set_level(Level::kWarning);
  }

  std::vector<std::pair<Level, std::string>> lines;
};

void write_one_of_each() {
  debug("d {}", 1);
  info("i {}", 2);
  warning("w {}", 3);
  error("e {}", 4);
}

TEST(LogLevelTest, TheDefaultIsWarning) { EXPECT_EQ(level(), Level::kWarning); }

TEST(LogLevelTest, LevelsAreNamed) {
  EXPECT_EQ(parse_level("debug"), Level::kDebug);
  EXPECT_EQ(parse_level("info"), Level::kInfo);
  EXPECT_EQ(parse_level("warning"), Level::kWarning);
  EXPECT_EQ(parse_level("error"), Level::kError);
  EXPECT_EQ(parse_level("off"), Level::kOff);
}

TEST(LogLevelTest, AnotherNameIsNoLevel) {
  for (const auto* name : {"", "warn", "Debug", "debug ", "trace", "1"}) {
    EXPECT_EQ(parse_level(name), std::nullopt) << name;
  }
}

TEST_F(LogTest, TheSinkGetsFormattedLinesWithTheirLevel) {
  set_level(Level::kDebug);
  write_one_of_each();
  const std::vector<std::pair<Level, std::string>> expected = {{Level::kDebug, "d 1"},
                                                               {Level::kInfo, "i 2"},
                                                               {Level::kWarning, "w 3"},
                                                               {Level::kError, "e 4"}};
  EXPECT_EQ(lines, expected);
}

TEST_F(LogTest, TextWithLineEndsStaysOneLine) {
  write(Level::kError, "\"two\r\nlines\" and \x1b[31m\x7f, but \xc3\xa4");
  const std::vector<std::pair<Level, std::string>> expected = {
      {Level::kError, "\"two\\x0d\\x0alines\" and \\x1b[31m\\x7f, but \xc3\xa4"}};
  EXPECT_EQ(lines, expected);
}

TEST_F(LogTest, LinesBelowTheLevelAreDropped) {
  const std::pair<Level, std::size_t> kept[] = {{Level::kDebug, 4},
                                                {Level::kInfo, 3},
                                                {Level::kWarning, 2},
                                                {Level::kError, 1},
                                                {Level::kOff, 0}};
  for (const auto& [at, count] : kept) {
    lines.clear();
    set_level(at);
    EXPECT_EQ(level(), at);
    write_one_of_each();
    EXPECT_EQ(lines.size(), count);
  }
}

TEST_F(LogTest, EnabledSaysWhatWouldBeWritten) {
  set_level(Level::kWarning);
  EXPECT_FALSE(enabled(Level::kInfo));
  EXPECT_TRUE(enabled(Level::kWarning));
  EXPECT_TRUE(enabled(Level::kError));
}

TEST_F(LogTest, WithoutASinkLinesGoToStandardError) {
  set_sink({});
  ::testing::internal::CaptureStderr();
  error("to {}", "stderr");
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("to stderr"), std::string::npos);
  EXPECT_TRUE(lines.empty());
}

TEST_F(LogTest, BracesInALineAreNotFormattedAgain) {
  set_sink({});
  ::testing::internal::CaptureStderr();
  error("{}", "{} {0} {x");
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("{} {0} {x"), std::string::npos);
}

TEST_F(LogTest, ANewSinkReplacesTheOld) {
  int count = 0;
  set_sink([&](Level, std::string_view) { ++count; });
  error("one");
  EXPECT_EQ(count, 1);
  EXPECT_TRUE(lines.empty());
}

}  // namespace
}  // namespace hostmodem::log
