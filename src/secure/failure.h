#pragma once

#include <string>

#include "secure/openssl.h"

namespace hostmodem::secure {

/// Says in words why a call on `ssl` failed, from OpenSSL's error queue: the peer's alert, the
/// verification of its certificate, or what was wrong with its records. For the log.
std::string explain_failure(const SSL* ssl);

/// Whether the newest entry of the error queue is an alert that the peer sent.
bool failed_by_alert();

}  // namespace hostmodem::secure
