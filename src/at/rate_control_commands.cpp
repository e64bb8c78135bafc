#include <initializer_list>
#include <string>
#include <vector>

#include "at/handlers.h"
#include "at/text.h"

// The rate control of access points, and the data that may pass it.

namespace hostmodem::at {
namespace {

std::string rate_control_line(std::initializer_list<int> values) {
  return "%APNRATECTRL: " + joined(values);
}

std::string status_line(const Session& session, pdn::PdnId cid) {
  const auto active = session.pdns.find(cid);
  const pdn::RateControl* const control = active ? (*active)->rate_control() : nullptr;
  if (control == nullptr) return rate_control_line({0, cid, 2});
  if (!control->blocking()) return rate_control_line({0, cid, 0});
  return rate_control_line({0, cid, 1, whole_seconds(control->remaining())});
}

std::vector<std::string> configuration_lines(const Session& session) {
  std::vector<std::string> lines;
  session.pdns.for_each([&](const pdn::Pdn& pdn) {
    const pdn::RateControl* const control = pdn.rate_control();
    if (control == nullptr) return;
    const pdn::PacketRate& rate = control->limits().rate;
    const int packets = static_cast<int>(rate.packets);  // up to 2^24 - 1
    lines.push_back(rate_control_line({1, pdn.id(), packets, whole_seconds(rate.window)}));
  });
  if (lines.empty()) lines.push_back(rate_control_line({1, 0, 0}));
  return lines;
}

}  // namespace

AtResult apnratectrl_set(Session& session, const Command& command) {
  const auto mode = command.parameter(0).number<int>();
  if (mode == 0 && command.parameters.size() == 2) {
    const auto cid = context_id(command.parameter(1));
    return cid ? AtResult::ok(status_line(session, *cid)) : AtResult::error();
  }
  if (mode == 1 && command.parameters.size() == 1) {
    return AtResult::ok(configuration_lines(session));
  }
  return AtResult::error();
}

AtResult exceptionaldata_set(Session& session, const Command& command) {
  constexpr int kWrite = 0;
  constexpr int kRead = 1;
  const auto operation = command.parameter(0).number<int>();
  const auto cid = context_id(command.parameter(1));
  const auto state = command.parameter(2).number<int>();
  if (!cid || !session.pdns.contexts().contains(*cid)) return AtResult::cme(Cme::kPhoneFailure);
  if (operation == kRead && command.parameters.size() == 2) {
    return AtResult::ok("%EXCEPTIONALDATA: " +
                        joined({*cid, session.pdns.allows_exceptional(*cid) ? 1 : 0}));
  }
  if (operation == kWrite && command.parameters.size() == 3 && (state == 0 || state == 1)) {
    return session.pdns.allow_exceptional(*cid, state == 1) ? AtResult::ok() : AtResult::error();
  }
  return AtResult::cme(Cme::kPhoneFailure);
}

}  // namespace hostmodem::at
