// hostmodem pty, with pyserial and the shell as its clients.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program/program_test.h"
#include "support/file_descriptor.h"
#include "support/paths.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Pty : public ProgramTest {
 protected:
  /// Starts the service, and learns its device.
  void serve(Arguments arguments = {}) {
    arguments.insert(arguments.begin(), "pty");
    service_ = start(arguments);
    device_ = service_->wait_for_line("");
  }

  [[nodiscard]] Process& service() { return *service_; }
  [[nodiscard]] const std::string& device() const { return device_; }

  /// A client that goes through its steps; see serial_client.py.
  [[nodiscard]] std::unique_ptr<Process> client(const Arguments& steps) const {
    // The one that the Debian package of pyserial is for.
    Arguments all = {"/usr/bin/python3", HOSTMODEM_SOURCE_DIR "/tests/program/serial_client.py",
                     device_};
    all.insert(all.end(), steps.begin(), steps.end());
    return std::make_unique<Process>(all);
  }

  /// Has a client go through its steps to their end.
  void converse(const Arguments& steps) const {
    const auto process = client(steps);
    EXPECT_EQ(process->wait_for_end(), 0) << process->output() << error_output();
  }

  /// Ends the service, which must be a clean end.
  void end(int signal = SIGTERM) {
    kill(service_->id(), signal);
    EXPECT_EQ(service_->wait_for_end(), 0) << error_output();
  }

  void wait_for_error(const std::string& text) const {
    EXPECT_TRUE(eventually([&] { return error_output().find(text) != std::string::npos; }))
        << error_output();
  }

 private:
  std::unique_ptr<Process> service_;
  std::string device_;
};

TEST_F(Pty, SaysItsDeviceAndAnswersThere) {
  serve();

  EXPECT_THAT(device(), StartsWith("/dev/pts/"));
  converse({"send:AT\\r", "exactly:OK\\r\\n", "send:AT+CGSN\\r",
            "exactly:001010000000008\\r\\nOK\\r\\n", "send:AT%X\\r", "exactly:ERROR\\r\\n"});
  end();
  EXPECT_EQ(service().output(), device() + "\n");
  EXPECT_EQ(error_output(), "");
}

TEST_F(Pty, TakesCrLfAndBothAsTheEndOfACommand) {
  serve();

  converse({"send:AT\\r\\nAT+CFUN?\\n\\r\\n\\n  \\rAT\\r",
            "exactly:OK\\r\\n+CFUN: 0\\r\\nOK\\r\\nOK\\r\\n"});
}

TEST_F(Pty, TakesLineEndsInQuotesAsPartOfTheCommand) {
  serve();

  converse({"send:AT%CMNG=0,1,0,\"one\\r\\ntwo\"\\r\\n", "exactly:OK\\r\\n",
            "send:AT%CMNG=2,1,0\\r", "expect:,\"one\\r\\ntwo\"\\r\\nOK\\r\\n"});
}

TEST_F(Pty, TellsNotificationsAfterTheResponseThatTheyFollow) {
  serve();

  converse({"send:AT+CEREG=1\\r", "exactly:OK\\r\\n", "send:AT+CFUN=1\\r",
            "exactly:OK\\r\\n+CEREG: 2\\r\\n+CEREG: 1\\r\\n", "send:AT+CFUN=4\\r",
            "exactly:OK\\r\\n+CEREG: 0\\r\\n"});
}

TEST_F(Pty, TellsNotificationsThatComeByThemselves) {
  serve({"--config", configuration("[network]\nregistration_delay = 0.3\n")});

  converse({"send:AT+CEREG=1\\rAT+CFUN=1\\r", "expect:+CEREG: 1\\r\\n"});
}

TEST_F(Pty, ServesAClientThatComesBack) {
  serve();

  converse({"send:AT+CMEE=1\\r", "exactly:OK\\r\\n", "reopen", "send:AT+CMEE?\\r",
            "exactly:+CMEE: 1\\r\\nOK\\r\\n", "reopen", "reopen", "send:AT\\r",
            "exactly:OK\\r\\n"});
  converse({"send:AT\\r", "exactly:OK\\r\\n"});
}

TEST_F(Pty, KeepsNothingForTheNextClient) {
  serve();
  // Answers that were not read, an open quote, and a line that is not at its end.
  converse({"send:AT+CGSN\\r", "expect:001", "send:AT+CGSN\\rAT+CGSN\\rAT%CMNG=0,1,0,\"x\\r"});

  converse({"send:AT\\r", "exactly:OK\\r\\n"});
}

TEST_F(Pty, ExecutesWhatAClientWroteBeforeItLeft) {
  serve();
  Process shell({"/bin/sh", "-c", "echo AT+CMEE=1 > \"$0\"", device()});
  ASSERT_EQ(shell.wait_for_end(), 0);

  converse({"send:AT+CMEE?\\r", "exactly:+CMEE: 1\\r\\nOK\\r\\n"});
}

TEST_F(Pty, IsRawForAClientThatDoesNotAskForIt) {
  serve();
  for (int i = 0; i < 2; ++i) {
    // What the first one left behind is not there for the second.
    Process shell({"/bin/sh", "-c",
                   "exec 3<>\"$0\"; printf 'AT+CFUN?\\r' >&3; head -c 14 <&3; stty sane <&3",
                   device()});
    EXPECT_EQ(shell.wait_for_end(), 0);
    EXPECT_EQ(shell.output(), "+CFUN: 0\r\nOK\r\n");
  }
}

TEST_F(Pty, AnswersAnErrorToALineThatIsTooLongAndDropsIt) {
  serve();

  converse({"send:AT+CGSN" + std::string(30'000, 'x') + "\\r", "exactly:ERROR\\r\\n", "send:AT\\r",
            "exactly:OK\\r\\n"});
  EXPECT_THAT(error_output(), HasSubstr("too long"));
}

TEST_F(Pty, AnswersAnErrorToAQuoteThatIsNeverClosedAtTheNextLineEnd) {
  serve();

  converse({"send:AT+CGSN=\"" + std::string(30'000, 'x') + "\\r", "exactly:ERROR\\r\\n",
            "send:AT\\r", "exactly:OK\\r\\n"});
}

TEST_F(Pty, AnswersAnErrorToANulByte) {
  serve();

  converse({"send:AT+\\x00CFUN?\\r", "exactly:ERROR\\r\\n", "send:AT\\r", "exactly:OK\\r\\n"});
}

TEST_F(Pty, EchoesOnlyWhenAsked) {
  serve();

  converse({"send:ATE1\\r", "exactly:OK\\r\\n", "send:at+cfun?\\r",
            "exactly:at+cfun?\\r\\n+CFUN: 0\\r\\nOK\\r\\n", "send:ATE0\\r",
            "exactly:ATE0\\r\\nOK\\r\\n", "send:AT\\r", "exactly:OK\\r\\n", "send:ATE1\\r",
            "exactly:OK\\r\\n", "reopen", "send:AT\\r", "exactly:OK\\r\\n"});
}

TEST_F(Pty, LetsBackspaceTakeBackAByte) {
  serve();

  converse({"send:ATX\\b+CFUM\\x7fN?\\r", "exactly:+CFUN: 0\\r\\nOK\\r\\n"});
}

TEST_F(Pty, LosesNoAnswerOfAClientThatReadsLate) {
  serve();

  // The client stops when the service has stopped to read: the queues of both are full.
  converse({"fill:AT%XMONITOR\\r", "count:OK\\r\\n"});
}

TEST_F(Pty, IsEndedThoughItsClientDoesNotRead) {
  serve();
  const auto process = client({"fill:AT%XMONITOR\\r", "expect:never"});
  process->wait_for_output("filled with");

  end();
}

TEST_F(Pty, SaysWhichNotificationsNobodyGot) {
  serve({"--config", configuration("[network]\nregistration_delay = 0.5\n")});
  // The client is gone before the modem is registered, or sees that it is.
  Process shell({"/bin/sh", "-c", "printf 'AT+CEREG=1\\rAT+CFUN=1\\r' > \"$0\"", device()});
  ASSERT_EQ(shell.wait_for_end(), 0);

  wait_for_error("nobody has " + device() + " open: notifications are dropped");
  converse({"send:AT+CGATT?\\r", "expect:OK\\r\\n"});
  EXPECT_THAT(error_output(), HasSubstr("notifications dropped: "));
}

class PtyLink : public Pty {
 protected:
  [[nodiscard]] std::string link() const { return path("modem"); }
};

TEST_F(PtyLink, LeadsToTheDeviceUntilTheEnd) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    serve({"--link", link()});
    EXPECT_EQ(std::filesystem::read_symlink(link()), device());
    end(signal);
    EXPECT_FALSE(std::filesystem::is_symlink(link()));
  }
}

TEST_F(PtyLink, ReplacesADanglingOne) {
  std::filesystem::create_symlink("/dev/pts/gone", link());

  serve({"--link", link()});

  EXPECT_EQ(std::filesystem::read_symlink(link()), device());
  end();
  EXPECT_FALSE(std::filesystem::is_symlink(link()));
}

TEST_F(PtyLink, ReplacesTheOneOfARunThatWasKilled) {
  serve({"--link", link()});
  kill(service().id(), SIGKILL);
  EXPECT_EQ(service().wait_for_end(), 128 + SIGKILL);

  // Another program of this machine may have the device of that name by now: while it has, the link
  // is left alone.
  const bool served = eventually([&] {
    try {
      serve({"--link", link()});
      return true;
    } catch (const std::runtime_error&) {
      EXPECT_THAT(error_output(), HasSubstr("which exists too"));
      return false;
    }
  });
  ASSERT_TRUE(served);

  EXPECT_EQ(std::filesystem::read_symlink(link()), device());
}

TEST_F(PtyLink, DoesNotReplaceAFile) {
  directory().write("modem", "precious");

  const Ran ran = run({"pty", "--link", link()});

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("is not a symbolic link"));
  EXPECT_EQ(read("modem"), "precious");
}

TEST_F(PtyLink, DoesNotReplaceALinkToSomethingThatExists) {
  directory().write("target", "precious");
  std::filesystem::create_symlink(path("target"), link());

  const Ran ran = run({"pty", "--link", link()});

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("target, which exists too"));
  EXPECT_EQ(std::filesystem::read_symlink(link()), path("target"));
}

TEST_F(PtyLink, InAFolderThatDoesNotExistIsAnError) {
  const Ran ran = run({"pty", "--link", path("missing/modem")});

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("No such file"));
}

TEST_F(PtyLink, IsLeftAloneWhenSomebodyElsePutAnotherInItsPlace) {
  serve({"--link", link()});
  std::filesystem::remove(link());
  std::filesystem::create_symlink("/dev/null", link());

  end();

  EXPECT_EQ(std::filesystem::read_symlink(link()), "/dev/null");
}

TEST_F(Pty, IsNotServedWithAConfigurationThatIsWrong) {
  const Ran ran = run({"pty", "--config", configuration("nonsense"), "--link", path("modem")});

  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_FALSE(std::filesystem::is_symlink(path("modem")));
}

}  // namespace
}  // namespace hostmodem::test
