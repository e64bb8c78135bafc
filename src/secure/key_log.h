#pragma once

#include <functional>
#include <string_view>

#include "secure/openssl.h"

namespace hostmodem::secure {

/// Takes the secrets of sessions, a line of the NSS key log format at a time, without its line end:
/// "CLIENT_RANDOM <client random> <master secret>". Who has the line can decrypt the traffic.
/// Called under the modem lock; must not block for long.
using KeyLog = std::function<void(std::string_view line)>;

/// Gives the secrets of `ssl`, whose context was prepared by provide_key_log(), to `log` from now
/// on; nullptr: to nobody, as from the beginning. `log` is borrowed for as long as `ssl` lives.
void log_keys(SSL* ssl, const KeyLog* log);

/// Lets log_keys() work for the sessions of `context`.
void provide_key_log(SSL_CTX* context);

}  // namespace hostmodem::secure
