// hostmodem control: an application whose network is changed while it runs.

#include <signal.h>

#include "program/run_test.h"
#include "support/patience.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ControlProgram : public RunTest {
 protected:
  /// Starts the application, which says "answered" for each line that it is given.
  void start_application(Arguments options = {}) {
    options.insert(options.end(), {"--control", socket_, "--capture", capture_});
    application_ = start(line(options, "repeat"));
    EXPECT_EQ(control({"--wait", "30", socket_, "status"}).status, 0);
  }
  [[nodiscard]] Ran control(Arguments arguments) const {
    // Not run(): what the application has on standard error is kept.
    arguments.insert(arguments.begin(), {HOSTMODEM_PROGRAM, "control"});
    Arguments all = {"/bin/sh", "-c", "exec 2>\"$0\"; exec \"$@\"", path("control.err")};
    all.insert(all.end(), arguments.begin(), arguments.end());
    Process process(all, environment());
    const int status = process.wait_for_end();
    return {status, process.output(), read("control.err")};
  }
  [[nodiscard]] Ran tell(Arguments words) const {
    words.insert(words.begin(), socket_);
    return control(words);
  }
  [[nodiscard]] bool status_has(const std::string& text) const {
    return eventually([&] { return tell({"status"}).out.find(text) != std::string::npos; });
  }
  int end_application() {
    application_->end_input();
    return application_->wait_for_end();
  }

  const std::string socket_ = path("ctl.sock");
  const std::string capture_ = path("run.pcapng");
  std::unique_ptr<Process> application_;
};

TEST_F(ControlProgram, BlacksOutAnApplicationThatRunsAndRestoresIt) {
  start_application();
  application_->write_input("one\n");
  application_->wait_for_output("answered 1");

  const Ran begun = tell({"blackout"});
  EXPECT_EQ(begun.status, 0);
  EXPECT_EQ(begun.out + begun.err, "");
  application_->write_input("two\n");
  EXPECT_TRUE(status_has(" blacked out\n"));
  EXPECT_EQ(application_->output(), "answered 1\n");
  EXPECT_EQ(tell({"blackout", "end"}).status, 0);
  application_->wait_for_output("answered 2");
  EXPECT_EQ(end_application(), 0);

  EXPECT_THAT(error_output(), HasSubstr(" lost in a blackout\n"));
  EXPECT_FALSE(std::filesystem::exists(socket_));
  EXPECT_THAT(dissect_field(capture_, "syslog", "_ws.col.Info"),
              AllOf(Contains(HasSubstr("pdn0: blackout until it is ended")),
                    Contains(HasSubstr("uplink: packet 1 blacked out")),
                    Contains(HasSubstr("pdn0: blackout ended")),
                    Contains(HasSubstr("control: blackout end"))));
}

TEST_F(ControlProgram, ImpairsAnApplicationThatRuns) {
  start_application({"--loss", "1"});
  application_->write_input("one\n");
  EXPECT_TRUE(status_has(" lost\n"));
  EXPECT_EQ(tell({"impair", "loss=0"}).status, 0);
  application_->wait_for_output("answered 1");
  EXPECT_EQ(end_application(), 0);
}

TEST_F(ControlProgram, SaysWhatTheModemRefuses) {
  start_application();
  const Ran ran = tell({"impair", "loss=2"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "hostmodem: impair: loss=2: [impairment.uplink] loss: expected a probability from 0 to "
            "1, got 2\n");
  EXPECT_THAT(tell({"help"}).out, HasSubstr("blackout [pdn=N] [seconds=S|end]\n"));
}

TEST_F(ControlProgram, SaysWhenNobodyIsThere) {
  EXPECT_EQ(tell({"status"}).status, 2);
  EXPECT_EQ(tell({"status"}).err, "hostmodem: " + socket_ + ": No such file or directory\n");
  start_application();
  kill(application_->id(), SIGTERM);
  EXPECT_EQ(application_->wait_for_end(), 128 + SIGTERM);
  EXPECT_EQ(tell({"status"}).err, "hostmodem: " + socket_ + ": Connection refused\n");
}

TEST_F(ControlProgram, RefusesArgumentsThatAreNone) {
  EXPECT_EQ(control({}).status, 2);
  EXPECT_EQ(control({socket_}).status, 2);
  EXPECT_EQ(control({"--wait", "-1", socket_, "status"}).status, 2);
  EXPECT_EQ(tell({"two words"}).err,
            "hostmodem: \"two words\": expected a word of printable ASCII characters\n");
  EXPECT_EQ(tell({"one\nstatus"}).status, 2);
  EXPECT_EQ(tell({""}).status, 2);
  EXPECT_THAT(control({std::string(108, 'x'), "status"}).err,
              HasSubstr("not the path of a socket, which has 1 to 107 bytes"));
}

class RunControlled : public RunTest {};

TEST_F(RunControlled, BlacksOutFromTheStart) {
  const auto faults = summary({"--scale", "1000", "--blackout", "0:4294967"},
                              "refused")["modems"][0]["pdns"][0]["uplink"]["faults"];
  EXPECT_EQ(status(), 0);
  EXPECT_GT(faults["blacked_out"], 0);
}

TEST_F(RunControlled, RefusesABlackoutThatIsNone) {
  const Ran ran = run_mode({"--blackout", "30"}, "exchange");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.err, "hostmodem: --blackout 30: expected AFTER:DURATION\n");
  EXPECT_THAT(run_mode({"--blackout", "1:x"}, "exchange").err,
              StartsWith("hostmodem: --blackout 1:x: [impairment] blackout: expected a number of "
                         "seconds from 0 to 4294967, got "));
}

TEST_F(RunControlled, GivesEachProcessASocketOfItsOwn) {
  EXPECT_EQ(run_mode({"--control", path("ctl.%p")}, "processes").status, 0);
  EXPECT_EQ(run_mode({"--control", path("ctl.sock")}, "cycles").status, 0);
  EXPECT_EQ(run_mode({"--control", ""}, "cycles").err, "hostmodem: --control: no file\n");
}

}  // namespace
}  // namespace hostmodem::test
