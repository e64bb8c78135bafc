#include "capture/capture.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <random>
#include <sstream>

#include "base/log.h"
#include "support/ip_packets.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

namespace hostmodem::capture {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Row = std::vector<std::string>;
constexpr Time kNoon{12h};

class CaptureTest : public ::testing::Test {
 protected:
  CaptureTest() {
    log::set_sink([this](log::Level, std::string_view line) { lines.emplace_back(line); });
  }
  ~CaptureTest() override { log::set_sink({}); }

  [[nodiscard]] std::string path(const std::string& name = "a.pcapng") const {
    return (directory.path() / name).native();
  }
  [[nodiscard]] std::unique_ptr<Capture> start(
      Capture::Secrets secrets = Capture::Secrets::kLeftOut) const {
    return Capture::start(path(), secrets).value();
  }
  [[nodiscard]] Errno error_of(const std::string& file) const {
    return Capture::start(file, Capture::Secrets::kLeftOut).error();
  }
  [[nodiscard]] std::string content() const {
    std::ifstream file(path(), std::ios::binary);
    return (std::ostringstream() << file.rdbuf()).str();
  }
  [[nodiscard]] mode_t mode() const {
    struct stat status {};
    EXPECT_EQ(::stat(path().c_str(), &status), 0);
    return status.st_mode & 0777;
  }
  static void limit_size_of_files(std::uint64_t size) {
    const rlimit limit{size, RLIM_INFINITY};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }

  const test::TemporaryDirectory directory;
  std::vector<std::string> lines;
  const test::Bytes packet = test::udp_packet({*IpAddress::parse("10.0.2.15"), 5000},
                                              {*IpAddress::parse("10.0.2.2"), 7}, test::Bytes(3));
};

// --- What tshark reads.

TEST_F(CaptureTest, PacketsHaveTheirInterfaceTimeAndDirection) {
  const auto capture = start();
  const auto pdn0 = capture->add_network({.name = "pdn0", .description = "APN first"});
  const auto pdn1 = capture->add_network({.name = "pdn1", .description = "APN second"});
  capture->packet(pdn0, Direction::kOutbound, kNoon, packet);
  capture->packet(pdn1, Direction::kInbound, kNoon + 1ns, packet);

  const auto read = test::dissect(
      path(), "",
      {"frame.interface_name", "frame.interface_description", "frame.time_epoch",
       "frame.packet_flags_direction", "ip.src", "ip.dst", "udp.srcport", "_ws.malformed"});
  EXPECT_TRUE(read.whole);
  EXPECT_THAT(read.rows, ElementsAre(Row{"pdn0", "APN first", "43200.000000000", "0x00000002",
                                         "10.0.2.15", "10.0.2.2", "5000", ""},
                                     Row{"pdn1", "APN second", "43200.000000001", "0x00000001",
                                         "10.0.2.15", "10.0.2.2", "5000", ""}));
}

TEST_F(CaptureTest, AtCommandsAndEventsAreDissected) {
  const auto capture = start();
  capture->at_lines(Direction::kOutbound, kNoon, "AT+CFUN=1\r\n");
  capture->at_lines(Direction::kInbound, kNoon, "OK\r\n");
  capture->event(kNoon, "registration: home (1)");

  const auto read =
      test::dissect(path(), "", {"frame.interface_name", "at.cmd", "at.parameter", "syslog.msg"});
  EXPECT_TRUE(read.whole);
  ASSERT_EQ(read.rows.size(), 3U);
  EXPECT_THAT(read.rows[0], ElementsAre("modem", HasSubstr("+CFUN"), ::testing::_, ""));
  EXPECT_THAT(read.rows[1], ElementsAre("modem", HasSubstr("OK"), "", ""));
  EXPECT_THAT(read.rows[2], ElementsAre("modem", "", "", "registration: home (1)"));
}

TEST_F(CaptureTest, IsReadUpToItsLastWholeBlockWhereverItIsCut) {
  const auto capture = start();
  const auto pdn0 = capture->add_network({.name = "pdn0"});
  capture->packet(pdn0, Direction::kOutbound, kNoon, packet);
  capture->event(kNoon, "before the last one");
  const std::string before = content();
  capture->packet(pdn0, Direction::kInbound, kNoon, packet);
  const std::string whole = content();

  for (std::size_t size = before.size(); size < whole.size(); ++size) {
    const std::string cut = directory.write("cut.pcapng", whole.substr(0, size));
    EXPECT_EQ(test::count_packets(cut), 2U) << whole.size() - size << " bytes are missing";
  }
  EXPECT_EQ(test::count_packets(path()), 3U);
}

TEST_F(CaptureTest, IsReadUpToItsLastWholeBlockWhateverFollows) {
  const auto capture = start();
  capture->event(kNoon, "first");
  capture->event(kNoon, "second");
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same every time
  for (int i = 0; i < 10; ++i) {
    std::string damaged = content();
    for (auto count = 4 + random() % 60; count > 0; --count) {
      damaged += static_cast<char>(random());
    }
    const std::string file = directory.write("damaged.pcapng", damaged);
    EXPECT_THAT(test::dissect_field(file, "", "syslog.msg"), ElementsAre("first", "second")) << i;
  }
}

TEST_F(CaptureTest, EveryBlockIsInTheFileAtOnce) {
  const auto capture = start();
  for (std::size_t count = 0; count < 3; ++count) {
    EXPECT_EQ(test::count_packets(path()), count);
    capture->event(kNoon, "something");
  }
}

// --- Secrets.

TEST_F(CaptureTest, KeepsTlsKeysOnlyWhenAskedTo) {
  constexpr std::string_view kLine = "CLIENT_RANDOM 00 11\n";
  {
    const auto capture = start();
    capture->secrets(kLine);
    EXPECT_THAT(content(), ::testing::Not(HasSubstr("CLIENT_RANDOM")));
  }
  const auto capture = start(Capture::Secrets::kIncluded);
  capture->secrets(kLine);
  EXPECT_THAT(content(), HasSubstr(std::string(kLine)));
}

TEST_F(CaptureTest, WithSecretsTheFileIsItsOwnersAlone) {
  { const auto capture = start(); }
  EXPECT_NE(mode(), 0600U);
  const auto capture = start(Capture::Secrets::kIncluded);
  EXPECT_EQ(mode(), 0600U);
}

// --- What can't be written.

TEST_F(CaptureTest, EmptiesAFileThatExists) {
  directory.write("a.pcapng", std::string(10000, 'x'));
  const auto capture = start();
  EXPECT_THAT(content(), ::testing::Not(HasSubstr("xx")));
}

TEST_F(CaptureTest, AFolderThatIsNotThereIsToldWithThePath) {
  EXPECT_EQ(error_of(path("none/a.pcapng")), Errno::kNoEnt);
  EXPECT_THAT(lines, ElementsAre("capture: can't write " + path("none/a.pcapng") +
                                 ": No such file or directory"));
}

TEST_F(CaptureTest, OnlyRegularFilesAreWritten) {
  EXPECT_EQ(error_of(directory.path().native()), Errno::kIsDir);
  EXPECT_EQ(error_of("/dev/null"), Errno::kInval);
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_NE(error_of(path("fifo")), Errno{}) << "without waiting for a reader";
}

TEST_F(CaptureTest, AFileThatACaptureWritesIsLeftToIt) {
  const auto capture = start();
  capture->event(kNoon, "something");
  EXPECT_EQ(error_of(path()), Errno::kBusy);
  EXPECT_THAT(lines.back(), HasSubstr("another capture writes it"));
  EXPECT_EQ(test::count_packets(path()), 1U);
}

TEST_F(CaptureTest, AFileThatCannotTakeTheBeginningFailsTheStart) {
  limit_size_of_files(10);
  EXPECT_EQ(error_of(path()), Errno::kFBig);
}

TEST_F(CaptureTest, EndsAtTheLimitOfTheProcessWithOneLineAndWithoutASignal) {
  limit_size_of_files(1000);
  const auto capture = start();
  ASSERT_FALSE(capture->failure());
  lines.clear();
  for (int i = 0; i < 100; ++i) capture->event(kNoon, "something");

  EXPECT_EQ(capture->failure(), Errno::kFBig);
  EXPECT_THAT(lines, ElementsAre("capture: ends, " + path() + " can't be written: file too large"));
  EXPECT_TRUE(test::dissect(path(), "", {"syslog.msg"}).whole);
}

TEST_F(CaptureTest, ABlockThatTheDiskTookOnlyAPartOfIsTakenOut) {
  const auto capture = start();
  capture->event(kNoon, "something");
  const std::string before = content();
  // A limit that the capture does not know of: the host takes the first bytes of the next block.
  std::signal(SIGXFSZ, SIG_IGN);
  limit_size_of_files(before.size() + 10);
  capture->event(kNoon, "something else");

  EXPECT_EQ(capture->failure(), Errno::kFBig);
  EXPECT_EQ(content(), before);
}

}  // namespace
}  // namespace hostmodem::capture
