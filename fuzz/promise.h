#pragma once

namespace hostmodem::fuzz {

/// What the headers promise whatever the input is. A promise that is broken ends the process, as a
/// finding: `promise` is printed.
void require(bool kept, const char* promise);

/// A call of the socket API, as in `checked(nrf_close(fd))`: it gives 0 or more, or -1 and an error
/// number of nrf_errno.h.
long checked(long value);

}  // namespace hostmodem::fuzz
