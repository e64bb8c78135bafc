#include "secure/identity.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "secure/failure.h"

namespace hostmodem::secure {
namespace {

bool use(SSL* ssl, const ClientIdentity& identity) {
  return SSL_use_cert_and_key(ssl, identity.certificate.get(), identity.key.get(),
                              identity.chain.get(), 1) == 1;
}

/// Whether all of `wanted` (CERT_PKEY_...) holds of what the server asked for.
bool fits(SSL* ssl, const ClientIdentity& identity, int wanted) {
  const int holds =
      SSL_check_chain(ssl, identity.certificate.get(), identity.key.get(), identity.chain.get());
  return (holds & wanted) == wanted;
}

const ClientIdentity* choose(SSL* ssl, std::span<const ClientIdentity> identities) {
  const auto first = [&](int wanted) -> const ClientIdentity* {
    const auto found = std::ranges::find_if(
        identities, [&](const ClientIdentity& identity) { return fits(ssl, identity, wanted); });
    return found == identities.end() ? nullptr : &*found;
  };
  // The server may know an intermediate that the entry leaves out: one that does not seem to fit is
  // better than none.
  const auto* const chosen = first(CERT_PKEY_SIGN | CERT_PKEY_CERT_TYPE | CERT_PKEY_ISSUER_NAME);
  return chosen != nullptr ? chosen : first(CERT_PKEY_SIGN);
}

}  // namespace

std::string_view explain(CertificateRequest request) {
  switch (request) {
    case CertificateRequest::kLacking:
      return "it asked for a client certificate, and no tag has one";
    case CertificateRequest::kUnfit:
      return "it asked for a client certificate, and no tag has one whose signature it accepts: "
             "none was sent";
    default:
      return "";
  }
}

CertificateRequest answer_certificate_request(SSL* ssl,
                                              std::span<const ClientIdentity> identities) {
  if (identities.empty()) return CertificateRequest::kLacking;
  const ClientIdentity* const chosen = choose(ssl, identities);
  return chosen != nullptr && use(ssl, *chosen) ? CertificateRequest::kAnswered
                                                : CertificateRequest::kUnfit;
}

Status show_identities(SSL* ssl, std::span<const ClientIdentity> identities) {
  std::set<int> kinds;
  for (const ClientIdentity& identity : identities) {
    // OpenSSL has one place for each kind of key.
    if (!kinds.insert(EVP_PKEY_get_base_id(identity.key.get())).second) continue;
    if (use(ssl, identity)) continue;
    log::error("tls: the client certificate of security tag {} cannot be used: {}", identity.tag,
               explain_failure(ssl));
    return fail(Errno::kConnRefused);
  }
  return {};
}

const ClientIdentity* shown_identity(const SSL* ssl, std::span<const ClientIdentity> identities) {
  const X509* const shown = SSL_get_certificate(ssl);
  const auto found = std::ranges::find_if(identities, [&](const ClientIdentity& identity) {
    return shown != nullptr && identity.certificate.get() == shown;
  });
  return found == identities.end() ? nullptr : &*found;
}

}  // namespace hostmodem::secure
