// The modem's AT commands.
//
// A command is text such as "AT+CFUN=1", without a line end. Its response is text too: lines that
// end in CR LF, of which the last says the result: "OK", "ERROR", "+CME ERROR: <n>" or
// "+CMS ERROR: <n>". What the modem says by itself (its notifications) goes to the notification
// handler.
//
// Results. nrf_modem_at_printf(), nrf_modem_at_cmd() and nrf_modem_at_cmd_async() return
//   0          the command was executed ("OK")
//   positive   the modem refused it: nrf_modem_at_err_type() says how, nrf_modem_at_err() the code
//   negative   it did not reach the modem: a negated NRF_E* number
//
// Errors that any call which sends a command may return:
//   -NRF_EPERM      the modem is not initialised, or a call that blocks is made inside a handler
//   -NRF_ESHUTDOWN  the modem was shut down, before or during the call
//   -NRF_EFAULT     a pointer is NULL that must not be
//   -NRF_EINVAL     the format string, or another argument, is not valid
//   -NRF_ENOMEM     no memory for the command
//   -NRF_EAGAIN     other commands kept the modem busy for the whole of the semaphore timeout
//                   (nrf_modem_at_sem_timeout_set())
//
// Threads. Every function may be called from any thread. Commands are executed one at a time, in
// the order in which they came; a synchronous call blocks until its own response. Handlers of
// notifications and responses are called by the modem's thread, one at a time, never with a lock
// held: they must be short and must not make a call that blocks. The handler of functional modes
// and a custom command's handler are different: the thread that made the AT call calls them, and
// they may call any function.
//
// The strings that handlers get are NUL-terminated and valid until the handler returns.
//
// What is set (handlers, custom commands, the semaphore timeout) may be set before the modem is
// initialised, and stays when it is shut down and initialised again, until it is set anew.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

// Kinds of a positive result, as nrf_modem_at_err_type() gives them.
#define NRF_MODEM_AT_ERROR 1      // "ERROR"; there is no code
#define NRF_MODEM_AT_CME_ERROR 2  // "+CME ERROR: <code>" (with AT+CMEE=1)
#define NRF_MODEM_AT_CMS_ERROR 3  // "+CMS ERROR: <code>"

// Semaphore timeout: wait without limit. The same value as NRF_MODEM_OS_FOREVER.
#define NRF_MODEM_AT_FOREVER (-1)

// Takes a notification, such as "+CEREG: 5,...\r\n"; one notification a call, CR LF included.
typedef void (*nrf_modem_at_notif_handler_t)(const char* notif);

// Takes the response to an asynchronous command, its result line included.
typedef void (*nrf_modem_at_resp_handler_t)(const char* resp);

// Takes the functional mode that AT+CFUN=<mode> has just set.
typedef void (*nrf_modem_at_cfun_handler_t)(int mode);

// Executes a command that the application implements.
//
// buf:     where the response goes, result line and NUL included, as the modem would write it
// len:     size of `buf` in bytes
// at_cmd:  the command as it was given, formatted
//
// Returns what nrf_modem_at_cmd() is to return: 0, a positive result (kind in bits 16 to 23, code
// in the rest), or a negated NRF_E* number. The thread that called nrf_modem_at_cmd() runs it; it
// may call any function of this library.
typedef int (*nrf_modem_at_cmd_custom_handler_t)(char* buf, size_t len, char* at_cmd);

// The same, under the name that it has in Modem library 2.3 and before.
typedef nrf_modem_at_cmd_custom_handler_t nrf_modem_at_cmd_handler_t;

// A command of the application. It stands in for a command of the modem that begins with `cmd`.
struct nrf_modem_at_cmd_custom {
  const char* cmd;                             // beginning of the command, such as "AT+MYCMD"
  nrf_modem_at_cmd_custom_handler_t callback;  // not NULL
};

// The same, as it is in Modem library 2.3 and before.
struct nrf_modem_at_cmd_filter {
  const char* cmd;                      // beginning of the command
  nrf_modem_at_cmd_handler_t callback;  // not NULL
  // true: as if the entry were not there. It is looked at on each command, so that the application
  // can change it in the list that it has set.
  bool paused;
};

// Sends a formatted command and gives its result; the text of the response is dropped.
//
// fmt, ...: the command, as for printf(). A command with a percent sign is written with "%%".
//
// Returns 0, a positive or a negative result (see the top of this file).
// Blocks until the response.
HOSTMODEM_API int nrf_modem_at_printf(const char* fmt, ...) HOSTMODEM_PRINTF(1, 2);

// Sends a command and takes values out of its response.
//
// cmd:       the command, literally (a percent sign is one percent sign)
// fmt, ...:  how the response looks, as for sscanf(), and where its values go
//
// Returns the number of values that were assigned (1 or more), or a negative error; besides those
// at the top of this file:
//   -NRF_EBADMSG  nothing in the response matched, or the modem refused the command
// Blocks until the response.
HOSTMODEM_API int nrf_modem_at_scanf(const char* cmd, const char* fmt, ...) HOSTMODEM_SCANF(2, 3);

// Sends a formatted command and gives the whole of its response. Custom commands are looked up
// here, and only here.
//
// buf:       where the response goes: all lines, result line included, and a NUL
// len:       size of `buf` in bytes, 1 or more
// fmt, ...:  the command, as for printf()
//
// Returns 0, a positive or a negative result; besides the errors at the top of this file:
//   -NRF_E2BIG   the response does not fit: `buf` holds its beginning, NUL-terminated. The command
//                was executed
//   -NRF_EINVAL  `len` is 0
// Blocks until the response.
HOSTMODEM_API int nrf_modem_at_cmd(void* buf, size_t len, const char* fmt, ...)
    HOSTMODEM_PRINTF(3, 4);

// Sends a formatted command and returns at once; the response goes to `callback`, before the
// notifications that the command causes. There is one such command at a time, and while it is
// pending synchronous calls wait for it. It is pending until just before `callback` is called,
// which may send the next one. Neither custom commands nor the handler of functional modes are
// looked at.
//
// callback:  takes the response, once; not NULL
// fmt, ...:  the command, as for printf()
//
// Returns 0 when the command was accepted, whatever its response will be, or a negative error
// (`callback` is then not called); besides those at the top of this file (but
// -NRF_EAGAIN):
//   -NRF_EINPROGRESS  another command is being executed: an asynchronous one, or another thread's
// Does not block; may be called inside a handler.
HOSTMODEM_API int nrf_modem_at_cmd_async(nrf_modem_at_resp_handler_t callback, const char* fmt, ...)
    HOSTMODEM_PRINTF(2, 3);

// Sets the handler of notifications. There is one: it replaces the one before.
//
// callback: the handler, or NULL for none
//
// Returns 0. Does not block. At any time. A notification may still be under way to the old handler
// when it returns.
HOSTMODEM_API int nrf_modem_at_notif_handler_set(nrf_modem_at_notif_handler_t callback);

// Sets the list of the application's own commands; it replaces the list before. A command is
// matched against the beginning of what nrf_modem_at_cmd() is given, without regard to case; the
// longest match wins.
//
// custom_commands:  the list, or NULL to have none. It is not copied: it must stay valid, and its
//                   commands must not be changed, until it is replaced.
// len:              number of entries, 0 when the list is NULL
//
// Returns 0, or a negative error:
//   -NRF_EINVAL  the list is NULL and `len` is not 0 (or the reverse), or an entry lacks its
//                command or its callback
// Does not block. At any time; not from inside a custom command's handler.
HOSTMODEM_API int nrf_modem_at_cmd_custom_set(const struct nrf_modem_at_cmd_custom* custom_commands,
                                              size_t len);

// The same, under the name and with the structure of Modem library 2.3 and before. Both functions
// set the one list that there is: the later call counts.
HOSTMODEM_API int nrf_modem_at_cmd_filter_set(const struct nrf_modem_at_cmd_filter* filters,
                                              size_t len);

// Sets the handler that is told of each functional mode which a synchronous AT+CFUN=<mode> has set,
// before the call that set it returns: subscriptions that AT+CFUN=0 dropped are renewed there.
// There is one handler: it replaces the one before.
//
// callback: the handler, or NULL for none
//
// Does not block. At any time.
HOSTMODEM_API void nrf_modem_at_cfun_handler_set(nrf_modem_at_cfun_handler_t callback);

// Sets how long a synchronous call waits for the commands before it to be done. A command is done
// when its custom command's handler, or the handler of functional modes, has returned; what these
// send themselves does not wait for it.
//
// timeout_ms: in milliseconds of the modem's clock; 0 does not wait; NRF_MODEM_AT_FOREVER, the
//             default, waits for ever. A call that waits already keeps its timeout
//
// Returns 0, or a negative error:
//   -NRF_EINVAL  negative, and not NRF_MODEM_AT_FOREVER
// Does not block. At any time.
HOSTMODEM_API int nrf_modem_at_sem_timeout_set(int timeout_ms);

// The kind of a positive result: NRF_MODEM_AT_ERROR, NRF_MODEM_AT_CME_ERROR or
// NRF_MODEM_AT_CMS_ERROR (bits 16 to 23 of `error`). Does not block; any thread, any time.
HOSTMODEM_API int nrf_modem_at_err_type(int error);

// The code of a positive result: the <n> of "+CME ERROR: <n>"; 0 for a bare "ERROR" (all bits of
// `error` but 16 to 23). Does not block; any thread, any time.
HOSTMODEM_API int nrf_modem_at_err(int error);

#ifdef __cplusplus
}
#endif
