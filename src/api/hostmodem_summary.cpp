/// The part of hostmodem.h that tells what a modem did.
#include "api/gate.h"
#include "api/summary.h"
#include "base/gai_name.h"
#include "hostmodem.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::Summaries;
using hostmodem::api::with_modem;

// The table holds string literals: its views end in NUL.
HOSTMODEM_API const char* hostmodem_gai_name(int number) {
  return hostmodem::gai_name(number).data();
}

HOSTMODEM_API int hostmodem_summary_get(struct hostmodem_summary* summary) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (summary == nullptr) return fail(Errno::kFault);
      Summaries::instance().update(call.modem(), HOSTMODEM_SUMMARY_RUNNING);
      *summary = Summaries::instance().record();
      return {};
    });
  });
}
