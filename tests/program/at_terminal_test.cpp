// hostmodem at on a terminal: line editing, history, and what the modem says meanwhile.

#include <signal.h>

#include <fstream>

#include "program/program_test.h"
#include "program/terminal.h"
#include "support/paths.h"

namespace hostmodem::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kUp[] = "\033[A";
constexpr char kControlA[] = "\x01";
constexpr char kControlC[] = "\x03";
constexpr char kControlD[] = "\x04";

class AtTerminal : public ProgramTest {
 protected:
  [[nodiscard]] std::unique_ptr<Terminal> open(const Arguments& arguments = {}) const {
    Arguments all = {HOSTMODEM_PROGRAM, "at"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    auto variables = environment();
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
      if (const char* value = getenv(name)) variables.push_back(std::string(name) + "=" + value);
    }
    auto terminal = std::make_unique<Terminal>(all, variables);
    terminal->wait_for("> ");
    return terminal;
  }

  static constexpr const char* kHistory = ".local/state/hostmodem/history";
};

TEST_F(AtTerminal, AnswersCommandsUntilExit) {
  const auto terminal = open();

  terminal->type("AT+CGSN\r");
  terminal->wait_for("001010000000008\r\nOK\r\n");
  terminal->wait_for("> ");
  terminal->type("AT%NOTHING\r");
  terminal->wait_for("ERROR\r\n");
  terminal->wait_for("> ");
  terminal->type("exit\r");

  EXPECT_EQ(terminal->wait_for_end(), 0);
}

TEST_F(AtTerminal, IsLeftByControlD) {
  const auto terminal = open();

  terminal->type(kControlD);

  EXPECT_EQ(terminal->wait_for_end(), 0);
}

TEST_F(AtTerminal, IsLeftBySigterm) {
  const auto terminal = open();

  kill(terminal->id(), SIGTERM);

  EXPECT_EQ(terminal->wait_for_end(), 0);
}

TEST_F(AtTerminal, LetsALineBeEdited) {
  const auto terminal = open();

  terminal->type("+CFUN?x\x7f");
  terminal->type(kControlA);
  terminal->type("AT\r");

  terminal->wait_for("+CFUN: 0\r\nOK\r\n");
}

TEST_F(AtTerminal, DropsALineAtControlC) {
  const auto terminal = open();

  terminal->type("AT%NOTHING");
  terminal->wait_for("AT%NOTHING");
  terminal->type(kControlC);
  terminal->wait_for("> ");
  terminal->type("AT+CFUN?\r");

  EXPECT_THAT(terminal->wait_for("OK\r\n"), HasSubstr("+CFUN: 0"));
}

TEST_F(AtTerminal, GoesOnOnTheNextLineWhileAQuoteIsOpen) {
  const auto terminal = open();

  terminal->type("AT%CMNG=0,1,0,\"one\r");
  terminal->wait_for("\" ");
  terminal->type("two\"\r");
  terminal->wait_for("OK\r\n");
  terminal->wait_for("> ");
  terminal->type("AT%CMNG=2,1,0\r");

  terminal->wait_for(",\"one\r\ntwo\"\r\nOK\r\n");
}

TEST_F(AtTerminal, DropsAnOpenQuoteAtControlC) {
  const auto terminal = open();

  terminal->type("AT%CMNG=0,1,0,\"one\r");
  terminal->wait_for("\" ");
  terminal->type(kControlC);
  terminal->wait_for("> ");
  terminal->type("AT%CMNG=1\r");

  EXPECT_THAT(terminal->wait_for("OK\r\n"), Not(HasSubstr("%CMNG: ")));
}

TEST_F(AtTerminal, ShowsANotificationAboveTheLineThatIsTyped) {
  const auto terminal = open({"--config", configuration("[network]\nregistration_delay = 1\n")});
  terminal->type("AT+CEREG=1\r");
  terminal->wait_for("OK\r\n");
  std::string between;
  // On a machine that stood still the notification may come first: then once more.
  for (int i = 0; i < 10 && between.empty(); ++i) {
    terminal->wait_for("> ");
    terminal->type("AT+CFUN=1\r");
    terminal->wait_for("+CEREG: 2\r\n");
    // Two rows of this terminal, which has forty columns.
    terminal->type("AT+CGMR                                        ?");
    const std::string typed = terminal->wait_for("?");
    if (typed.find("+CEREG: 1") == std::string::npos) {
      between = terminal->wait_for("+CEREG: 1\r\n");
    } else {
      terminal->type(kControlC);
      terminal->wait_for("> ");
      terminal->type("AT+CFUN=4\r");
      terminal->wait_for("OK\r\n");
    }
  }

  // The line is taken away, from the first of its rows on, and comes again with its prompt.
  EXPECT_THAT(between, EndsWith("\033[1A\r\033[J+CEREG: 1\r\n"));
  EXPECT_THAT(terminal->wait_for("?"), HasSubstr("> AT+CGMR"));
  terminal->type("\x7f\r");
  EXPECT_THAT(terminal->wait_for("OK\r\n"), HasSubstr("mfw_nrf9160"));
}

TEST_F(AtTerminal, BringsCommandsOfAnEarlierSessionBack) {
  {
    const auto terminal = open();
    terminal->type("AT+CGSN\r");
    terminal->wait_for("OK\r\n");
    terminal->wait_for("> ");
    terminal->type("exit\r");
    ASSERT_EQ(terminal->wait_for_end(), 0);
  }
  const auto terminal = open();

  terminal->type(kUp);
  terminal->wait_for("AT+CGSN");
  terminal->type("\r");

  terminal->wait_for("001010000000008\r\nOK\r\n");
  EXPECT_EQ(mode_of(path(kHistory)), 0600U);
  EXPECT_EQ(mode_of(directory().path() / ".local/state/hostmodem"), 0700U);
}

TEST_F(AtTerminal, KeepsNoSecretsInItsHistory) {
  const auto terminal = open();

  for (const char* command :
       {"AT%CMNG=0,1,3,\"c0ffee\"", "at %cmng = 0,1,4,\"c0ffee\"", "AT+CPIN=\"c0ffee\"",
        "AT+CGAUTH=0,1,\"me\",\"c0ffee\"", "AT%CMNG=1", "AT+CGAUTH?"}) {
    terminal->type(std::string(command) + "\r");
    terminal->wait_for("\n");
    terminal->wait_for("> ");
  }
  terminal->type("exit\r");
  ASSERT_EQ(terminal->wait_for_end(), 0);

  EXPECT_EQ(read(kHistory), "AT%CMNG=1\nAT+CGAUTH?\n");
}

TEST_F(AtTerminal, ShortensAHistoryThatHasGrownLong) {
  std::filesystem::create_directories(directory().path() / ".local/state/hostmodem");
  std::string old;
  for (int i = 1; i <= 1500; ++i) old += "AT+X=" + std::to_string(i) + "\n";
  std::ofstream(path(kHistory)) << old;

  const auto terminal = open();
  terminal->type(kUp);
  terminal->wait_for("AT+X=1500");

  EXPECT_THAT(read(kHistory), ::testing::StartsWith("AT+X=501\n"));
  EXPECT_THAT(read(kHistory), EndsWith("AT+X=1500\n"));
  EXPECT_EQ(mode_of(path(kHistory)), 0600U);
}

TEST_F(AtTerminal, WorksWithoutAPlaceForItsHistory) {
  std::ofstream(directory().path() / ".local") << "a file";
  const auto terminal = open();

  EXPECT_THAT(terminal->screen(), HasSubstr("commands are not kept for the next session"));
  terminal->type("AT\r");
  terminal->wait_for("OK\r\n");
}

}  // namespace
}  // namespace hostmodem::test
