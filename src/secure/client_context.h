#pragma once

#include "secure/openssl.h"

namespace hostmodem::secure {

/// What every TLS client session has in common: the protocol's policy. nullptr when OpenSSL cannot
/// make it; the reason is in OpenSSL's error queue then.
///
/// It is made once per process, because making one costs as much as half of a handshake, and never
/// changed after: what differs between sessions (trust, identity, suites) is set on their SSL
/// objects. It holds no credential and no session, so modems that come and go can share it.
SSL_CTX* client_context();

}  // namespace hostmodem::secure
