#include <cstdlib>
#include <memory>
#include <utility>

#include "radio_watch.h"
#include "support/temporary_directory.h"

// The day of a device that sleeps, over a network that loses packets. psm_day_again_test.cpp runs
// it again, with a capture and a seed of its choice.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr const char* kSeedVariable = "PSM_DAY_SEED";
constexpr std::uint16_t kPort = 7001;
constexpr milliseconds kRetry = 2s;
constexpr milliseconds kGiveUp = 10min;

/// Comes after kPipe, so it begins inside of the access point.
std::string configuration(const std::string& capture) {
  const char* const seed = std::getenv(kSeedVariable);
  return std::string("ipv6 = false\n[modem]\nseed = ") + (seed == nullptr ? "1" : seed) +
         "\n[clock]\nheld = true\n[impairment.uplink]\nloss = 0.3\n[impairment.downlink]\n"
         "loss = 0.2\n[capture]\ntime = \"model\"\nfile = \"" +
         capture + "\"\n";
}

/// A device that says something each hour, again and again until its server has answered; and the
/// server.
class PsmDay : public RadioWatch {
 protected:
  PsmDay() : PsmDay(std::make_unique<TemporaryDirectory>()) {}

  /// Gives all that the modem says from then on until the modem sleeps again; times count from the
  /// first try.
  Entries tell(const std::string& report) {
    Entries said;
    const auto add = [&said](const Entries& more) {
      said.insert(said.end(), more.begin(), more.end());
    };
    rest();
    taken_ = milliseconds(0);
    for (answered_ = false; !answered_ && taken_ < kGiveUp; taken_ += answered_ ? 0s : kRetry) {
      if (tries_++; taken_ > 0s) add(watch(kRetry, kRetry));
      expect(NRF_RAI_ONGOING);
      EXPECT_EQ(send_text(fd_, report), gives(static_cast<int>(report.size())));
      serve(report);
      read();
    }
    expect(NRF_RAI_NO_DATA);
    add(watch(1min, 1s));
    return said;
  }

  /// What it says when it is woken by an uplink, and told that there is no more after that time.
  [[nodiscard]] Entries woken() const {
    const auto at = [](milliseconds time) { return std::to_string(time.count()); };
    return {"0 %XMODEMSLEEP: 1,0", "0 +CSCON: 1", at(taken_) + " +CSCON: 0",
            at(taken_ + 10s) + " %XMODEMSLEEP: 1,7190000"};
  }

  /// An order of the server for the device, which may get lost on its way to the network.
  void give(const std::string& order) {
    const std::uint64_t before = lost_downlink();
    arrive(kPort, order);
    if (lost_downlink() == before) waiting_.push_back(order);
  }

  [[nodiscard]] static std::uint64_t lost_downlink() {
    hostmodem_faults faults{};
    EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_DOWNLINK, &faults), 0);
    return faults.lost;
  }

  const int fd_;
  milliseconds taken_{0};  ///< from the first try to the answer
  int tries_ = 0;
  std::vector<std::string> waiting_;  ///< orders that the network has for the device
  std::vector<std::string> orders_;   ///< that the device has got

 private:
  explicit PsmDay(std::unique_ptr<TemporaryDirectory> directory)
      : RadioWatch(configuration((directory->path() / "day.pcapng").native())),
        fd_(connected_udp(kPort)),
        directory_(std::move(directory)) {
    modem.at("AT%RAI=1");
    modem.at("AT%XMODEMSLEEP=1,0,10240");
    modem.at("AT+CPSMS=1,,,\"00100010\",\"00000101\"");  // two hours, ten seconds
    step(0);  // the update that this brings is due at once: before the next call, not beside it
  }

  void expect(int what) const {
    EXPECT_EQ(outcome(nrf_setsockopt(fd_, NRF_SOL_SOCKET, NRF_SO_RAI, &what, sizeof what)),
              gives(0));
  }

  /// The server answers what reaches it; that may get lost too.
  void serve(const std::string& report) {
    for (const Bytes& packet : take_sent()) {
      EXPECT_EQ(packet.size(), 28 + report.size());
      arrive(kPort, "answer to " + report);
    }
  }

  /// The device takes what has come.
  void read() {
    step(0);
    for (std::string text(64, ' ');;) {
      const auto length = nrf_recv(fd_, text.data(), text.size(), NRF_MSG_DONTWAIT);
      if (length < 0) return;
      const std::string got = text.substr(0, static_cast<std::size_t>(length));
      if (got.starts_with("answer")) {
        answered_ = true;
      } else {
        orders_.push_back(got);
      }
    }
  }

  std::unique_ptr<TemporaryDirectory> directory_;
  bool answered_ = false;
};

TEST_F(PsmDay, EachHourTheRadioComesUpBringsWhatWaitedAndSleepsAgain) {
  tell("hello");
  std::size_t all_orders = 0;
  for (int hour = 1; hour <= 24; ++hour) {
    SCOPED_TRACE("hour " + std::to_string(hour));
    const milliseconds asleep = 59min - 10s - taken_;
    EXPECT_EQ(watch(30min, 10min), Entries{}) << "asleep";
    give("order " + std::to_string(hour));
    EXPECT_EQ(watch(asleep - 30min, 10min), Entries{}) << "asleep, although something waits";
    EXPECT_TRUE(take_sent().empty());
    EXPECT_EQ(receive_text(fd_, 64, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));

    const Entries said = tell("report " + std::to_string(hour));
    EXPECT_EQ(said, woken());
    EXPECT_EQ(orders_, waiting_) << "what waited comes with the first try";
    all_orders += std::exchange(waiting_, {}).size();
    orders_.clear();
  }
  EXPECT_GT(tries_, 25) << "nothing was lost: then this shows less than it should";
  EXPECT_GT(all_orders, 12U);
}

}  // namespace
}  // namespace hostmodem::test
