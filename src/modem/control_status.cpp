/// The command "status" of the control socket.
#include <array>
#include <chrono>
#include <string>

#include "base/log.h"
#include "base/traffic.h"
#include "modem/control_commands.h"
#include "modem/modem.h"
#include "modem/state_names.h"
#include "pdn/impairment_text.h"

namespace hostmodem {
namespace {

using link::Direction;
using pdn::PdnId;

constexpr std::array kDirections = {Direction::kUp, Direction::kDown};

double seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

std::string radio_lines(Modem& modem) {
  const radio::Radio& radio = modem.radio();
  return fmt::format(
      "clock: {:.3f} s{}\nseed: {}\nfunctional mode: {}\nregistration: {}\nradio: {}\n",
      seconds(modem.clock().now().time_since_epoch()), modem.clock().held() ? ", held" : "",
      modem.seed(), name_of(radio.functional_mode()), name_of(radio.registration()),
      radio::name_of(radio.rrc().state()));
}

std::string state_line(Modem& modem, PdnId id) {
  const auto found = modem.pdns().find(id);
  if (!found) return fmt::format("pdn{}: down\n", id);
  return fmt::format("pdn{}: up, {}\n", id, description_of(**found));
}

std::string rate_control_line(Modem& modem, PdnId id) {
  const auto found = modem.pdns().find(id);
  const pdn::RateControl* const control = found ? (*found)->rate_control() : nullptr;
  if (control == nullptr) return {};
  const pdn::PacketRate& rate = control->limits().rate;
  std::string text =
      fmt::format("pdn{}: rate control, {} packets in {} s", id, rate.packets, rate.window.count());
  if (control->blocking())
    text += fmt::format(", blocks for {:.3f} s", seconds(control->remaining()));
  return text + "\n";
}

std::string blackout_line(PdnId id, Duration left) {
  if (left <= Duration{}) return {};
  if (left == Duration::max()) return pdn::blackout_text(id, left) + "\n";
  return fmt::format("pdn{}: blackout, {:.3f} s left\n", id, seconds(left));
}

std::string pdn_lines(Modem& modem, PdnId id) {
  const pdn::Impairments& impairments = modem.pdns().impairments();
  const TrafficCounters traffic = modem.pdns().traffic(id);
  std::string text = state_line(modem, id) + rate_control_line(modem, id) +
                     blackout_line(id, impairments.blackout_left(id));
  for (const Direction direction : kDirections) {
    const Traffic& passed = traffic.at(static_cast<std::size_t>(direction));
    text += pdn::impairment_text(id, direction, impairments.of(id, direction)) +
            fmt::format("; {} packets, {} bytes", passed.packets, passed.bytes);
    const auto faults = impairments.faults(id, direction);
    for (std::size_t kind = 0; kind < faults.size(); ++kind) {
      if (faults.at(kind) == 0) continue;
      text += fmt::format(", {} {}", faults.at(kind), pdn::name_of(static_cast<link::Fault>(kind)));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

Answered<std::string> control_status(const Controlled& controlled, ControlArguments& arguments) {
  if (auto end = arguments.end(); !end) return refuse(end.error());
  Modem& modem = controlled.modem;
  std::string text = radio_lines(modem);
  for (const PdnId id : modem.pdns().impairments().known()) text += pdn_lines(modem, id);
  return text;
}

}  // namespace hostmodem
