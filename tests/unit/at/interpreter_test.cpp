#include "at/interpreter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "at/command_table.h"
#include "at_fixture.h"

namespace hostmodem::at {
namespace {

class InterpreterTest : public AtTest {};

TEST_F(InterpreterTest, AnUnknownCommandIsAnErrorEvenWithCmeErrors) {
  execute("AT+CMEE=1");
  for (const auto* line : {"AT+NONE", "AT+CFU?", "AT%CFUN?", "ATE0", "AT&F", "AT+", "AT+CFUN1"}) {
    EXPECT_EQ(execute(line).code, kError) << line;
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

TEST_F(InterpreterTest, WhatIsNoCommandLineIsAnError) {
  for (const auto* line : {"", "\r\n", "CFUN?", "AT+CFUN?x", "AT+CEREG=\"1"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

TEST_F(InterpreterTest, ALineThatIsTooLongIsAnError) {
  EXPECT_EQ(text("AT%CMNG=0,1,0,\"" + std::string(30000, 'x') + "\""), "ERROR\r\n");
}

TEST_F(InterpreterTest, FormsThatTheTableDoesNotHaveAreErrors) {
  execute("AT+CMEE=1");
  for (const CommandRow& row : command_table()) {
    const std::string at = "AT" + std::string(row.name);
    const bool missing[] = {row.action == nullptr, row.set == nullptr, row.read == nullptr,
                            !row.has_test()};
    const char* const forms[] = {"", "=1", "?", "=?"};
    for (int i = 0; i < 4; ++i) {
      if (missing[i]) {
        EXPECT_EQ(execute(at + forms[i]).code, kError) << at << forms[i];
      }
    }
  }
}

TEST_F(InterpreterTest, TakesLowerCaseBlanksAndLineEnds) {
  EXPECT_EQ(text(" at+cereg = 1 \r\n"), "OK\r\n");
  EXPECT_EQ(text("at+cereg?\r\n"), "+CEREG: 1,0\r\nOK\r\n");
}

TEST_F(InterpreterTest, WorksWithoutASink) {
  Interpreter at(store_, radio_, pdns_, wall_clock(), Identity{}, nullptr);
  at.execute("AT+CGEREP=1");
  at.on_pdn_activated(0);
}

TEST_F(InterpreterTest, SaysWhatItsIdentitySays) {
  Interpreter at(store_, radio_, pdns_, wall_clock(),
                 Identity{.imei = "352656100367872", .firmware = "mfw_test"}, nullptr);
  EXPECT_EQ(at.execute("AT+CGSN=1").text, "+CGSN: \"352656100367872\"\r\nOK\r\n");
  EXPECT_EQ(at.execute("AT+CGMR").text, "mfw_test\r\nOK\r\n");
}

TEST_F(InterpreterTest, EveryResponseEndsInAFinalResult) {
  // Lines put together at random from what commands are made of.
  const std::vector<std::string> pieces = {
      "AT",    "at",    "+CFUN",      "+CEREG", "+CGEREP",
      "+CMEE", "+CGSN", "%CMNG",      "=",      "?",
      ",",     "\"",    "0",          "1",      "3",
      "-1",    "5",     "\n",         "\r",     "9999999999999999999",
      "abc",   " ",     "2147483648", "\xff",   std::string(1, '\0'),
      ";"};
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same lines every time
  for (int i = 0; i < 20000; ++i) {
    std::string line = random() % 4 == 0 ? "" : "AT";
    for (auto length = random() % 12; length > 0; --length)
      line += pieces[random() % pieces.size()];
    const Response response = execute(line);
    const bool ok = response.text.ends_with("OK\r\n");
    EXPECT_EQ(ok, response.code == 0) << line;
    EXPECT_TRUE(ok || response.text == "ERROR\r\n" || response.text.starts_with("+CME ERROR: "))
        << line;
  }
}

}  // namespace
}  // namespace hostmodem::at
