// hostmodem at, with its commands from standard input, which is no terminal.

#include "program/program_test.h"

namespace hostmodem::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class AtInput : public ProgramTest {};

TEST_F(AtInput, IsRunLineByLineWhateverItsLineEnds) {
  const Ran ran = run({"at"}, "AT\nAT+CFUN?\r\n\r\n   \nAT\rAT");

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "OK\n+CFUN: 0\nOK\nOK\nOK\n");
}

TEST_F(AtInput, IsAnsweredWhileItGoesOn) {
  const auto program = start({"at"});

  program->write_input("AT+CGSN\n");
  program->wait_for_output("001010000000008\nOK\n");
  program->write_input("AT%X\n");
  program->wait_for_output("ERROR\n");
  program->end_input();

  EXPECT_EQ(program->wait_for_end(), 1);
}

TEST_F(AtInput, ShowsNotificationsThatComeBetweenCommands) {
  const auto program =
      start({"at", "--config", configuration("[network]\nregistration_delay = 0.2\n")});

  program->write_input("AT+CEREG=1\nAT+CFUN=1\n");
  program->wait_for_output("\n+CEREG: 1\n");
  program->end_input();

  EXPECT_EQ(program->wait_for_end(), 0);
}

TEST_F(AtInput, GoesOnOnTheNextLineWhileAQuoteIsOpen) {
  const Ran ran = run({"at"}, "AT%CMNG=0,1,0,\"first\nsecond\n\"\nAT%CMNG=2,1,0\n");

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, EndsWith(",\"first\nsecond\n\"\nOK\n"));
}

TEST_F(AtInput, ThatEndsInAnOpenQuoteIsNotSent) {
  const Ran ran = run({"at"}, "AT\nAT%CMNG=0,1,0,\"first\n");

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "OK\n");
  EXPECT_THAT(ran.err, HasSubstr("double quotes"));
}

TEST_F(AtInput, CauseNotificationsAndEndsWhereItSays) {
  const Ran ran = run({"at"}, "AT+CEREG=1\nAT+CFUN=1\nwait +CEREG: 1\nAT+CGATT?\nexit\nAT%NEVER\n");

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "OK\nOK\n+CEREG: 2\n+CEREG: 1\n+CGATT: 1\nOK\n");
}

TEST_F(AtInput, IsFollowedByTheWaitsOfTheArguments) {
  const Ran ran = run({"at", "--wait", "+CEREG: 1"}, "AT+CEREG=1\nAT+CFUN=1\n");

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, EndsWith("\n+CEREG: 1\n"));
}

TEST_F(AtInput, WithALineThatIsTooLongGoesOnAfterIt) {
  const Ran ran = run({"at"}, "AT" + std::string(30'000, 'x') + "\nAT\n");

  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "OK\n");
  EXPECT_THAT(ran.err, HasSubstr("too long"));
}

TEST_F(AtInput, WithANulByteGoesOnAfterIt) {
  const Ran ran = run({"at"}, std::string("AT+CFUN\0=1\nAT+CFUN?\n", 20));

  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "+CFUN: 0\nOK\n");
  EXPECT_THAT(ran.err, HasSubstr("NUL byte"));
}

TEST_F(AtInput, ThatIsEmptyIsNoError) {
  const Ran ran = run({"at"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "");
}

}  // namespace
}  // namespace hostmodem::test
