#include "at/allowed.h"

#include <string>

#include "at/command_table.h"
#include "at_fixture.h"

namespace hostmodem::at {
namespace {

constexpr Range kSeparate[] = {{0}, {1}};
constexpr Range kTogether[] = {{0, 1}};
constexpr Range kMixed[] = {{0, 34}, {255}};
constexpr std::string_view kStrings[] = {"IP", "IPV6"};

using Lines = std::vector<std::string>;

class AllowedTest : public AtTest {
 protected:
  static Parameter number(std::string_view text) {
    return Parameter(Parameter::Form::kUnquoted, text);
  }
};

TEST_F(AllowedTest, NumbersAreListedAsTheyAreGiven) {
  const Allowed parameters[] = {
      {.numbers = kSeparate}, {.numbers = kTogether}, {.numbers = kMixed}};
  EXPECT_EQ(allowed_lines("+CMD", parameters), Lines{"+CMD: (0,1),(0-1),(0-34,255)"});
}

TEST_F(AllowedTest, EachStringHasALineOfItsOwn) {
  const Allowed parameters[] = {{.numbers = kTogether}, {.strings = kStrings}, {.length = 64}};
  EXPECT_EQ(allowed_lines("+CMD", parameters),
            (Lines{"+CMD: (0-1),\"IP\",64", "+CMD: (0-1),\"IPV6\",64"}));
}

TEST_F(AllowedTest, OfAParameterWithoutValuesTheCommaIsThere) {
  const Allowed parameters[] = {{}, {.numbers = kTogether}, {}};
  EXPECT_EQ(allowed_lines("%CMD", parameters), Lines{"%CMD: ,(0-1),"});
}

TEST_F(AllowedTest, HasTheNumbersOfItsRangesOnly) {
  const Allowed allowed{.numbers = kMixed};
  for (const auto* text : {"0", "34", "255", "007"}) EXPECT_TRUE(allowed.has(number(text))) << text;
  for (const auto* text : {"-1", "35", "254", "256", "1x", "99999999999"}) {
    EXPECT_FALSE(allowed.has(number(text))) << text;
  }
  EXPECT_FALSE(allowed.has(Parameter()));
  EXPECT_FALSE(allowed.has(Parameter(Parameter::Form::kQuoted, "0")));
}

TEST_F(AllowedTest, ASetCommandTakesTheNumbersOfItsTestAnswerAndNoOthers) {
  for (const auto* name : {"+CGSN", "+CMEE", "+CEREG", "+CGEREP", "+CNEC", "+CEMODE", "+CEPPI"}) {
    const CommandRow* row = find_command(Command{.name = name, .parameters = {}});
    ASSERT_NE(row, nullptr) << name;
    for (int value = -1; value <= 100; ++value) {
      const std::string digits = std::to_string(value);
      const std::string line = "AT" + std::string(name) + '=' + digits;
      EXPECT_EQ(execute(line).code == 0, row->test.front().has(number(digits))) << line;
    }
  }
}

}  // namespace
}  // namespace hostmodem::at
