#include "radio/power_saving.h"

namespace hostmodem::radio {

PowerSaving grant(const PowerSaving& requested, AccessTechnology access) {
  PowerSaving granted = requested;
  if (granted.psm && !timer2_length(granted.psm->active_time)) granted.psm.reset();
  if (granted.edrx) granted.edrx->cycle = edrx_cycle_of(granted.edrx->cycle, access);
  return granted;
}

}  // namespace hostmodem::radio
