// The operating-system side of the modem.
//
// On the chip the library asks the application for the services of its operating system: the
// application implements nrf_modem_os_init(), nrf_modem_os_timedwait(), semaphores, memory, logging
// and the like. On a host the operating system is there already: the library uses threads, locks
// and memory of its own, calls none of these functions and declares none. An application may still
// define them (nobody calls them), or leave that file out of its host build.
//
// What remains are the two times that applications pass to other calls, such as
// nrf_modem_at_sem_timeout_set(). Both are of type int, in milliseconds.
#pragma once

// Do not wait at all.
#define NRF_MODEM_OS_NO_WAIT 0
// Wait without limit.
#define NRF_MODEM_OS_FOREVER (-1)
