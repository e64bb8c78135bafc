/**
 * @file hostmodem_radio.h
 * What the radio of the modem did, and what that would have drawn. Included by hostmodem.h, where
 * it says what holds for all functions.
 */
#pragma once

#include <stdint.h>

#include "hostmodem_export.h"
#include "hostmodem_network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The states of the radio connection (RRC). */
enum hostmodem_radio_state {
  HOSTMODEM_RADIO_OFF = 0,        /**< Off, or without a network. */
  HOSTMODEM_RADIO_SEARCHING = 1,  /**< Looks for a network. */
  HOSTMODEM_RADIO_IDLE = 2,       /**< Registered, and listens for paging. */
  HOSTMODEM_RADIO_CONNECTING = 3, /**< A connection is set up. */
  HOSTMODEM_RADIO_CONNECTED = 4,  /**< Packets pass. */
  HOSTMODEM_RADIO_EDRX_SLEEP = 5, /**< Sleeps until the next paging window. */
  HOSTMODEM_RADIO_PSM = 6,        /**< Power saving mode. */
};
#define HOSTMODEM_RADIO_STATES 7

/** What the radio did. Charge is in microcoulombs (1 mAh is 3600000). */
struct hostmodem_radio_usage {
  uint64_t time_us[HOSTMODEM_RADIO_STATES]; /**< By state, microseconds of the modem's time. */
  double charge_uc[HOSTMODEM_RADIO_STATES]; /**< By state. */
  double transmit_uc;                       /**< Besides, for what was sent. */
  double receive_uc;                        /**< Besides, for what was received. */
  double total_uc;                          /**< The sum of all charges. */
};

/**
 * What the radio did since nrf_modem_init(), and what an nRF9160 would have drawn for it, by the
 * current profile of the configuration ([energy]; docs/radio.md). The difference of two calls is
 * what happened in between.
 *
 * @param usage Takes it; unchanged on failure.
 * @retval 0
 * @retval -NRF_EFAULT  `usage` is NULL.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_usage_of_radio(struct hostmodem_radio_usage* usage);

/** What the radio did for one socket. */
struct hostmodem_socket_usage {
  double charge_uc; /**< Microcoulombs. */
  struct hostmodem_traffic sent;
  struct hostmodem_traffic received;
};

/**
 * What the radio did for a socket since the socket was made. From a packet of the socket on, what
 * the connection draws is the socket's, also while it is set up and until the network releases it,
 * up to the next packet of another one. What is drawn without a connection is no socket's.
 *
 * @param fd    A socket of the modem.
 * @param usage Takes it; unchanged on failure.
 * @retval 0
 * @retval -NRF_EBADF   Not an open socket.
 * @retval -NRF_EFAULT  `usage` is NULL.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_usage_of_socket(int fd, struct hostmodem_socket_usage* usage);

/**
 * The name of a state of the radio connection, as captures have it: "eDRX sleep"; "unknown" for any
 * other number. Never NULL, static.
 */
HOSTMODEM_API const char* hostmodem_radio_state_name(int state);

#ifdef __cplusplus
}
#endif
