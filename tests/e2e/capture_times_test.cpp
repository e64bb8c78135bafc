// The times in a capture: the host's day, or the modem's clock alone.

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>

#include "e2e/modem_test.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

class CaptureTimes : public ModemTest {
 protected:
  void start_with(const std::string& capture, const std::string& more = "") {
    start("[capture]\nfile = \"" + path() + "\"\n" + capture + more);
  }
  [[nodiscard]] std::string path() const { return (directory_.path() / "m.pcapng").native(); }

  /// Ends the capture, and gives the times of the commands that contain `command`.
  std::vector<std::string> times_of(const std::string& command) {
    hostmodem_capture_stop();
    return dissect_field(path(),
                         "frame.packet_flags_direction == 2 && at.cmd contains \"" + command + "\"",
                         "frame.time_epoch");
  }
  /// Of all that is in it, in whole seconds.
  std::vector<std::int64_t> seconds() {
    hostmodem_capture_stop();
    std::vector<std::int64_t> result;
    for (const std::string& time : dissect_field(path(), "", "frame.time_epoch")) {
      result.push_back(std::stoll(time));
    }
    return result;
  }

  static std::int64_t now() {
    using std::chrono::seconds;
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<seconds>(since).count();
  }

  const TemporaryDirectory directory_;
};

TEST_F(CaptureTimes, AreTheHostsDayUnlessToldOtherwise) {
  for (const char* const capture : {"", "time = \"real\"\n"}) {
    const std::int64_t before = now();
    start_with(capture);
    modem().at("AT+CGSN");
    EXPECT_THAT(seconds(), AllOf(Not(IsEmpty()), Each(AllOf(Ge(before), Le(now())))));
  }
}

TEST_F(CaptureTimes, OfTheModelBeginWithTheYear1970) {
  start_with("time = \"model\"\n", "[clock]\nheld = true\n");
  ASSERT_EQ(hostmodem_clock_step(3600000), 0);
  modem().at("AT+CGSN");
  EXPECT_THAT(times_of("+CFUN"), ElementsAre("0.000000000"));
  EXPECT_THAT(times_of("+CGSN"), ElementsAre("3600.000000000"));
}

TEST_F(CaptureTimes, OfTheModelAreThoseOfALateCaptureToo) {
  start_with("time = \"model\"\n", "[clock]\nheld = true\n");
  ASSERT_EQ(hostmodem_clock_step(1500), 0);
  ASSERT_EQ(hostmodem_capture_stop(), 0);
  ASSERT_EQ(hostmodem_capture_start(path().c_str()), 0);
  modem().at("AT+CGSN");
  EXPECT_THAT(times_of("+CGSN"), ElementsAre("1.500000000"));
}

// The modem told the host's date, so that two runs of the same gave different captures.
TEST_F(CaptureTimes, OfTheModelAreTheModemsTimeOfDayToo) {
  start_with("time = \"model\"\n", "[clock]\nheld = true\n");
  EXPECT_THAT(modem().at("AT+CCLK?"), HasSubstr("+CCLK: \"70/01/01,00:00:00+00\""));
  ASSERT_EQ(hostmodem_clock_step(61000), 0);
  EXPECT_THAT(modem().at("AT+CCLK?"), HasSubstr("+CCLK: \"70/01/01,00:01:01+00\""));
  modem().at("AT+CCLK=\"70/01/01,00:00:00+00\"");
  EXPECT_THAT(modem().at("AT+CCLK?"), HasSubstr("+CCLK: \"70/01/01,00:00:00+00\""));
}

TEST_F(CaptureTimes, OfTheModelAreTheNetworksTimeToo) {
  start_with("time = \"model\"\n", "[clock]\nheld = true\n");
  modem().at("AT%XTIME=1");
  modem().at("AT+CFUN=4");
  ASSERT_EQ(hostmodem_clock_step(61000), 0);
  modem().at("AT+CFUN=1");
  ASSERT_EQ(hostmodem_clock_step(0), 0);
  hostmodem_capture_stop();
  EXPECT_THAT(dissect_field(path(), "frame contains \"XTIME: \"", "_ws.col.Info"),
              ElementsAre(HasSubstr("%XTIME: \"00\",\"07101000101000\",\"00\"")));
}

TEST_F(CaptureTimes, OfTheHostAreTheModemsTimeOfDayToo) {
  start_with("");
  const std::chrono::year_month_day before(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  const std::string told = modem().at("AT+CCLK?");
  const std::chrono::year_month_day after(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  const auto year = [](const std::chrono::year_month_day& day) {
    return "+CCLK: \"" + std::to_string(static_cast<int>(day.year()) % 100);
  };
  EXPECT_THAT(told, AnyOf(HasSubstr(year(before)), HasSubstr(year(after))));
}

TEST_F(CaptureTimes, AClockThatIsHeldFromTheStartIsSteppedAndLetGo) {
  start_with("time = \"model\"\n", "[clock]\nheld = true\n");
  ASSERT_EQ(hostmodem_clock_step(1000), 0);
  ASSERT_EQ(hostmodem_clock_run(1.0), 0);
  EXPECT_EQ(hostmodem_clock_step(1000), -NRF_EINVAL);
}

}  // namespace
}  // namespace hostmodem::test
