/// The part of hostmodem.h that makes calls fail, and the modem crash.
#include "api/gate.h"
#include "base/error.h"
#include "hostmodem.h"
#include "modem/injected_faults.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Failure;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::with_modem;

static_assert(static_cast<int>(Failure::kConnect) == HOSTMODEM_FAIL_CONNECT);
static_assert(static_cast<int>(Failure::kNameQuery) == HOSTMODEM_FAIL_NAME_QUERY);
static_assert(static_cast<int>(Failure::kMemory) == HOSTMODEM_FAIL_MEMORY);

HOSTMODEM_API int hostmodem_fail_next(int failure, int error, uint32_t count) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      constexpr int kLast = hostmodem::kFailures - 1;
      if (failure < 0 || failure > kLast) return fail(Errno::kInval);
      return call.modem().faults().order(static_cast<Failure>(failure), error, count);
    });
  });
}

HOSTMODEM_API int hostmodem_modem_fault(uint32_t reason, uint32_t program_counter) {
  return negated([&] { return hostmodem::api::crash_modem(reason, program_counter); });
}
