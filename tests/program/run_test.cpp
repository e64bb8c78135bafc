// hostmodem run: how the application is started, configured and ended.

#include "program/run_test.h"

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Run : public RunTest {};

TEST_F(Run, GivesWhatTheApplicationReturns) {
  EXPECT_EQ(run_mode({}, "exchange").status, 0);
  EXPECT_EQ(run_mode({}, "exit").status, 5);
  EXPECT_EQ(run_mode({"--summary", "none"}, "exit").status, 5);
}

TEST_F(Run, GivesArgumentsToTheApplicationAsTheyAre) {
  const Ran ran =
      run({"run", "--summary", "none", "--", "/bin/echo", "at", "--loss", "2", "--", "--help"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "at --loss 2 -- --help\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(Run, GivesStandardInputToTheApplication) {
  EXPECT_EQ(run({"run", "--", "cat"}, "a line\n").out, "a line\n");
}

TEST_F(Run, SaysWhenThereIsNoSuchProgram) {
  const Ran ran = run({"run", "--", path("missing")});

  EXPECT_EQ(ran.status, 127);
  EXPECT_EQ(ran.err, "hostmodem: " + path("missing") + ": No such file or directory\n");
}

TEST_F(Run, SaysWhenTheProgramCannotBeExecuted) {
  const std::string file = directory().write("text", "no program");
  const Ran ran = run({"run", "--", file});

  EXPECT_EQ(ran.status, 126);
  EXPECT_EQ(ran.err, "hostmodem: " + file + ": Permission denied\n");
}

TEST_F(Run, NeedsAnApplication) {
  const Ran ran = run({"run", "--seed", "1"});

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("command is required"));
}

TEST_F(Run, PassesSignalsOnAndGivesTheStatusOfThem) {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    const auto process = start(line({}, "wait"));
    process->wait_for_output("waiting");
    kill(process->id(), number);

    EXPECT_EQ(process->wait_for_end(), 128 + number);
    EXPECT_THAT(error_output(), HasSubstr("never shut down"));
  }
}

TEST_F(Run, LeavesNothingInTheTemporaryDirectory) {
  const std::string temporary = path("tmp");
  std::filesystem::create_directory(temporary);
  ASSERT_EQ(setenv("TMPDIR", temporary.c_str(), 1), 0);
  static_cast<void>(run_mode({}, "exchange"));
  static_cast<void>(run_mode({}, "kill"));
  const auto process = start(line({}, "wait"));
  process->wait_for_output("waiting");
  EXPECT_FALSE(std::filesystem::is_empty(temporary));
  kill(process->id(), SIGTERM);
  static_cast<void>(process->wait_for_end());

  EXPECT_TRUE(std::filesystem::is_empty(temporary));
}

TEST_F(Run, ConfiguresTheModem) {
  const std::string file = configuration("[modem]\nseed = 3\nlog = \"info\"\n");

  EXPECT_THAT(run_mode({"--config", file}, "exchange").err, HasSubstr("seed 3;"));
}

TEST_F(Run, IsStrongerThanTheConfiguration) {
  const std::string file = configuration("[modem]\nseed = 3\n");

  EXPECT_THAT(run_mode({"--config", file, "--seed", "4"}, "exchange").err, HasSubstr("seed 4;"));
  EXPECT_THAT(run_mode({}, "configured").err, HasSubstr("seed 1;"));
  EXPECT_THAT(run_mode({"--seed", "4"}, "configured").err, HasSubstr("seed 4;"));
}

TEST_F(Run, SetsAnyKey) {
  const Ran ran = run({"run", "--set", "modem.imei=490154203237518", "--set", "network.tac = 0x10",
                       "--set", "network.operator=24201", "--", HOSTMODEM_PROGRAM, "at", "AT+CGSN",
                       "AT+CEREG=2", "AT+CFUN=1", "--wait", "+CEREG: 1"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("490154203237518\n"), HasSubstr("+CEREG: 1,\"0010\"")));
}

TEST_F(Run, SetsTheImpairmentOfBothDirectionsOrOfOne) {
  // All packets are lost, or none: chance has no part.
  const auto lost = [](const nlohmann::json& summary, const char* direction) -> bool {
    return summary["modems"][0]["pdns"][0][direction]["faults"]["lost"] > 0;
  };
  const auto uplink = summary({"--scale", "1000", "--uplink-loss", "1"}, "refused");
  EXPECT_TRUE(lost(uplink, "uplink"));
  EXPECT_FALSE(lost(uplink, "downlink"));
  const auto particular =
      summary({"--scale", "1000", "--uplink-loss", "0", "--loss", "1"}, "refused");
  EXPECT_FALSE(lost(particular, "uplink"));
  EXPECT_TRUE(lost(particular, "downlink"));
}

TEST_F(Run, TakesEveryKeyOfTheImpairment) {
  Arguments options;
  for (const char* const key :
       {"loss", "corruption", "reordering", "duplication", "delay", "jitter", "rate", "queue"}) {
    for (const char* const direction : {"--", "--uplink-", "--downlink-"}) {
      options.push_back(std::string(direction) + key);
      options.emplace_back("1");
    }
  }
  const Ran ran = run_mode(options, "never");

  EXPECT_EQ(ran.status, 3);
}

TEST_F(Run, Captures) {
  const std::string file = path("run.pcapng");
  static_cast<void>(run_mode({"--capture", file, "--secrets"}, "exchange"));

  EXPECT_THAT(read("run.pcapng"), HasSubstr("hello"));
  EXPECT_EQ(mode_of(file), 0600U);
}

// The second process emptied the capture of the first, and nobody said so.
TEST_F(Run, SaysThatACaptureHasOneOfSeveralModemsOnly) {
  const std::string port = std::to_string(echo_port());
  const std::string both = application() + " exchange " + port;
  const auto in_one =
      run({"run", "--capture", path("run.pcapng"), "--", "/bin/sh", "-c", both + " && " + both});
  EXPECT_THAT(in_one.err,
              HasSubstr("--capture " + path("run.pcapng") + ": it has one of 2 modems only"));
  const auto in_two =
      run({"run", "--capture", path("run-%p.pcapng"), "--", "/bin/sh", "-c", both + " && " + both});
  EXPECT_THAT(in_two.err, Not(HasSubstr("modems only")));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path(""))) {
    if (entry.path().filename().native().starts_with("run-")) ++files;
  }
  EXPECT_EQ(files, 2U);
}

struct Refusal {
  std::vector<std::string> options;
  std::string message;
};

TEST_F(Run, RefusesWhatTheConfigurationWouldRefuse) {
  const std::vector<Refusal> refusals = {
      {{"--loss", "2"},
       "--loss 2: [impairment.uplink] loss: expected a probability from 0 to 1, got 2"},
      {{"--downlink-queue", "0"},
       "--downlink-queue 0: [impairment.downlink] queue: expected an integer from 1 to "
       "4294967295, bytes, got 0"},
      {{"--seed", "x"},
       "--seed x: [modem] seed: expected an integer from 0 to 4294967295, got a string"},
      {{"--scale", "0"},
       "--scale 0: [clock] scale: expected a number from 0.001 to 1000000, got 0"},
      {{"--log", "loud"},
       "--log loud: [modem] log: expected \"debug\", \"info\", \"warning\", \"error\" or "
       "\"off\", got \"loud\""},
      {{"--set", "modem.imie=1"},
       "--set modem.imie=1: [modem] imie: unknown key; did you mean imei?"},
      {{"--set", "modem"}, "--set modem: expected SECTION.KEY=VALUE"},
      {{"--set", "modem.log=\"off\"\nx=1"}, "--set modem.log=\"off\"\nx=1: has more than one line"},
      {{"--summary-file", "/nowhere/file"}, "/nowhere/file: No such file or directory"},
  };
  for (const Refusal& refusal : refusals) {
    Arguments arguments = {"run"};
    arguments.insert(arguments.end(), refusal.options.begin(), refusal.options.end());
    for (const char* const word : {"--", "/bin/echo", "started"}) arguments.emplace_back(word);
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.status, 2) << refusal.message;
    EXPECT_EQ(ran.out, "") << refusal.message;
    EXPECT_EQ(ran.err, "hostmodem: " + refusal.message + "\n");
  }
}

TEST_F(Run, RefusesAConfigurationThatIsWrong) {
  const std::string file = configuration("[modem]\ncolour = \"blue\"\n");
  const Ran ran = run_mode({"--config", file}, "exchange");

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("modem.toml:2: [modem] colour"));
  EXPECT_THAT(ran.err, Not(HasSubstr("returned")));
}

TEST_F(Run, RefusesAConfigurationThatCanBeReadOnlyOnce) {
  const std::string pipe = path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const Ran ran = run_mode({"--config", pipe}, "exchange");

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("can't be a pipe"));
}

}  // namespace
}  // namespace hostmodem::test
