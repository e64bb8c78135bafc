#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/timers.h"
#include "link/impaired_link.h"
#include "link/pipe_link.h"
#include "unit/link/packets.h"

namespace hostmodem::link {

inline void PrintTo(const FaultEvent& event, std::ostream* out) {
  *out << "fault " << static_cast<int>(event.kind) << " of packet " << event.number
       << (event.direction == Direction::kUp ? " up" : " down");
}

namespace testing {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An impaired link over a pipe, on a clock that is stepped.
class ImpairedLinkTest : public ::testing::Test {
 protected:
  struct Arrival {
    Duration time;
    std::string text;
    bool operator==(const Arrival&) const = default;
    friend void PrintTo(const Arrival& arrival, std::ostream* out) {
      *out << arrival.text << " at " << arrival.time.count() << " ns";
    }
  };

  explicit ImpairedLinkTest(std::uint64_t seed = 7)
      : link_(std::make_unique<ImpairedLink>(take_pipe(), timers_, seed)) {
    clock_.hold();
    start_ = clock_.now();
    pipe_->set_handler([this](auto packet) { up_.push_back({now(), to_text(packet)}); });
    link_->set_receiver([this](auto packet) { down_.push_back({now(), to_text(packet)}); });
    link_->set_fault_handler([this](const FaultEvent& event) { faults_.push_back(event); });
  }

  /// Since the start of the test.
  [[nodiscard]] Duration now() const { return clock_.now() - start_; }

  /// From deadline to deadline, as the event loop does.
  void step(Duration span) {
    const TimePoint end = clock_.now() + span;
    timers_.run_due();
    while (timers_.next_deadline() && *timers_.next_deadline() <= end) {
      clock_.advance_to(*timers_.next_deadline());
      timers_.run_due();
    }
    clock_.advance_to(end);
  }

  void send(const std::string& text) { link_->send(to_bytes(text)); }
  void inject(const std::string& text) { pipe_->inject(to_bytes(text)); }

  /// Sends "0", "1", ... and waits for the last one to arrive. What has arrived, in its order.
  std::vector<std::string> send_numbers(int count) {
    for (int i = 0; i < count; ++i) send(std::to_string(i));
    step(seconds(1));
    return texts(up_);
  }

  static std::vector<std::string> texts(const std::vector<Arrival>& arrivals) {
    std::vector<std::string> result;
    for (const Arrival& arrival : arrivals) result.push_back(arrival.text);
    return result;
  }
  static std::vector<std::string> numbers(int count) {
    std::vector<std::string> result;
    for (int i = 0; i < count; ++i) result.push_back(std::to_string(i));
    return result;
  }

  [[nodiscard]] std::size_t count(Fault kind) const {
    return static_cast<std::size_t>(
        std::count_if(faults_.begin(), faults_.end(),
                      [&](const FaultEvent& event) { return event.kind == kind; }));
  }

  Clock clock_;
  TimerQueue timers_{clock_};
  TimePoint start_;
  PipeLink* pipe_ = nullptr;
  std::unique_ptr<ImpairedLink> link_;
  std::vector<Arrival> up_;
  std::vector<Arrival> down_;
  std::vector<FaultEvent> faults_;

 private:
  std::unique_ptr<Link> take_pipe() {
    auto pipe = std::make_unique<PipeLink>();
    pipe_ = pipe.get();
    return pipe;
  }
};

}  // namespace testing
}  // namespace hostmodem::link
