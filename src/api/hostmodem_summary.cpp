/// The part of hostmodem.h that tells what a modem did.
#include <array>

#include "api/gate.h"
#include "api/summary.h"
#include "hostmodem.h"
#include "nrf_gai_errors.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::Summaries;
using hostmodem::api::with_modem;

namespace {

struct GaiError {
  int number;
  const char* name;
};

#define GAI_ERROR(name) \
  GaiError { name, #name }
constexpr std::array kGaiErrors = {
    GAI_ERROR(NRF_EAI_BADFLAGS), GAI_ERROR(NRF_EAI_NONAME),  GAI_ERROR(NRF_EAI_AGAIN),
    GAI_ERROR(NRF_EAI_FAIL),     GAI_ERROR(NRF_EAI_NODATA),  GAI_ERROR(NRF_EAI_FAMILY),
    GAI_ERROR(NRF_EAI_SOCKTYPE), GAI_ERROR(NRF_EAI_SERVICE), GAI_ERROR(NRF_EAI_ADDRFAMILY),
    GAI_ERROR(NRF_EAI_MEMORY),   GAI_ERROR(NRF_EAI_SYSTEM),  GAI_ERROR(NRF_EAI_INPROGRESS),
};
#undef GAI_ERROR

}  // namespace

HOSTMODEM_API const char* hostmodem_gai_name(int number) {
  for (const GaiError& error : kGaiErrors) {
    if (error.number == number) return error.name;
  }
  return "unknown error";
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
