/**
 * @file hostmodem_network.h
 * The network of the modem, as hostmodem.h has it: what it takes away, how the host reaches the
 * modem, what happens to packets, and how many there were. Included by hostmodem.h, where it says
 * what holds for all functions.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The network takes a packet data network away: its sockets fail with NRF_ENETDOWN, and "+CGEV: NW
 * PDN DEACT <cid>" is told. The modem stays registered.
 *
 * @param pdn 0 to 10: the number of its PDP context.
 * @retval 0
 * @retval -NRF_EINVAL   No such number.
 * @retval -NRF_ENETDOWN The PDN is not active.
 * @retval -NRF_EPERM    Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_pdn_drop(int pdn);

/**
 * The network detaches the modem: every packet data network goes, "+CGEV: NW DETACH" is told, and
 * the modem searches, in vain until hostmodem_network_attach(). A modem that is not registered
 * finds no network from now on.
 *
 * @retval 0
 * @retval -NRF_EPERM  Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_network_detach(void);

/**
 * The network lets the modem attach again, as at first: when it searches, or was denied (+CEREG:
 * 3), it registers after the network's registration delay.
 *
 * @retval 0
 * @retval -NRF_EPERM  Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_network_attach(void);

/**
 * The network refuses an access point from now on, until the modem is shut down: AT+CGACT=1 for it
 * fails, and "+CNEC_ESM: <cause>,<cid>" is told. When it is that of the default packet data network
 * the modem is denied at its next attach (+CEREG: 3). Networks that are up stay up.
 *
 * @param apn    Its name, in any case; "": what a context without a name gets. Copied.
 * @param cause  The ESM cause, 1 to 255 (3GPP: TS 24.301 9.9.4.4), as in 27: unknown APN, 33: not
 *               subscribed. 0: the access point is granted again.
 * @retval 0
 * @retval -NRF_EFAULT  `apn` is NULL.
 * @retval -NRF_EINVAL  No such cause, or more than 63 characters.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_apn_refuse(const char* apn, int cause);

/**
 * Lets the host, and whoever reaches the host, reach a port of the modem. Ports that sockets listen
 * on or are bound to are forwarded from the same port of the host's loopback without this; this is
 * for another port or address. The forward lasts until hostmodem_forward_remove() or the end of the
 * PDN, whatever sockets there are.
 *
 * @param pdn          0 to 10; its link is "slirp".
 * @param type         NRF_SOCK_STREAM (TCP) or NRF_SOCK_DGRAM (UDP).
 * @param host_address Where the host listens, numeric: "127.0.0.1", "0.0.0.0", "::1", ... Its
 * family is that of the modem's address too.
 * @param host_port    0: any free one.
 * @param modem_port   1 to 65535.
 * @return The host's port.
 * @retval -NRF_EFAULT        `host_address` is NULL.
 * @retval -NRF_EINVAL        Another type, not an address, or no port of the modem.
 * @retval -NRF_ENETDOWN      The PDN is not active.
 * @retval -NRF_ENETUNREACH   The PDN has no address of that family.
 * @retval -NRF_EOPNOTSUPP    The PDN has another link.
 * @retval -NRF_EADDRINUSE, -NRF_EACCES, -NRF_EADDRNOTAVAIL, ...  What the host says to listening
 * there.
 * @retval -NRF_EPERM         Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_forward_add(int pdn, int type, const char* host_address,
                                        uint16_t host_port, uint16_t modem_port);

/**
 * Ends a forward; connections that came through it stay. `host_port` is what
 * hostmodem_forward_add() returned. One that does not exist is no error.
 *
 * @retval 0
 * @retval -NRF_EFAULT, -NRF_EINVAL, -NRF_ENETDOWN, -NRF_EPERM, -NRF_ESHUTDOWN  As above.
 */
HOSTMODEM_API int hostmodem_forward_remove(int pdn, int type, const char* host_address,
                                           uint16_t host_port);

/** A direction of a packet data network. */
enum hostmodem_direction {
  HOSTMODEM_UPLINK = 1,
  HOSTMODEM_DOWNLINK = 2,
  HOSTMODEM_BOTH_DIRECTIONS = 3,
};

/**
 * How bad a direction of a packet data network is; all zero: ideal. Probabilities are those of each
 * packet, 0 to 1 (0.05: one in twenty), independent of each other. A packet meets the impairments
 * in this order. Times are the modem's.
 */
struct hostmodem_impairment {
  double loss;        /**< It does not arrive. */
  double corruption;  /**< One bit of it, anywhere, is flipped. */
  double reordering;  /**< The next one overtakes it; if none comes, it is 100 ms late. */
  double duplication; /**< It arrives twice. */
  uint32_t rate_bps; /**< Bits per second of whole IP packets, one packet at a time; 0: no limit. */
  /** At a rate: bytes that may wait, besides the packet that is being sent. Others are lost.
   * 0: 65536. */
  uint32_t queue_bytes;
  uint32_t delay_ms;  /**< Until it arrives, up to 3600000. 16 MiB at most are under way. */
  uint32_t jitter_ms; /**< A random time from 0 to this more, up to 3600000; order is kept. */
};

/**
 * Makes a packet data network as bad as told, from the next packet on. What is under way still
 * arrives: what is delayed when it would have, what waits at the new rate. It holds until it is
 * changed, or the modem is shut down: for a PDN that is not active, from its activation on.
 * What the configuration says of the direction ([impairment]) does not hold any more then.
 *
 * @param pdn        0 to 10: the number of its PDP context.
 * @param direction  Of enum hostmodem_direction: one, or both.
 * @param impairment Copied; NULL: ideal.
 * @retval 0
 * @retval -NRF_EINVAL  No such number or direction, or a value out of range.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_impair(int pdn, int direction,
                                   const struct hostmodem_impairment* impairment);

/** A blackout that lasts until it is ended. */
#define HOSTMODEM_BLACKOUT_UNTIL_ENDED UINT32_MAX

/**
 * From now on every packet of a packet data network is lost, either way, as without coverage; the
 * modem does not notice, and stays registered. What is under way (delayed, or waiting for its turn)
 * still arrives. It takes the place of the last blackout, and goes on if the PDN goes and comes.
 *
 * @param pdn          0 to 10; it need not be active.
 * @param milliseconds Of the modem's time; HOSTMODEM_BLACKOUT_UNTIL_ENDED; 0: ends it.
 * @retval 0
 * @retval -NRF_EINVAL  No such number.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_blackout(int pdn, uint32_t milliseconds);

/** How often packets met each fault. */
struct hostmodem_faults {
  uint64_t blacked_out; /**< Lost in a blackout. */
  uint64_t lost;
  uint64_t corrupted;
  uint64_t reordered; /**< Overtaken. */
  uint64_t duplicated;
  uint64_t overflowed; /**< Lost as too many waited (radio, link), or were sent (rate control). */
};

/**
 * The faults of a packet data network since nrf_modem_init(), over all its activations.
 *
 * @param pdn       0 to 10; it need not be active.
 * @param direction Of enum hostmodem_direction: one, or both for their sum.
 * @param faults    Takes them; unchanged on failure.
 * @retval 0
 * @retval -NRF_EFAULT  `faults` is NULL.
 * @retval -NRF_EINVAL  No such number or direction.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_fault_counters(int pdn, int direction, struct hostmodem_faults* faults);

/** What passed between a packet data network and its link. */
struct hostmodem_traffic {
  uint64_t packets;
  uint64_t bytes; /**< Of whole IP packets. */
};

/**
 * The traffic of a packet data network since nrf_modem_init(), over all its activations: uplink as
 * the modem sent it, before the link's faults; downlink as it arrived, after them. What waits for
 * the radio connection does not count yet. Without an impairment and without a capture a TCP
 * segment may be longer than the MTU, and there are fewer of them.
 *
 * @param pdn       0 to 10; it need not be active.
 * @param direction Of enum hostmodem_direction: one, or both for their sum.
 * @param traffic   Takes it; unchanged on failure.
 * @retval 0
 * @retval -NRF_EFAULT  `traffic` is NULL.
 * @retval -NRF_EINVAL  No such number or direction.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_traffic_counters(int pdn, int direction,
                                             struct hostmodem_traffic* traffic);

/**
 * Seeds the randomness of the modem outside cryptography, in place of the configuration's
 * (`[modem] seed`): of what happens to packets, and of the first port that the modem takes. The
 * same seed and the same packets give the same faults. A modem that is initialised starts anew with
 * it at once, but for its ports; the next ones start with it too.
 *
 * Without a seed each modem takes one of the host's entropy, and logs it (level "info").
 *
 * @retval 0
 * @retval -NRF_EPERM  In the child of a fork() of an initialised modem.
 */
HOSTMODEM_API int hostmodem_seed(uint32_t seed);

/**
 * Takes the packets that the modem sends on a PDN whose link is "pipe".
 *
 * @param packet One whole IP packet, valid during the call.
 *
 * Called by the modem thread with no lock held: it may call any non-blocking function of nrf_*.h
 * and hostmodem_pipe_send().
 */
typedef void (*hostmodem_pipe_handler_t)(int pdn, const void* packet, size_t length, void* context);

/**
 * Sets the far end of the pipe links; NULL: packets are dropped. It stays set until it is replaced,
 * over nrf_modem_shutdown() too.
 *
 * The one before is not called any more when this returns, but inside a callback: then a call of it
 * may be going on. Blocks for as long as the callback that is being made.
 */
HOSTMODEM_API void hostmodem_pipe_handler_set(hostmodem_pipe_handler_t handler, void* context);

/**
 * The world sends a packet to the modem on a PDN whose link is "pipe".
 *
 * @param pdn    0 to 10.
 * @param packet One whole IP packet of 1 to 65535 bytes; anything else in it is the modem's to
 * judge.
 * @retval 0           Taken; what becomes of it is the modem's affair.
 * @retval -NRF_EFAULT `packet` is NULL.
 * @retval -NRF_EINVAL The length is out of range, or the PDN has another link.
 * @retval -NRF_ENETDOWN The PDN is not active.
 * @retval -NRF_EPERM  Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_pipe_send(int pdn, const void* packet, size_t length);

#ifdef __cplusplus
}
#endif
