#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "at/handlers.h"
#include "at/notifications.h"
#include "at/uicc.h"

namespace hostmodem::at {
namespace {

/// What the card answers. ETSI TS 102 221 10.2.1
struct StatusWord {
  int sw1;
  int sw2;
};
constexpr StatusWord kDone{0x90, 0x00};
constexpr StatusWord kFileNotFound{0x6a, 0x82};
constexpr StatusWord kWrongOffset{0x6b, 0x00};
constexpr StatusWord kWrongLength{0x6c, 0};  // sw2: the length that there is
constexpr StatusWord kUnknownInstruction{0x6d, 0x00};

/// 3GPP: TS 27.007 8.18, <command>
constexpr unsigned kReadBinary = 176;
constexpr unsigned kOthers[] = {178, 192, 203, 214, 219, 220, 242};

AtResult answer(StatusWord status, std::string_view data = {}) {
  std::string line = "+CRSM: " + std::to_string(status.sw1) + ',' + std::to_string(status.sw2);
  if (!data.empty()) line.append(",\"").append(data).append("\"");
  return AtResult::ok(std::move(line));
}

AtResult read_binary(const Command& command) {
  const auto byte = [&](std::size_t index) {
    return command.parameter(index).number<std::uint8_t>();
  };
  const auto file = command.parameter(1).number<unsigned>();
  const auto high = byte(2);
  const auto low = byte(3);
  const auto length = byte(4);
  if (!file || !high || !low || !length) return AtResult::error();
  if (*file != uicc::kEfIccidFile) return answer(kFileNotFound);
  const std::size_t size = uicc::kEfIccid.size() / 2;
  const std::size_t offset = std::size_t{*high} << 8 | *low;
  if (offset >= size) return answer(kWrongOffset);
  const std::size_t left = size - offset;
  if (*length > left) return answer({kWrongLength.sw1, static_cast<int>(left)});
  const std::size_t count = *length == 0 ? left : *length;  // 0: all that there is
  return answer(kDone, uicc::kEfIccid.substr(2 * offset, 2 * count));
}

}  // namespace

std::string uicc::imsi(const radio::Network& network) {
  std::string home = network.plmn;
  if (network.roaming) home = network.plmn == "00101" ? "99999" : "00101";
  return (home + "0123456789").substr(0, 15);
}

void set_uicc(Session& session, bool active) {
  if (session.uicc_active == active) return;
  session.uicc_active = active;
  if (session.subscriptions.uicc) session.notify(active ? "%XSIM: 1" : "%XSIM: 0");
}

AtResult cimi_action(Session& session, const Command& /*command*/) {
  if (!session.uicc_active) return AtResult::error();
  return AtResult::ok(uicc::imsi(session.radio.network()));
}

AtResult xiccid_action(Session& session, const Command& /*command*/) {
  if (!session.uicc_active) return AtResult::error();
  return AtResult::ok("%XICCID: " + std::string(uicc::kIccid));
}

// 3GPP: TS 27.007 8.18
AtResult crsm_set(Session& session, const Command& command) {
  const auto instruction = command.parameter(0).number<unsigned>();
  if (!session.uicc_active || !instruction || command.parameters.size() > 7) {
    return AtResult::error();
  }
  if (*instruction == kReadBinary) return read_binary(command);
  for (const unsigned other : kOthers) {
    if (*instruction == other) return answer(kUnknownInstruction);
  }
  return AtResult::error();
}

// The card asks for no PIN, so that entering one is an error.
AtResult cpin_set(Session& /*session*/, const Command& /*command*/) { return AtResult::error(); }

AtResult cpin_read(Session& session, const Command& /*command*/) {
  if (!session.uicc_active) return AtResult::error();
  return AtResult::ok("+CPIN: READY");
}

AtResult xsim_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.uicc, command);
}

AtResult xsim_read(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.uicc_active ? "%XSIM: 1" : "%XSIM: 0");
}

}  // namespace hostmodem::at
