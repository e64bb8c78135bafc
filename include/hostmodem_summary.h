/**
 * @file hostmodem_summary.h
 * What a modem did, from its start to its end. Included by hostmodem.h, where it says what holds
 * for all functions.
 */
#pragma once

#include <stdint.h>

#include "hostmodem_export.h"
#include "hostmodem_network.h"
#include "hostmodem_radio.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The kinds of sockets that a summary counts. */
enum hostmodem_socket_kind {
  HOSTMODEM_SOCKET_TCP = 0,
  HOSTMODEM_SOCKET_TLS = 1,
  HOSTMODEM_SOCKET_UDP = 2,
  HOSTMODEM_SOCKET_DTLS = 3,
  HOSTMODEM_SOCKET_RAW = 4,
};
#define HOSTMODEM_SOCKET_KINDS 5

/** How far a modem of a summary came. */
enum hostmodem_summary_state {
  HOSTMODEM_SUMMARY_NOT_INITIALISED = 0, /**< nrf_modem_init() did not succeed. */
  HOSTMODEM_SUMMARY_RUNNING = 1,
  HOSTMODEM_SUMMARY_SHUT_DOWN = 2,
};

/** How often a call answered an error. */
struct hostmodem_call_error {
  char call[36];  /**< "nrf_connect", NUL-terminated; cut off when it is longer. */
  int32_t number; /**< Of nrf_errno.h; when negative, of nrf_gai_errors.h. */
  uint64_t count;
};

/** A packet data network in a summary. Of each array the first is uplink, the second downlink. */
struct hostmodem_pdn_summary {
  struct hostmodem_traffic traffic[2];
  struct hostmodem_faults faults[2];
};

#define HOSTMODEM_SUMMARY_PDNS 11
#define HOSTMODEM_SUMMARY_ERRORS 64

/**
 * What a modem did from nrf_modem_init() on.
 *
 * When $HOSTMODEM_SUMMARY names a file, the library writes one of these after the other into it,
 * for each modem that the process initialised or tried to; "%p" in the name stands for the number
 * of the process. They are up to date after each call and each turn of the modem's own thread, so
 * that they are there when the process is killed. Who reads them skips those of another `size`:
 * they are of another version of the library.
 */
struct hostmodem_summary {
  uint32_t size;  /**< sizeof(struct hostmodem_summary) of the library */
  uint32_t state; /**< Of enum hostmodem_summary_state. */
  uint32_t process;
  uint32_t seed; /**< Of the randomness outside cryptography; see hostmodem_seed(). */
  uint64_t
      model_time_us; /**< On the modem's clock, until it was shut down or last did something. */
  uint64_t sockets[HOSTMODEM_SOCKET_KINDS]; /**< That there were, accepted ones included. */
  struct hostmodem_pdn_summary pdns[HOSTMODEM_SUMMARY_PDNS];
  struct hostmodem_radio_usage radio; /**< See hostmodem_usage_of_radio(). */
  /** Of calls since the last modem was shut down; the first entry with a count of 0 ends them. */
  struct hostmodem_call_error errors[HOSTMODEM_SUMMARY_ERRORS];
  uint64_t further_errors; /**< For which there was no room. */
};

/**
 * The summary of the initialised modem, until now.
 *
 * @param summary Takes it; unchanged on failure.
 * @retval 0
 * @retval -NRF_EFAULT  `summary` is NULL.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_summary_get(struct hostmodem_summary* summary);

#ifdef __cplusplus
}
#endif
