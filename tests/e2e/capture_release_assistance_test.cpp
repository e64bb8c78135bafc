// What sockets say of the radio connection (NRF_SO_RAI), as a capture tells it.

#include <gmock/gmock.h>

#include "e2e/modem_test.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;

class CaptureReleaseAssistance : public ModemTest {
 protected:
  /// A modem on a pipe that nobody holds, whose clock is held.
  void start_on_pipe(const std::string& more = "") {
    start("[[network.apn]]\nname = \"a\"\nlink = \"pipe\"\nipv6 = false\n" + more);
    ASSERT_EQ(hostmodem_clock_hold(), 0);
  }
  void capture() { ASSERT_EQ(hostmodem_capture_start(path().c_str()), 0); }
  [[nodiscard]] std::string path() const { return (directory_.path() / "m.pcapng").native(); }

  static void send(Socket& socket) {
    ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
  }

  /// Ends the capture, and gives its events of release assistance and the radio connection.
  [[nodiscard]] std::vector<std::string> events() const {
    hostmodem_capture_stop();
    constexpr std::string_view kPriority = "USER.INFO: ";
    std::vector<std::string> lines =
        dissect_field(path(), "syslog.msg matches \"^(RAI|RRC|socket|AT%)\"", "_ws.col.Info");
    for (std::string& line : lines) line.erase(0, kPriority.size());
    return lines;
  }

  const TemporaryDirectory directory_;
};

TEST_F(CaptureReleaseAssistance, HasWhichSocketSaidWhatAndWhatFollowed) {
  start_on_pipe();
  Socket first = udp();
  Socket second = udp();
  capture();
  modem().at("AT%RAI=1");
  ASSERT_EQ(second.set_option(NRF_SO_RAI, NRF_RAI_ONGOING), gives(0));
  send(second);
  ASSERT_EQ(first.set_option(NRF_SO_RAI_LAST, 0), gives(0));
  send(first);
  ASSERT_EQ(second.set_option(NRF_SO_RAI, NRF_RAI_LAST), gives(0));
  send(second);
  ASSERT_EQ(hostmodem_clock_step(0), 0);
  const std::string one = "socket " + std::to_string(first.fd()) + ": ";
  const std::string two = "socket " + std::to_string(second.fd()) + ": ";
  EXPECT_THAT(events(), ElementsAre("RRC: connected", "RAI: on", two + "RAI ongoing",
                                    two + "keeps the radio connection", one + "RAI last",
                                    one + "needs the radio connection no more", two + "RAI last",
                                    two + "needs the radio connection no more",
                                    "RRC: connected -> idle (release assistance)"));
}

TEST_F(CaptureReleaseAssistance, HasWhatCountsForNothing) {
  start_on_pipe();
  Socket socket = udp();
  capture();
  ASSERT_EQ(socket.set_option(NRF_SO_RAI_LAST, 0), gives(0));
  send(socket);
  ASSERT_EQ(hostmodem_clock_step(0), 0);
  EXPECT_THAT(events(), ElementsAre("RRC: connected", "socket " + std::to_string(socket.fd()) +
                                                          ": RAI last (ignored, RAI is off)"));
}

TEST_F(CaptureReleaseAssistance, OfOneThatStartsLateHasWhoKeepsTheConnection) {
  start_on_pipe();
  modem().at("AT%RAI=1");
  Socket socket = udp();
  ASSERT_EQ(socket.set_option(NRF_SO_RAI_ONE_RESP, 0), gives(0));
  send(socket);
  capture();
  EXPECT_THAT(events(),
              ElementsAre("RRC: connected", "RAI: on",
                          "socket " + std::to_string(socket.fd()) + ": waits for a response"));
}

TEST_F(CaptureReleaseAssistance, HasWhatIsSaidOfAllPackets) {
  start_on_pipe("[network]\naccess = \"nb-iot\"\n");
  Socket socket = udp();
  capture();
  modem().at("AT%XRAI=4");
  send(socket);
  ASSERT_EQ(hostmodem_clock_step(0), 0);
  EXPECT_THAT(events(), ElementsAre("RRC: connected", "AT%XRAI: needs the radio connection no more",
                                    "RRC: connected -> idle (release assistance)"));
}

}  // namespace
}  // namespace hostmodem::test
