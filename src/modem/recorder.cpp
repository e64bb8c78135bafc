#include "modem/recorder.h"

#include <cstring>
#include <utility>

#include "at/hidden.h"
#include "base/log.h"
#include "modem/state_names.h"
#include "pdn/impairment_text.h"

namespace hostmodem {
namespace {

using capture::Direction;

std::string_view text_of(radio::ReleaseAssistance::Need need) {
  switch (need) {
    case radio::ReleaseAssistance::Need::kAnswer:
      return "waits for a response";
    case radio::ReleaseAssistance::Need::kKept:
      return "keeps the radio connection";
    case radio::ReleaseAssistance::Need::kNothing:
      break;
  }
  return "needs the radio connection no more";
}

/// "registration: home (1)"
template <typename State>
std::string change(std::string_view what, State state) {
  std::string text(what);
  return text.append(": ")
             .append(name_of(state))
             .append(" (")
             .append(std::to_string(static_cast<int>(state))) +
         ")";
}

std::string name_of(pdn::PdnId id) { return "pdn" + std::to_string(id); }

}  // namespace

Recorder::Recorder(capture::Time start, const Clock& clock, radio::Radio& radio,
                   pdn::PdnManager& pdns)
    : start_(start), clock_(clock), radio_(radio), pdns_(pdns) {}

Recorder::~Recorder() { close(); }

Status Recorder::start(const std::filesystem::path& path, capture::Capture::Secrets secrets) {
  settle();
  if (capture_) return fail(Errno::kAlready);
  auto started = capture::Capture::start(path, secrets);
  if (!started) return fail(started.error());
  failure_.reset();
  capture_ = std::move(*started);
  seed(seed_);
  functional_mode();
  registration();
  event("RRC: " + std::string(radio::name_of(radio_.rrc().state())));
  radio_.rrc().assistance().set_listener(this);
  pdns_.set_tap(this);
  pdns_.impairments().set_listener(this);
  return {};
}

Status Recorder::stop() {
  settle();
  if (const auto failure = std::exchange(failure_, std::nullopt)) return fail(*failure);
  if (!capture_) return fail(Errno::kAlready);
  close();
  return {};
}

void Recorder::abandon() {
  failure_ = capture_->failure();
  close();
}

void Recorder::close() {
  if (!capture_) return;
  pdns_.set_tap(nullptr);
  pdns_.impairments().set_listener(nullptr);
  radio_.rrc().assistance().set_listener(nullptr);
  capture_.reset();
  networks_.clear();
  held_.clear();
  executing_ = false;
}

capture::Time Recorder::now() const { return start_ + clock_.now().time_since_epoch(); }

void Recorder::event(std::string_view text) {
  if (capture_) capture_->event(now(), text);
}

void Recorder::command(std::string_view line) {
  if (!capture_) return;
  const std::size_t end = line.find_last_not_of("\r\n");
  line = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
  capture_->at_lines(Direction::kOutbound, now(), at::hide_secrets(line) + "\r\n");
  executing_ = true;
}

void Recorder::response(std::string_view lines) {
  if (!capture_) return;
  capture_->at_lines(Direction::kInbound, now(), lines);
  executing_ = false;
  for (const std::string& line : std::exchange(held_, {})) notification(line);
}

void Recorder::notification(std::string_view line) {
  if (!capture_) return;
  if (executing_) {
    held_.emplace_back(line);
  } else {
    capture_->at_lines(Direction::kInbound, now(), line);
  }
}

void Recorder::functional_mode() {
  if (capture_) event(change("functional mode", radio_.functional_mode()));
}

void Recorder::registration() {
  if (capture_) event(change("registration", radio_.registration()));
}

void Recorder::seed(std::uint32_t seed) {
  seed_ = seed;
  if (capture_) event("seed: " + std::to_string(seed));
}

void Recorder::radio_connection(const radio::RrcTransition& transition) {
  if (!capture_) return;
  event(fmt::format("RRC: {} -> {} ({})", radio::name_of(transition.from),
                    radio::name_of(transition.to), radio::name_of(transition.cause)));
}

void Recorder::network_refused(pdn::PdnId id, pdn::EsmCause cause) {
  if (!capture_) return;
  event(name_of(id) + ": refused with cause " + std::to_string(static_cast<int>(cause)));
}

void Recorder::network_down(pdn::PdnId id) {
  if (capture_) event(name_of(id) + ": down");
}

void Recorder::rate_control(const pdn::Pdn& pdn) {
  const pdn::RateControl* const control = pdn.rate_control();
  if (!capture_ || control == nullptr) return;
  const auto seconds = std::chrono::duration<double>(control->remaining()).count();
  event(name_of(pdn.id()) + (control->blocking()
                                 ? fmt::format(": rate control blocks uplink for {:g} s", seconds)
                                 : ": rate control lets uplink pass"));
}

void Recorder::secret(std::string_view nss_line) {
  if (!capture_) return;
  std::string line;
  line.reserve(nss_line.size() + 1);  // what grows leaves a copy behind
  line.append(nss_line).append("\n");
  capture_->secrets(line);
  ::explicit_bzero(line.data(), line.size());
}

void Recorder::on_network(const pdn::Pdn& pdn) {
  const std::string description = description_of(pdn);
  networks_[pdn.id()] = capture_->add_network({.name = name_of(pdn.id()),
                                               .description = description,
                                               .v4 = pdn.address4(),
                                               .v6 = pdn.address6()});
  event(name_of(pdn.id()) + ": up, " + description);
}

void Recorder::on_packet(pdn::PdnId id, pdn::Direction direction,
                         std::span<const std::byte> packet) {
  capture_->packet(
      networks_.at(id),
      direction == pdn::Direction::kUplink ? Direction::kOutbound : Direction::kInbound, now(),
      packet);
}

void Recorder::on_fault(pdn::PdnId id, const link::FaultEvent& fault) {
  event(pdn::fault_text(id, fault));
}

void Recorder::on_packet_loss(pdn::PdnId id, const pdn::PacketLoss& loss) {
  event(pdn::packet_loss_text(id, loss));
}

void Recorder::on_impairment(pdn::PdnId id, link::Direction direction,
                             const link::Impairment& impairment) {
  event(pdn::impairment_text(id, direction, impairment));
}

void Recorder::on_blackout(pdn::PdnId id, Duration left) { event(pdn::blackout_text(id, left)); }

void Recorder::on_assistance(bool enabled) { event(enabled ? "RAI: on" : "RAI: off"); }

void Recorder::on_expectation(int party, radio::Expectation expectation) {
  const bool counts = radio_.rrc().assistance().enabled();
  event(fmt::format("socket {}: RAI {}{}", party, radio::name_of(expectation),
                    counts ? "" : " (ignored, RAI is off)"));
}

void Recorder::on_need(int party, radio::ReleaseAssistance::Need need) {
  event(fmt::format("socket {}: {}", party, text_of(need)));
}

void Recorder::on_control_plane() { event("AT%XRAI: needs the radio connection no more"); }

}  // namespace hostmodem
