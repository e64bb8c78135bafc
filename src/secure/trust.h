#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "credentials/store.h"
#include "secure/openssl.h"
#include "secure/session.h"
#include "secure/tag_credentials.h"

namespace hostmodem::secure {

/// Tells `ssl` whom it talks to and how it verifies that: SNI, the name or address to check, the
/// trusted certificates, and whether the handshake depends on it. kInval (with a log line) when
/// the hostname cannot be one, kNoMem.
///
/// Theory of operation: the entries of the tags are the trust anchors, whatever they are: a root,
/// an intermediate or the server's own certificate, as embedded stacks take them (partial chains
/// are on). The certificates of the host are never trusted. Validity is judged by the host's
/// wall clock, not by the modem's clock. Keys and signatures below 112 bits of strength (RSA under
/// 2048 bits, SHA-1) don't verify. A name is checked against the subject's alternative names, and
/// against the common name when there are none; a hostname that is a numeric address is checked
/// against the addresses of the certificate and is not sent as SNI. A server checks no name.
/// RFC: 6066 3; RFC: 6125 6.4
Status apply_trust(SSL* ssl, const Settings& settings, std::span<const Anchor> anchors);

/// The tag of the anchor at the top of the verified chain; nullopt when none was verified.
std::optional<credentials::SecTag> vouching_tag(const SSL* ssl, std::span<const Anchor> anchors);

}  // namespace hostmodem::secure
