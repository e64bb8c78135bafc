/// The part of hostmodem.h that makes links bad.
#include <array>
#include <chrono>

#include "api/gate.h"
#include "api/summary.h"
#include "base/error.h"
#include "hostmodem.h"
#include "link/impairment.h"
#include "pdn/impairments.h"

using hostmodem::Duration;
using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::Persistent;
using hostmodem::api::with_modem;
using hostmodem::api::with_persistent;
using hostmodem::link::Direction;
using hostmodem::link::Impairment;
using hostmodem::pdn::FaultCounters;
using hostmodem::pdn::PdnId;
using std::chrono::milliseconds;

namespace {

constexpr std::array kDirections = {Direction::kUp, Direction::kDown};

bool is_pdn(int pdn) { return pdn >= 0 && pdn <= hostmodem::pdn::kLastPdn; }

bool is_direction(int direction) {
  return direction >= HOSTMODEM_UPLINK && direction <= HOSTMODEM_BOTH_DIRECTIONS;
}

bool has(int directions, Direction direction) {
  const int bit = direction == Direction::kUp ? HOSTMODEM_UPLINK : HOSTMODEM_DOWNLINK;
  return (directions & bit) != 0;
}

Result<Impairment> impairment_of(const hostmodem_impairment* given) {
  if (given == nullptr) return Impairment{};
  Impairment impairment;
  impairment.loss = given->loss;
  impairment.corruption = given->corruption;
  impairment.reordering = given->reordering;
  impairment.duplication = given->duplication;
  impairment.delay = milliseconds(given->delay_ms);
  impairment.jitter = milliseconds(given->jitter_ms);
  impairment.rate = given->rate_bps;
  if (given->queue_bytes != 0) impairment.queue = given->queue_bytes;
  if (!impairment.valid()) return fail(Errno::kInval);
  return impairment;
}

}  // namespace

HOSTMODEM_API int hostmodem_impair(int pdn, int direction,
                                   const struct hostmodem_impairment* impairment) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (!is_pdn(pdn) || !is_direction(direction)) return fail(Errno::kInval);
      const auto wanted = impairment_of(impairment);
      if (!wanted) return fail(wanted.error());
      for (const Direction each : kDirections) {
        if (!has(direction, each)) continue;
        call.modem().pdns().impairments().set(static_cast<PdnId>(pdn), each, *wanted);
      }
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_blackout(int pdn, uint32_t duration) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (!is_pdn(pdn)) return fail(Errno::kInval);
      const Duration span =
          duration == HOSTMODEM_BLACKOUT_UNTIL_ENDED ? Duration::max() : milliseconds(duration);
      call.modem().pdns().impairments().set_blackout(static_cast<PdnId>(pdn), span);
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_fault_counters(int pdn, int direction,
                                           struct hostmodem_faults* faults) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (faults == nullptr) return fail(Errno::kFault);
      if (!is_pdn(pdn) || !is_direction(direction)) return fail(Errno::kInval);
      FaultCounters sum{};
      for (const Direction each : kDirections) {
        if (!has(direction, each)) continue;
        const auto& impairments = call.modem().pdns().impairments();
        const FaultCounters counters = impairments.faults(static_cast<PdnId>(pdn), each);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counters[i];
      }
      *faults = hostmodem::api::faults_in_c(sum);
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_traffic_counters(int pdn, int direction,
                                             struct hostmodem_traffic* traffic) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (traffic == nullptr) return fail(Errno::kFault);
      if (!is_pdn(pdn) || !is_direction(direction)) return fail(Errno::kInval);
      const auto counters = call.modem().pdns().traffic(static_cast<PdnId>(pdn));
      hostmodem::Traffic sum;
      if ((direction & HOSTMODEM_UPLINK) != 0) sum += counters[hostmodem::kSent];
      if ((direction & HOSTMODEM_DOWNLINK) != 0) sum += counters[hostmodem::kReceived];
      *traffic = {.packets = sum.packets, .bytes = sum.bytes};
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_seed(uint32_t seed) {
  return negated([&]() -> Status {
    const auto kept = with_persistent([&](Persistent& persistent, bool) -> Status {
      persistent.seed = seed;
      return {};
    });
    if (!kept) return fail(kept.error());
    // Without a modem there is nothing more to do.
    static_cast<void>(with_modem([&](Call& call) -> Status {
      call.modem().seed(seed);
      return {};
    }));
    return {};
  });
}
