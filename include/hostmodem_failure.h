/**
 * @file hostmodem_failure.h
 * Failures on demand. Included by hostmodem.h, where it says what holds for all functions.
 */
#pragma once

#include <stdint.h>

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What hostmodem_fail_next() makes fail. */
enum hostmodem_failure {
  /**
   * NRF_ETIMEDOUT: the peer of nrf_connect() does not answer, as what the modem sends to it is lost
   * (a capture has it). It ends as any connect without an answer does, on the modem's clock: a
   * stream, TLS too, when TCP gives up, DTLS at its handshake timeout, each at NRF_SO_SNDTIMEO if
   * that comes first. The next connect of the socket is heard again. Of UDP sockets, and to the
   * modem's own address, nothing is lost: such a connect is not one of the `count`.
   */
  HOSTMODEM_FAIL_CONNECT = 0,
  /**
   * NRF_EAI_NONAME, NRF_EAI_AGAIN, NRF_EAI_FAIL, NRF_EAI_NODATA or NRF_EAI_MEMORY: what
   * nrf_getaddrinfo() gives, at once and without a packet, for a name that is not numeric.
   */
  HOSTMODEM_FAIL_NAME_QUERY = 1,
  /**
   * NRF_ENOMEM or NRF_ENOBUFS: there is no memory for a call that can give that error. NRF_ENOMEM:
   * nrf_connect(), nrf_send(), nrf_sendto(), nrf_recv(), nrf_recvfrom(), nrf_poll(),
   * nrf_getifaddrs(), nrf_getaddrinfo() (NRF_EAI_MEMORY), and the four functions of nrf_modem_at.h
   * that send a command. NRF_ENOBUFS: nrf_socket(), nrf_accept(), nrf_connect(), and sending and
   * receiving. The call has done nothing; what is there to be received stays.
   */
  HOSTMODEM_FAIL_MEMORY = 2,
};

/**
 * Makes the next calls fail that can. Calls that fail by themselves do not count, nor those that
 * are blocked already. Each one is told to the log (level "info") and to a capture, as "injected
 * fault: ...". An order holds until it is used up, replaced by one of the same kind, or the modem
 * is shut down.
 *
 * @param failure Of enum hostmodem_failure: what is to fail.
 * @param error   What it is to fail with, positive NRF_E or negative NRF_EAI number: one of those
 *                that enum hostmodem_failure lists.
 * @param count   How many calls; 0 takes the order back.
 * @retval 0
 * @retval -NRF_EINVAL  No such failure, or not an error of it.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_fail_next(int failure, int error, uint32_t count);

/**
 * The modem crashes. Every blocked call returns as by nrf_modem_shutdown(), and from now on every
 * function that needs a modem fails with NRF_ESHUTDOWN, nrf_modem_is_initialized() is false, and
 * nrf_modem_init() is -NRF_EPERM: the application has to call nrf_modem_shutdown() first, then
 * nrf_modem_init(). Descriptors of hostmodem_socket_readiness() stay readable.
 *
 * The fault handler of nrf_modem_init() is called by the modem thread, with `reason` and
 * `program_counter`, after the callbacks that are due by now; no other one is called any more. The
 * modem sends nothing, and its peers hear nothing of the end of their connections until it is shut
 * down. A capture has the crash ("injected fault: ...") and ends with it, the log has it at level
 * "info".
 *
 * @param reason          Any number, such as NRF_MODEM_FAULT_ASSERT.
 * @param program_counter Likewise; 0: not known.
 * @retval 0
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down, or it crashed already.
 */
HOSTMODEM_API int hostmodem_modem_fault(uint32_t reason, uint32_t program_counter);

#ifdef __cplusplus
}
#endif
