#pragma once

#include "base/clock.h"

/// lwIP's operating system port: the two of its functions that this project supplies. liblwip is
/// a shared library with a port of its own; ours takes its place because it is exported and comes
/// first in the search order. Nothing else of lwIP's port is used: tcpip_init() is never called,
/// so there is no lwIP thread, mailbox or semaphore.
namespace hostmodem::ip::lwip_port {

/// The clock that lwIP's sys_now() reads. nullptr: time stands at zero.
/// Thread: under the modem lock.
void set_clock(const Clock* clock);

/// Runs what lwIP asked to have called from outside the present call chain (packets that the
/// modem sends to its own address). Returns whether there was anything.
/// Thread: under the modem lock.
bool run_callbacks();

/// Forgets what was not run, of `context` (a netif that goes).
void drop_callbacks(const void* context);

}  // namespace hostmodem::ip::lwip_port
