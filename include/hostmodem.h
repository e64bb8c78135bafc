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

// Each has a part of it; nobody needs to include them.
#include "hostmodem_capture.h"
#include "hostmodem_export.h"
#include "hostmodem_failure.h"
#include "hostmodem_network.h"
#include "hostmodem_radio.h"
#include "hostmodem_summary.h"

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

#ifdef __cplusplus
}
#endif
