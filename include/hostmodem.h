/**
 * @file hostmodem.h
 * The bench side of hostmodem: what the world can do to the modem, and what a host wants to know
 * of it. Applications for the chip do not need this header; tests and tools do.
 *
 * Functions return 0, or a negative error number of nrf_errno.h. Unless a comment says otherwise
 * they may be called from any thread, do not block, and do not change errno.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** "major.minor.patch" of the library. Never NULL, static. */
HOSTMODEM_API const char* hostmodem_version(void);

/**
 * The name of an error number of nrf_errno.h, as in "NRF_ECONNREFUSED"; "unknown error" for any
 * other number. The sign does not matter. Never NULL, static.
 *
 * The numbers are newlib's, so the C library's strerror() would name another error.
 */
HOSTMODEM_API const char* hostmodem_errno_name(int number);

/** The name of an error of nrf_getaddrinfo(), as in "NRF_EAI_NONAME"; likewise. */
HOSTMODEM_API const char* hostmodem_gai_name(int number);

/** What the error says to a person, as in "connection refused". Never NULL, static. */
HOSTMODEM_API const char* hostmodem_strerror(int number);

/**
 * Gives the configuration that the next nrf_modem_init() uses, as TOML text, in place of the file
 * that $HOSTMODEM_CONFIG names. The keys are those of docs/configuration.md.
 *
 * @param toml NUL-terminated; NULL: forget what was given before.
 * @retval 0
 * @retval -NRF_EINVAL  Not TOML, an unknown key, a wrong type or a value out of range; the log says
 *                      which, with its line. The former configuration stays.
 * @retval -NRF_EPERM   The modem is initialised.
 */
HOSTMODEM_API int hostmodem_configure(const char* toml);

/**
 * The same from a file.
 *
 * @retval -NRF_ENOENT, -NRF_EACCES, ...  The file can't be read; the log says why.
 * @retval -NRF_EFAULT                    `path` is NULL.
 */
HOSTMODEM_API int hostmodem_configure_file(const char* path);

/**
 * Where the initialised modem keeps its state (credentials) from one run to the next, as the
 * configuration has it (`[modem] state_dir`).
 *
 * @param path Takes the path, NUL-terminated; unchanged on failure.
 * @param size Of `path`, in bytes.
 * @retval 0
 * @retval -NRF_ENOENT       None is configured: what the modem is told is lost with it.
 * @retval -NRF_ENAMETOOLONG `size` is too small.
 * @retval -NRF_EFAULT       `path` is NULL.
 * @retval -NRF_EPERM        Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_state_directory(char* path, size_t size);

/** Severity of a log line. */
enum hostmodem_log_level {
  HOSTMODEM_LOG_DEBUG = 0,
  HOSTMODEM_LOG_INFO = 1,
  HOSTMODEM_LOG_WARNING = 2,
  HOSTMODEM_LOG_ERROR = 3,
};

/**
 * Takes the log lines that pass the configured level (`[modem] log`).
 *
 * @param line NUL-terminated, without a newline, valid during the call.
 *
 * Called on the thread that logged, inside the modem: it must not block, and may not call any
 * function of nrf_*.h or of this header.
 */
typedef void (*hostmodem_log_handler_t)(enum hostmodem_log_level level, const char* line,
                                        void* context);

/** Sets who takes the log lines; NULL: the host's standard error (the default). */
HOSTMODEM_API void hostmodem_log_handler_set(hostmodem_log_handler_t handler, void* context);

/**
 * Shows whether a socket is ready, as a descriptor of the host: it is readable exactly while
 * nrf_poll() would report one of `events`, NRF_POLLERR, NRF_POLLHUP or NRF_POLLNVAL for the socket.
 * It is for the poll(), epoll or asio of a program that waits for other things too. Do not read it:
 * call the function of nrf_socket.h that the event is for.
 *
 * @param fd     A socket of the modem.
 * @param events NRF_POLLIN, NRF_POLLOUT, or both.
 * @return A descriptor of the host, the caller's to close(); close-on-exec. When the socket is
 *         closed it stays readable.
 * @retval -NRF_EBADF  Not an open socket.
 * @retval -NRF_EINVAL Another bit in `events`.
 * @retval -NRF_EMFILE The host has no descriptor left.
 * @retval -NRF_EPERM  Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_socket_readiness(int fd, short events);

/**
 * Stops the modem's clock: timeouts, retransmissions and every other wait of the modem happen only
 * when hostmodem_clock_step() moves it. Real peers go on in real time.
 *
 * @retval 0
 * @retval -NRF_EPERM  Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_clock_hold(void);

/**
 * Lets the modem's clock run, `scale` model seconds per host second (0.001 to 1000000), from where
 * it stands.
 *
 * @retval 0
 * @retval -NRF_EINVAL  `scale` out of range.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_clock_run(double scale);

/**
 * Moves a held clock forward by `milliseconds`, from one deadline to the next: everything that
 * falls due on the way has happened when it returns, and the application's callbacks that it
 * caused have been called (unless this is called from such a callback).
 *
 * @retval 0
 * @retval -NRF_EINVAL  The clock is not held, or the step is longer than 100 years.
 * @retval -NRF_EPERM   Never initialised. -NRF_ESHUTDOWN: shut down.
 *
 * Blocks until the callbacks have returned.
 */
HOSTMODEM_API int hostmodem_clock_step(uint64_t milliseconds);

/** The modem's time since nrf_modem_init(), microseconds; 0 when not initialised. */
HOSTMODEM_API uint64_t hostmodem_clock_now(void);

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
  uint64_t overflowed; /**< Lost as too many waited: for the radio, or on the link. */
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

/**
 * Starts a capture: from now on every packet of every packet data network, every AT command, answer
 * and notification, and what happens to the radio goes into a pcapng file (docs/capture.md).
 * Secrets of AT commands (keys, passwords) are left out; TLS keys are in it only when the
 * configuration says so (`[capture] secrets`), and then the file's mode is 0600. It ends with
 * hostmodem_capture_stop() or nrf_modem_shutdown(), or when the file can't be written any more,
 * which the log says.
 *
 * @param path Of a regular file, which is emptied when it exists; copied.
 * @retval 0
 * @retval -NRF_EFAULT   `path` is NULL.
 * @retval -NRF_EINVAL   Not a regular file.
 * @retval -NRF_EALREADY A capture is running.
 * @retval -NRF_EBUSY    Another modem's capture writes that file.
 * @retval -NRF_ENOENT, -NRF_EACCES, -NRF_ENOSPC, ...  The file can't be written; the log says why.
 * @retval -NRF_EPERM    Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_capture_start(const char* path);

/**
 * Ends the capture; the file is complete when it returns.
 *
 * @retval 0
 * @retval -NRF_EALREADY No capture is running.
 * @retval -NRF_ENOSPC, -NRF_EFBIG, -NRF_EIO, ...  It ended by itself, as the host did not take
 * more; what the file has is whole. Told once.
 * @retval -NRF_EPERM    Never initialised. -NRF_ESHUTDOWN: shut down.
 */
HOSTMODEM_API int hostmodem_capture_stop(void);

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
