#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/timers.h"
#include "link/impaired_link.h"
#include "link/pipe_link.h"
#include "rows.h"

// What each impairment costs: packets through an impaired link over a pipe, beside the same pipe
// alone. This is below the API, where the link is all that is measured.

namespace hostmodem::bench {
namespace {

using link::Direction;
using link::ImpairedLink;
using link::Impairment;
using link::Link;
using link::PipeLink;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::size_t kPacket = 100;
constexpr auto kApart = microseconds(1);  ///< of the model's time, between two packets

/// Where packets arrive. They are counted, so that nothing can be left out.
struct Sink {
  std::size_t packets = 0;
  std::unique_ptr<PipeLink> pipe() {
    auto made = std::make_unique<PipeLink>();
    made->set_handler([this](auto packet) { packets += packet.size() / kPacket; });
    return made;
  }
};

/// Millions of packets each second that the link takes. Both sides run this.
double packets(Link& link, Clock& clock, TimerQueue& timers, Seconds time) {
  constexpr int kBurst = 1000;  // what tells the time takes as long as a packet
  using HostClock = std::chrono::steady_clock;
  const std::vector<std::byte> packet(kPacket);
  const auto start = HostClock::now();
  Seconds elapsed{};
  double sent = 0;
  for (; elapsed < time; elapsed = HostClock::now() - start, sent += kBurst) {
    for (int i = 0; i < kBurst; ++i) {
      link.send(packet);
      clock.advance_to(clock.now() + kApart);
      timers.run_due();
    }
  }
  return sent / elapsed.count() / 1e6;
}

double bare(Seconds time) {
  Clock clock(1.0, Clock::Start::kHeld);
  TimerQueue timers(clock);
  Sink sink;
  return packets(*sink.pipe(), clock, timers, time);
}

Measure impaired(std::function<void(ImpairedLink&, const Clock&)> prepare) {
  return [prepare = std::move(prepare)](Seconds time) {
    Clock clock(1.0, Clock::Start::kHeld);
    TimerQueue timers(clock);
    Sink sink;
    ImpairedLink link(sink.pipe(), timers, 1);
    prepare(link, clock);
    return packets(link, clock, timers, time);
  };
}

Measure impaired(const Impairment& impairment) {
  return impaired(
      [impairment](ImpairedLink& link, const Clock&) { link.impair(Direction::kUp, impairment); });
}

}  // namespace

std::vector<Row> impairment_rows() {
  std::vector<Row> rows;
  const auto add = [&rows](const std::string& what, Measure measure) {
    rows.push_back({"Link: " + what, "M/s", Better::kHigher, std::move(measure), bare});
  };
  add("ideal", impaired(Impairment{}));
  add("after a blackout", impaired([](ImpairedLink& link, const Clock& clock) {
        link.set_blackout(clock.now() + milliseconds(1));
        link.set_blackout({});
      }));
  add("in a blackout",
      impaired([](ImpairedLink& link, const Clock&) { link.set_blackout(TimePoint::max()); }));
  add("loss 0.1", impaired({.loss = 0.1}));
  add("corruption 0.1", impaired({.corruption = 0.1}));
  add("reordering 0.1", impaired({.reordering = 0.1}));
  add("duplication 0.1", impaired({.duplication = 0.1}));
  // As fast as the packets come: each waits for the one before.
  add("rate 800 Mbit/s", impaired({.rate = 800'000'000}));
  add("delay 1 ms", impaired({.delay = milliseconds(1)}));
  return rows;
}

}  // namespace hostmodem::bench
