#include "at/parser.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace hostmodem::at {
namespace {

Command parse(std::string_view line) {
  const auto command = parse_command(line);
  EXPECT_TRUE(command.has_value()) << line;
  return command.value_or(Command{});
}

Errno error_of(std::string_view line) {
  const auto command = parse_command(line);
  EXPECT_FALSE(command.has_value()) << line;
  return command ? Errno{} : command.error();
}

TEST(Parser, BareAtIsAnActionWithoutName) {
  const Command command = parse("AT");
  EXPECT_EQ(command.name, "");
  EXPECT_EQ(command.kind, Kind::kAction);
}

TEST(Parser, TellsTheFourKindsApart) {
  EXPECT_EQ(parse("AT+CFUN").kind, Kind::kAction);
  EXPECT_EQ(parse("AT+CFUN=1").kind, Kind::kSet);
  EXPECT_EQ(parse("AT+CFUN?").kind, Kind::kRead);
  EXPECT_EQ(parse("AT+CFUN=?").kind, Kind::kTest);
}

TEST(Parser, TakesThePrefixInEitherCase) {
  EXPECT_EQ(parse("at+CFUN?").name, "+CFUN");
  EXPECT_EQ(parse("aT+CFUN?").name, "+CFUN");
  EXPECT_EQ(parse("At+CFUN?").name, "+CFUN");
}

TEST(Parser, ComparesNamesWithoutCase) {
  EXPECT_TRUE(parse("AT+CfUn?").is("+CFUN"));
  EXPECT_FALSE(parse("AT+CFU?").is("+CFUN"));
  EXPECT_FALSE(parse("AT+CFUNX?").is("+CFUN"));
}

TEST(Parser, IgnoresBlanksAndLineEndsAroundTheLine) {
  EXPECT_EQ(parse("  AT+CFUN?\r\n").kind, Kind::kRead);
  EXPECT_EQ(parse("AT+CFUN?\r").kind, Kind::kRead);
  EXPECT_EQ(parse("AT+CFUN?\n").kind, Kind::kRead);
  EXPECT_EQ(parse("\tAT+CFUN? \t").kind, Kind::kRead);
  EXPECT_EQ(parse("AT\r\n").name, "");
}

TEST(Parser, IgnoresBlanksInsideTheLine) {
  const Command command = parse("AT +CEREG = 1 ,\t2 , \"x y\" ");
  EXPECT_EQ(command.name, "+CEREG");
  ASSERT_EQ(command.parameters.size(), 3U);
  EXPECT_EQ(command.parameter(0).number<int>(), 1);
  EXPECT_EQ(command.parameter(1).number<int>(), 2);
  EXPECT_EQ(command.parameter(2).text(), "x y");
  EXPECT_EQ(parse("AT+CFUN = ?").kind, Kind::kTest);
  EXPECT_EQ(parse("AT+CFUN ?").name, "+CFUN");
}

TEST(Parser, RefusesWhatDoesNotBeginWithAt) {
  for (const std::string_view line : {"", " ", "A", "T", "+CFUN?", "BT+CFUN?", "\r\n", "\"AT\""}) {
    EXPECT_EQ(error_of(line), Errno::kInval) << line;
  }
}

TEST(Parser, RefusesWhatFollowsTheQuestionMark) {
  EXPECT_EQ(error_of("AT+CFUN?1"), Errno::kInval);
  EXPECT_EQ(error_of("AT+CFUN?="), Errno::kInval);
  EXPECT_EQ(error_of("AT+CFUN?;+CEREG?"), Errno::kInval);
}

TEST(Parser, SetWithoutParametersHasOneEmptyParameter) {
  const Command command = parse("AT+CGEREP=");
  EXPECT_EQ(command.kind, Kind::kSet);
  ASSERT_EQ(command.parameters.size(), 1U);
  EXPECT_EQ(command.parameter(0).form(), Parameter::Form::kEmpty);
}

TEST(Parser, TellsAbsentEmptyAndEmptyQuotedApart) {
  const Command command = parse("AT+X=,\"\",5");
  EXPECT_EQ(command.parameter(0).form(), Parameter::Form::kEmpty);
  EXPECT_EQ(command.parameter(1).form(), Parameter::Form::kQuoted);
  EXPECT_EQ(command.parameter(2).form(), Parameter::Form::kUnquoted);
  EXPECT_EQ(command.parameter(3).form(), Parameter::Form::kAbsent);
  EXPECT_FALSE(command.parameter(0).given());
  EXPECT_TRUE(command.parameter(1).given());
  EXPECT_EQ(command.parameter(1).text(), "");
  EXPECT_TRUE(command.parameter(2).given());
  EXPECT_FALSE(command.parameter(3).given());
}

TEST(Parser, ATrailingCommaAddsAnEmptyParameter) {
  const Command command = parse("AT+X=1,");
  ASSERT_EQ(command.parameters.size(), 2U);
  EXPECT_EQ(command.parameter(1).form(), Parameter::Form::kEmpty);
  EXPECT_EQ(parse("AT+X=,,,").parameters.size(), 4U);
}

TEST(Parser, QuotedTextHoldsLineEndsCommasAndSigns) {
  const Command command = parse("AT%CMNG=0,1,0,\"-----BEGIN\nA,B=\r\n?;\n\"\r\n");
  ASSERT_EQ(command.parameters.size(), 4U);
  EXPECT_EQ(command.parameter(3).text(), "-----BEGIN\nA,B=\r\n?;\n");
}

TEST(Parser, QuotedTextKeepsItsBlanks) {
  EXPECT_EQ(parse("AT+X=\" a \"").parameter(0).text(), " a ");
}

TEST(Parser, AcceptsAnUnquotedString) {
  const Command command = parse("AT+CGDCONT=0,IP,apn.example");
  EXPECT_EQ(command.parameter(1).text(), "IP");
  EXPECT_EQ(command.parameter(1).form(), Parameter::Form::kUnquoted);
  EXPECT_EQ(command.parameter(2).text(), "apn.example");
}

TEST(Parser, AcceptsUnquotedTextOfManyLines) {
  const Command command = parse("AT%CMNG=0,1,0,-----BEGIN X-----\nQUI=\n-----END X-----\n");
  EXPECT_EQ(command.parameter(3).text(), "-----BEGIN X-----\nQUI=\n-----END X-----");
}

TEST(Parser, RefusesAQuoteThatIsNotClosed) {
  EXPECT_EQ(error_of("AT+X=\""), Errno::kInval);
  EXPECT_EQ(error_of("AT+X=1,\"abc"), Errno::kInval);
  EXPECT_EQ(error_of("AT+X=\"a\",\"b\",\""), Errno::kInval);
}

TEST(Parser, RefusesAQuoteInsideAParameter) {
  EXPECT_EQ(error_of("AT+X=\"a\"b"), Errno::kInval);
  EXPECT_EQ(error_of("AT+X=a\"b\""), Errno::kInval);
  EXPECT_EQ(error_of("AT+X=\"a\"\"b\""), Errno::kInval);
}

TEST(Parser, ReadsNumbersToTheirLimits) {
  EXPECT_EQ(parse("AT+X=4294967295").parameter(0).number<std::uint32_t>(),
            std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(parse("AT+X=-2147483648").parameter(0).number<std::int32_t>(),
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(parse("AT+X=007").parameter(0).number<int>(), 7);
}

TEST(Parser, ANumberThatDoesNotFitIsNone) {
  EXPECT_EQ(parse("AT+X=4294967296").parameter(0).number<std::uint32_t>(), std::nullopt);
  EXPECT_EQ(parse("AT+X=-1").parameter(0).number<std::uint32_t>(), std::nullopt);
  EXPECT_EQ(parse("AT+X=256").parameter(0).number<std::uint8_t>(), std::nullopt);
  EXPECT_EQ(parse("AT+X=" + std::string(1000, '9')).parameter(0).number<int>(), std::nullopt);
}

TEST(Parser, WhatIsNoNumberIsNone) {
  for (const std::string_view line : {"AT+X=", "AT+X=a", "AT+X=1a", "AT+X=1.0", "AT+X=+1",
                                      "AT+X=0x1", "AT+X=1 2", "AT+X=-", "AT+X=\"1\"", "AT+X"}) {
    EXPECT_EQ(parse(line).parameter(0).number<int>(), std::nullopt) << line;
  }
}

TEST(Parser, TakesALineUpToTheLimit) {
  std::string line = "AT%CMNG=0,1,0,\"";
  line += std::string(kMaxCommandSize - line.size() - 1, 'x') + "\"";
  ASSERT_EQ(line.size(), kMaxCommandSize);
  EXPECT_EQ(parse(line).parameters.size(), 4U);
  line.insert(line.size() - 1, "x");
  EXPECT_EQ(error_of(line), Errno::k2Big);
}

TEST(Parser, TakesALineOfNothingButCommas) {
  const std::string line = "AT+X=" + std::string(kMaxCommandSize - 5, ',');
  EXPECT_EQ(parse(line).parameters.size(), kMaxCommandSize - 4);
}

TEST(Parser, EveryByteIsHarmless) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    for (const std::string& line : {c, "AT" + c, "AT+X" + c, "AT+X=" + c, "AT+X=1," + c + ",2",
                                    "AT+X=\"" + c + "\"", "AT+X=\"" + c, c + "AT+X?"}) {
      (void)parse_command(line);
    }
  }
}

TEST(Parser, EveryBeginningOfALineIsHarmless) {
  const std::string line = " AT%CMNG = 0 , 16842753, 0,\"-----BEGIN\nA,B\r\n\", \"\",,\"ab\" \r\n";
  for (std::size_t size = 0; size <= line.size(); ++size) {
    // A copy of just that size, so that a sanitizer sees what reads beyond it.
    const std::string beginning = line.substr(0, size);
    (void)parse_command(beginning);
  }
}

}  // namespace
}  // namespace hostmodem::at
