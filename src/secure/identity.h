#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "secure/openssl.h"
#include "secure/tag_credentials.h"

namespace hostmodem::secure {

// Which of the certificates under the security tags a session shows.

/// What came of the server's request for a certificate.
enum class CertificateRequest {
  kNone,      ///< it did not ask
  kAnswered,  ///< a certificate is shown
  kLacking,   ///< no tag has one
  kUnfit,     ///< no tag has one that can sign for it: none is shown, and the server decides
};

/// Says what it is, for the log; empty when there is nothing to complain about.
[[nodiscard]] std::string_view explain(CertificateRequest request);

/// A client's answer to the server's request, in the callback of SSL_set_cert_cb(): `ssl` shows the
/// first identity that fits the kinds of key, the signature algorithms and the authorities that the
/// server accepts; when there is none, the first with which it can sign. What is chosen is shared
/// with `ssl`.
/// RFC: 5246 7.4.4, 7.4.6
CertificateRequest answer_certificate_request(SSL* ssl, std::span<const ClientIdentity> identities);

/// Makes a server's `ssl` show its certificates: of each kind of key (ECDSA, RSA) the first. The
/// handshake takes the one that fits the suite and the client's signature algorithms. Fails with
/// kConnRefused, with a log line that names the tag, when one cannot be used.
Status show_identities(SSL* ssl, std::span<const ClientIdentity> identities);

/// Which one `ssl` showed in the handshake that it completed; nullptr: none.
[[nodiscard]] const ClientIdentity* shown_identity(const SSL* ssl,
                                                   std::span<const ClientIdentity> identities);

}  // namespace hostmodem::secure
