#include <array>
#include <cstdio>

#include "at/handlers.h"
#include "at/text.h"

// Packet data networks: what is up, and bringing them up and down.

namespace hostmodem::at {
namespace {

/// The error of +CGACT for a refusal. 3GPP: TS 27.007 9.2.2: causes 26 to 34 are errors 126 to 134.
Cme cme_of(const pdn::Refusal& refusal) {
  const int cause = static_cast<int>(refusal.cause);
  if (cause == 0) return Cme::kPhoneFailure;
  constexpr int kOffset = 100;
  if (cause >= 26 && cause <= 34) return static_cast<Cme>(kOffset + cause);
  return Cme::kUnspecifiedPacketDomainError;
}

/// Registered, so that the network can be asked for something.
bool is_registered(const Session& session) { return registered(session.radio.registration()); }

/// IPv4 as usual; IPv6 as eight groups of four upper-case digits.
std::string address_text(const IpAddress& address) {
  if (address.is_v4()) return address.to_string();
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (std::size_t i = 0; i < address.bytes().size(); ++i) {
    if (i > 0 && i % 2 == 0) text += ':';
    text += kDigits[address.bytes()[i] >> 4];
    text += kDigits[address.bytes()[i] & 0x0f];
  }
  return text;
}

std::string in_quotes(const std::string& text) { return '"' + text + '"'; }

/// The lines of one family: its name servers, at most two.
std::string dynamic_parameters(pdn::Pdn& pdn, Family family) {
  std::array<std::string, 2> servers;
  std::size_t count = 0;
  for (const SocketAddress& server : pdn.dns_servers()) {
    if (server.address.family() == family && count < servers.size()) {
      servers[count++] = address_text(server.address);
    }
  }
  // Bearer, address, gateway and P-CSCF servers are not told; the MTU is.
  std::string line = "+CGCONTRDP: " + std::to_string(pdn.id());
  line.append(",,").append(in_quotes(pdn.apn().name)).append(",\"\",\"\",");
  line.append(in_quotes(servers[0])).append(",").append(in_quotes(servers[1]));
  return line.append(",,,,,").append(std::to_string(pdn.mtu()));
}

/// Runs `line(cid, lines)` for the one context that the command names, or for all.
template <typename Line>
AtResult for_contexts(Session& session, const Command& command, Line line) {
  std::vector<std::string> lines;
  if (command.kind == Kind::kAction) {
    for (const auto& [cid, context] : session.pdns.contexts()) line(cid, lines);
    return AtResult::ok(std::move(lines));
  }
  const auto cid = context_id(command.parameter(0));
  if (!cid || command.parameters.size() != 1 || !session.pdns.contexts().contains(*cid)) {
    return AtResult::error();
  }
  line(*cid, lines);
  return AtResult::ok(std::move(lines));
}

}  // namespace

std::vector<std::string> address_texts(const pdn::Pdn& pdn) {
  std::vector<std::string> texts;
  if (pdn.address4()) texts.push_back(address_text(*pdn.address4()));
  if (pdn.address6()) texts.push_back(address_text(*pdn.address6()));
  return texts;
}

AtResult cgact_set(Session& session, const Command& command) {
  const auto state = command.parameter(0).number<int>();
  const auto cid = context_id(command.parameter(1));
  if (command.parameters.size() != 2 || !state || *state < 0 || *state > 1 || !cid) {
    return AtResult::error();
  }
  // The default one comes and goes with the registration.
  const bool defined = session.pdns.contexts().contains(*cid);
  if (*cid == pdn::kDefaultPdn || !defined || !is_registered(session)) return AtResult::error();
  if (*state == 0) {
    session.pdns.deactivate(*cid);
    return AtResult::ok();
  }
  const auto activated = session.pdns.activate(*cid);
  return activated ? AtResult::ok() : AtResult::cme(cme_of(activated.error()));
}

AtResult cgact_read(Session& session, const Command& /*command*/) {
  std::vector<std::string> lines;
  for (const auto& [cid, context] : session.pdns.contexts()) {
    lines.push_back("+CGACT: " + std::to_string(cid) + (session.pdns.find(cid) ? ",1" : ",0"));
  }
  return AtResult::ok(std::move(lines));
}

AtResult cgpaddr(Session& session, const Command& command) {
  return for_contexts(session, command, [&](pdn::PdnId cid, std::vector<std::string>& lines) {
    std::string line = "+CGPADDR: " + std::to_string(cid);
    const auto active = session.pdns.find(cid);
    if (!active) line += ",\"\"";
    if (active) {
      for (const std::string& address : address_texts(**active)) line += ',' + in_quotes(address);
    }
    lines.push_back(std::move(line));
  });
}

// The contexts that are defined.
AtResult cgpaddr_test(Session& session, const Command& /*command*/) {
  std::string cids;
  for (const auto& [cid, context] : session.pdns.contexts()) {
    cids.append(cids.empty() ? "" : ",").append(std::to_string(cid));
  }
  return AtResult::ok("+CGPADDR: (" + cids + ')');
}

AtResult cgcontrdp(Session& session, const Command& command) {
  return for_contexts(session, command, [&](pdn::PdnId cid, std::vector<std::string>& lines) {
    const auto active = session.pdns.find(cid);
    if (!active) return;
    if ((*active)->address4()) lines.push_back(dynamic_parameters(**active, Family::kIpv4));
    if ((*active)->address6()) lines.push_back(dynamic_parameters(**active, Family::kIpv6));
  });
}

AtResult xgetpdnid_set(Session& session, const Command& command) {
  const auto cid = context_id(command.parameter(0));
  if (!cid || command.parameters.size() != 1 || !session.pdns.find(*cid)) return AtResult::error();
  return AtResult::ok("%XGETPDNID: " + std::to_string(*cid));
}

AtResult cgatt_set(Session& session, const Command& command) {
  const auto state = command.parameter(0).number<int>();
  if (command.parameters.size() != 1 || !state || *state < 0 || *state > 1) {
    return AtResult::error();
  }
  if (*state == 0) {
    session.radio.detach();
    return AtResult::ok();
  }
  return session.radio.attach() ? AtResult::ok() : AtResult::error();
}

AtResult cgatt_read(Session& session, const Command& /*command*/) {
  return AtResult::ok(is_registered(session) ? "+CGATT: 1" : "+CGATT: 0");
}

}  // namespace hostmodem::at
