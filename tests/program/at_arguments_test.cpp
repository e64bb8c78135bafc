// hostmodem at, with its commands as arguments; and what holds for all subcommands' arguments.

#include "program/program_test.h"
#include "support/paths.h"

namespace hostmodem::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AtArguments : public ProgramTest {};

TEST_F(AtArguments, AreRunInOrderAndTheirAnswersPrinted) {
  const Ran ran = run({"at", "AT+CGMI", "AT", "AT+CFUN?"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, EndsWith("\nOK\nOK\n+CFUN: 0\nOK\n"));
  EXPECT_EQ(ran.err, "");
}

TEST_F(AtArguments, MayBeInLowerCaseAndNamedAsASubcommand) {
  const Ran ran = run({"at", "at", "at+cfun?"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "OK\n+CFUN: 0\nOK\n");
}

TEST_F(AtArguments, AreAllRunWhenOneIsRefusedAndTheStatusSaysSo) {
  const Ran ran = run({"at", "AT%NOTHING", "AT+CMEE=1", "AT%CMNG=2,1,0", "AT"});

  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "ERROR\nOK\n+CME ERROR: 513\nOK\n");
}

TEST_F(AtArguments, MayHoldPercentSignsAndLines) {
  const Ran ran = run({"at", "AT%CMNG=0,1,0,\"%s\n%n\"", "AT%CMNG=2,1,0"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, EndsWith(",\"%s\n%n\"\nOK\n"));
}

TEST_F(AtArguments, WaitForANotificationWhereTheWaitIs) {
  const Ran ran = run({"at", "AT+CEREG=1", "AT+CFUN=1", "--wait", "+CEREG: 1", "AT+CGPADDR=0"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, StartsWith("OK\nOK\n+CEREG: 2\n+CEREG: 1\n+CGPADDR: 0,\"10.0.2.15\""));
}

TEST_F(AtArguments, WaitForWhatCameAfterTheCommandBefore) {
  const Ran ran = run({"at", "AT+CEREG=1", "AT+CFUN=1", "--wait", "+CEREG: 1", "--wait",
                       "+CEREG: 2", "AT+CFUN=4", "--wait", "+CEREG: 0"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "OK\nOK\n+CEREG: 2\n+CEREG: 1\nOK\n+CEREG: 0\n");
}

TEST_F(AtArguments, EndWithAStatusOfTheirOwnWhenNothingComes) {
  const Ran ran = run({"at", "AT", "--wait", "+CEREG", "AT+CFUN?", "--timeout", "0.01"});

  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "OK\n");
  EXPECT_THAT(ran.err, HasSubstr("\"+CEREG\""));
}

TEST_F(AtArguments, ThatAreTooLongAreAnError) {
  const Ran ran = run({"at", "AT+CGMI" + std::string(100'000, 'x'), "AT"});

  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "ERROR\nOK\n");
}

TEST_F(AtArguments, GiveAnAnswerOfAnyLength) {
  // More than a hundred credentials: their listing is longer than any buffer that one would guess.
  ProgramTest::Arguments arguments = {"at"};
  for (int tag = 100; tag < 250; ++tag) {
    arguments.push_back("AT%CMNG=0," + std::to_string(tag) + ",0,\"x\"");
  }
  arguments.emplace_back("AT%CMNG=1");
  const Ran ran = run(arguments);

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("OK\n%CMNG: 100,0,\""));
  EXPECT_THAT(ran.out, HasSubstr("\n%CMNG: 249,0,\""));
}

TEST_F(AtArguments, UseTheConfigurationThatIsGiven) {
  const Ran ran =
      run({"at", "--config", configuration("[modem]\nimei = \"490154203237518\"\n"), "AT+CGSN"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "490154203237518\nOK\n");
}

TEST_F(AtArguments, AreNotRunWithAConfigurationThatIsWrong) {
  const Ran ran = run({"at", "--config", configuration("[modem]\ncolour = \"blue\"\n"), "AT"});

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("modem.toml:2: [modem] colour"));
}

TEST_F(AtArguments, AreNotRunWithoutTheConfiguration) {
  const Ran ran = run({"at", "--config", path("missing.toml"), "AT"});

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("missing.toml: No such file"));
}

TEST_F(AtArguments, SayWhenTheirAnswersCannotBeWritten) {
  Process process({"/bin/sh", "-c", "exec \"$0\" at AT > /dev/full", HOSTMODEM_PROGRAM},
                  environment());

  EXPECT_EQ(process.wait_for_end(), 2);
  EXPECT_THAT(process.output(), HasSubstr("standard output: No space left on device"));
}

struct WrongUse {
  std::vector<std::string> arguments;
  const char* message;
};

void PrintTo(const WrongUse& use, std::ostream* out) {
  *out << "hostmodem";
  for (const std::string& argument : use.arguments) *out << ' ' << argument;
}

class WrongArguments : public ProgramTest, public ::testing::WithParamInterface<WrongUse> {};

TEST_P(WrongArguments, AreAnErrorOfTheirOwn) {
  const Ran ran = run(GetParam().arguments);

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongArguments,
    ::testing::Values(WrongUse{{}, "A subcommand is required"},
                      WrongUse{{"sing"}, "unknown subcommand sing"}, WrongUse{{"--loud"}, "--loud"},
                      WrongUse{{"at", "--loud", "AT"}, "--loud"},
                      WrongUse{{"at", "--wait"}, "--wait"},
                      WrongUse{{"at", "--timeout", "soon", "AT"}, "--timeout"},
                      WrongUse{{"at", "--timeout", "-1", "AT"}, "--timeout"},
                      WrongUse{{"pty", "AT"}, "AT"}, WrongUse{{"pty", "--link"}, "--link"},
                      WrongUse{{"credentials"}, "A subcommand is required"},
                      WrongUse{{"credentials", "burn"}, "unknown subcommand burn"},
                      WrongUse{{"credentials", "add", "--ca", "ca.pem"}, "--tag is required"},
                      WrongUse{{"credentials", "add", "--tag", "1"}, "nothing to add"},
                      WrongUse{{"credentials", "add", "--tag", "1", "--psk", "00"}, "--psk"},
                      WrongUse{{"credentials", "add", "--tag", "2147483648"}, "--tag"},
                      WrongUse{{"credentials", "add", "--tag", "-1"}, "--tag"},
                      WrongUse{{"credentials", "add", "--tag", "x"}, "--tag"},
                      WrongUse{{"credentials", "remove"}, "--tag is required"},
                      WrongUse{{"credentials", "remove", "--tag", "1", "--type", "y"}, "--type"}));

}  // namespace
}  // namespace hostmodem::test
