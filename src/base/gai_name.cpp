#include "base/gai_name.h"

#include <array>

#include "nrf_gai_errors.h"

namespace hostmodem {
namespace {

struct GaiError {
  int number;
  std::string_view name;
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

std::string_view gai_name(int number) {
  for (const GaiError& error : kGaiErrors) {
    if (error.number == number) return error.name;
  }
  return "unknown error";
}

}  // namespace hostmodem
