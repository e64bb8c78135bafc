/// The part of hostmodem.h that tells what the radio did.
#include <array>
#include <chrono>
#include <cstddef>
#include <numeric>

#include "api/gate.h"
#include "api/summary.h"
#include "base/error.h"
#include "hostmodem.h"
#include "radio/energy_meter.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::with_modem;
using hostmodem::radio::Draw;
using hostmodem::radio::EnergyMeter;
using hostmodem::radio::kRrcStates;
using hostmodem::radio::RrcState;

namespace {

static_assert(HOSTMODEM_RADIO_STATES == kRrcStates);
static_assert(HOSTMODEM_RADIO_OFF == static_cast<int>(RrcState::kOff));
static_assert(HOSTMODEM_RADIO_SEARCHING == static_cast<int>(RrcState::kSearching));
static_assert(HOSTMODEM_RADIO_IDLE == static_cast<int>(RrcState::kIdle));
static_assert(HOSTMODEM_RADIO_CONNECTING == static_cast<int>(RrcState::kConnecting));
static_assert(HOSTMODEM_RADIO_CONNECTED == static_cast<int>(RrcState::kConnected));
static_assert(HOSTMODEM_RADIO_EDRX_SLEEP == static_cast<int>(RrcState::kEdrxSleep));
static_assert(HOSTMODEM_RADIO_PSM == static_cast<int>(RrcState::kPsm));

}  // namespace

hostmodem_radio_usage hostmodem::api::usage_in_c(const EnergyMeter::Usage& usage) {
  hostmodem_radio_usage result{};
  for (std::size_t state = 0; state < kRrcStates; ++state) {
    result.time_us[state] = static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(usage.time.at(state)).count());
    const Draw by = hostmodem::radio::draw_of(static_cast<RrcState>(state));
    result.charge_uc[state] = usage.charge.at(static_cast<std::size_t>(by));
  }
  result.transmit_uc = usage.charge.at(static_cast<std::size_t>(Draw::kTransmit));
  result.receive_uc = usage.charge.at(static_cast<std::size_t>(Draw::kReceive));
  result.total_uc = std::accumulate(usage.charge.begin(), usage.charge.end(), 0.0);
  return result;
}

HOSTMODEM_API int hostmodem_usage_of_radio(struct hostmodem_radio_usage* usage) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (usage == nullptr) return fail(Errno::kFault);
      *usage = hostmodem::api::usage_in_c(call.modem().energy().usage());
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_usage_of_socket(int fd, struct hostmodem_socket_usage* usage) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (usage == nullptr) return fail(Errno::kFault);
      const auto socket = call.modem().sockets().find(fd);
      if (!socket) return fail(socket.error());
      const EnergyMeter::Consumer* consumer = (*socket)->consumer();
      const auto& [sent, received] = consumer->traffic();
      *usage = {.charge_uc = consumer->charge(),
                .sent = {.packets = sent.packets, .bytes = sent.bytes},
                .received = {.packets = received.packets, .bytes = received.bytes}};
      return {};
    });
  });
}

// The table holds string literals: its views end in NUL.
HOSTMODEM_API const char* hostmodem_radio_state_name(int state) {
  if (state < 0 || state >= HOSTMODEM_RADIO_STATES) return "unknown";
  return hostmodem::radio::name_of(static_cast<RrcState>(state)).data();
}
