#include "pdn/impairment_text.h"

#include <array>
#include <chrono>
#include <string_view>

#include "base/log.h"

namespace hostmodem::pdn {
namespace {

using link::Direction;
using link::Fault;
using link::Impairment;
using std::chrono::milliseconds;

/// By link::Fault: what a packet was.
constexpr std::array<std::string_view, link::kFaultKinds> kFaultTexts = {
    "blacked out", "lost", "corrupted", "reordered", "duplicated", "overflowed"};

/// By PacketLoss::Cause: why a packet was lost.
constexpr std::array<std::string_view, 4> kLossTexts = {
    "too many wait for the radio connection", "too much waits for the air",
    "too much is under way in the network", "rate control blocks uplink"};

std::string_view text_of(Direction direction) {
  return direction == Direction::kUp ? "uplink" : "downlink";
}

/// Whole milliseconds: what began with a whole number of them has lost some nanoseconds since.
milliseconds::rep milliseconds_of(Duration span) {
  return std::chrono::ceil<milliseconds>(span).count();
}

}  // namespace

std::string_view name_of(Fault fault) { return kFaultTexts[static_cast<std::size_t>(fault)]; }

std::string fault_text(PdnId id, const link::FaultEvent& fault) {
  std::string text = fmt::format("pdn{} {}: packet {} {}", id, text_of(fault.direction),
                                 fault.number, name_of(fault.kind));
  if (fault.kind == Fault::kCorruption) text += fmt::format(" (bit {})", fault.bit);
  return text;
}

std::string packet_loss_text(PdnId id, const PacketLoss& loss) {
  return fmt::format("pdn{} {}: packet of {} bytes lost, {}", id, text_of(loss.direction),
                     loss.size, kLossTexts[static_cast<std::size_t>(loss.cause)]);
}

std::string impairment_text(PdnId id, Direction direction, const Impairment& impairment) {
  std::string list;
  const auto add = [&list](std::string_view name, auto value, std::string_view unit = {}) {
    if (value == decltype(value){}) return;
    list += fmt::format("{}{} {}{}", list.empty() ? "" : ", ", name, value, unit);
  };
  add("loss", impairment.loss);
  add("corruption", impairment.corruption);
  add("reordering", impairment.reordering);
  add("duplication", impairment.duplication);
  if (impairment.rate != 0) {
    add("rate", impairment.rate, " bit/s");
    add("queue", impairment.queue, " bytes");
  }
  add("delay", milliseconds_of(impairment.delay), " ms");
  add("jitter", milliseconds_of(impairment.jitter), " ms");
  return fmt::format("pdn{} {}: {}", id, text_of(direction), list.empty() ? "ideal" : list);
}

std::string blackout_text(PdnId id, Duration left) {
  if (left == Duration::max()) return fmt::format("pdn{}: blackout until it is ended", id);
  if (left <= Duration{}) return fmt::format("pdn{}: blackout ended", id);
  return fmt::format("pdn{}: blackout of {} ms", id, milliseconds_of(left));
}

}  // namespace hostmodem::pdn
