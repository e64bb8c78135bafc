#include <algorithm>
#include <array>
#include <iterator>

#include "at/allowed_values.h"
#include "at/handlers.h"
#include "at/text.h"
#include "base/letter_case.h"

// PDP contexts: what the application configures.

namespace hostmodem::at {
namespace {

using allowed::kPdpTypes;
using pdn::Context;
using pdn::PdpType;

constexpr std::size_t kMaxCgdcontParameters = 12;

/// In the order of kPdpTypes.
constexpr std::array kTypes = {PdpType::kIpv4, PdpType::kIpv6, PdpType::kIpv4v6, PdpType::kNonIp};
static_assert(kTypes.size() == std::size(kPdpTypes));

std::string_view name_of(PdpType type) {
  return kPdpTypes[std::ranges::find(kTypes, type) - kTypes.begin()];
}

std::optional<PdpType> type_of(std::string_view name) {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (equal_ignoring_case(kPdpTypes[i], name)) return kTypes[i];
  }
  return std::nullopt;
}

// The host's locale must have no say in what a letter is.
bool is_apn_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

bool is_apn(std::string_view text) {
  return text.size() <= pdn::kMaxApn && std::ranges::all_of(text, is_apn_character);
}

/// A user name goes into the lines of +CGAUTH?, which a line end in it would break.
bool is_user(std::string_view text) {
  return text.size() <= allowed::kMaxUser && is_printable(text);
}

}  // namespace

std::optional<pdn::PdnId> context_id(const Parameter& parameter) {
  const auto cid = parameter.number<int>();
  if (!cid || *cid < 0 || *cid > pdn::kLastPdn) return std::nullopt;
  return static_cast<pdn::PdnId>(*cid);
}

AtResult cgdcont_set(Session& session, const Command& command) {
  const auto cid = context_id(command.parameter(0));
  const std::size_t count = command.parameters.size();
  if (!cid || count > kMaxCgdcontParameters) return AtResult::error();
  if (count == 1) return session.pdns.undefine(*cid) ? AtResult::ok() : AtResult::error();

  const auto type = type_of(command.parameter(1).text());
  const std::string_view apn = command.parameter(2).text();
  if (!type || !is_apn(apn)) return AtResult::error();
  // What +CGAUTH said stays.
  const auto known = session.pdns.contexts().find(*cid);
  Context context = known == session.pdns.contexts().end() ? Context{} : known->second;
  context.type = *type;
  context.apn = apn;
  return session.pdns.define(*cid, std::move(context)) ? AtResult::ok() : AtResult::error();
}

AtResult cgdcont_read(Session& session, const Command& /*command*/) {
  std::vector<std::string> lines;
  for (const auto& [cid, context] : session.pdns.contexts()) {
    const auto active = session.pdns.find(cid);
    std::string addresses;
    std::string apn = context.apn;
    if (active) {
      apn = (*active)->apn().name;
      for (const std::string& address : address_texts(**active)) {
        addresses += (addresses.empty() ? "" : " ") + address;
      }
    }
    std::string& line = lines.emplace_back("+CGDCONT: ");
    line.append(std::to_string(cid)).append(",\"").append(name_of(context.type)).append("\",\"");
    line.append(apn).append("\",\"").append(addresses).append("\",0,0");
  }
  return AtResult::ok(std::move(lines));
}

AtResult cgauth_set(Session& session, const Command& command) {
  const auto cid = context_id(command.parameter(0));
  if (!cid || command.parameters.size() > 4) return AtResult::error();
  const auto known = session.pdns.contexts().find(*cid);
  if (known == session.pdns.contexts().end()) return AtResult::error();
  const Parameter& protocol = command.parameter(1);
  const int number = protocol.given() ? protocol.number<int>().value_or(-1) : 0;
  const std::string_view user = command.parameter(2).text();
  const std::string_view password = command.parameter(3).text();
  if (number < 0 || number > 2 || !is_user(user) || !is_user(password)) return AtResult::error();

  Context context = known->second;
  context.authentication = static_cast<Context::Authentication>(number);
  context.user = number == 0 ? "" : user;
  context.password = number == 0 ? "" : password;
  return session.pdns.define(*cid, std::move(context)) ? AtResult::ok() : AtResult::error();
}

AtResult cgauth_read(Session& session, const Command& /*command*/) {
  std::vector<std::string> lines;
  for (const auto& [cid, context] : session.pdns.contexts()) {
    // The password stays secret.
    std::string& line = lines.emplace_back("+CGAUTH: ");
    line.append(std::to_string(cid)).append(",");
    line.append(std::to_string(static_cast<int>(context.authentication)));
    line.append(",\"").append(context.user).append("\",\"\"");
  }
  return AtResult::ok(std::move(lines));
}

AtResult xnewcid_read(Session& session, const Command& /*command*/) {
  const auto cid = session.pdns.next_free();
  if (!cid) return AtResult::error();
  return AtResult::ok("%XNEWCID: " + std::to_string(*cid));
}

}  // namespace hostmodem::at
