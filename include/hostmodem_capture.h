/**
 * @file hostmodem_capture.h
 * Captures. Included by hostmodem.h, where it says what holds for all functions.
 */
#pragma once

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
