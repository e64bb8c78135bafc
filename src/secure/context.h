#pragma once

#include "secure/openssl.h"
#include "secure/protocol.h"
#include "secure/session.h"

namespace hostmodem::secure {

/// What the sessions of a protocol and role have in common: the protocol's policy. nullptr when
/// OpenSSL cannot make it; the reason is in OpenSSL's error queue then.
///
/// They are made once per process, because making one costs as much as half of a handshake, and
/// never changed after: what differs between sessions (trust, identity, suites) is set on their SSL
/// objects. They hold no credential and no session, so modems that come and go can share them.
SSL_CTX* context_of(Protocol protocol, Role role);

}  // namespace hostmodem::secure
