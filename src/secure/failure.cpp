#include "secure/failure.h"

#include <openssl/sslerr.h>

#include <array>
#include <string_view>

#include "base/log.h"

namespace hostmodem::secure {
namespace {

/// What a reason usually means to who set up a socket or a server, by the session's role. Empty:
/// nothing that the reason does not say.
struct HintRow {
  int reason;
  std::string_view of_client;
  std::string_view of_server;
};

constexpr std::string_view kOffered = "only TLS 1.2 is offered";
constexpr std::string_view kSpoken = "only TLS 1.2 is spoken";
constexpr std::string_view kNoSuite = "no common cipher suite";
constexpr std::string_view kNoTls = "it does not seem to speak TLS";
constexpr std::string_view kUnoffered = "it chose a cipher suite that was not offered";

constexpr std::array kHints = {
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE,
            "no common cipher suite, or no acceptable client certificate", ""},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION, kOffered, kSpoken},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_INSUFFICIENT_SECURITY, kNoSuite, ""},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_PSK_IDENTITY, "it does not know the PSK", ""},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA, "it does not trust the client certificate",
            "it does not trust the certificate"},
    HintRow{SSL_R_UNSUPPORTED_PROTOCOL, kOffered, kSpoken},
    HintRow{SSL_R_UNKNOWN_PROTOCOL, kOffered, kSpoken},
    HintRow{SSL_R_WRONG_SSL_VERSION, kOffered, kSpoken},
    HintRow{SSL_R_NO_SHARED_CIPHER, "", kNoSuite},
    HintRow{SSL_R_PSK_IDENTITY_NOT_FOUND, "", "no tag has its PSK"},
    HintRow{SSL_R_HTTP_REQUEST, kNoTls, kNoTls},
    HintRow{SSL_R_UNKNOWN_CIPHER_RETURNED, kUnoffered, ""},
    HintRow{SSL_R_WRONG_CIPHER_RETURNED, kUnoffered, ""},
};

/// Whether the peer's first message has been read.
bool has_spoken(const SSL* ssl) {
  const OSSL_HANDSHAKE_STATE state = SSL_get_state(ssl);
  return state != TLS_ST_BEFORE && state != TLS_ST_CW_CLNT_HELLO;
}

/// Whether the keys come from a PSK that the other side may have otherwise.
bool depends_on_psk(const SSL* ssl) {
  const SSL_CIPHER* const cipher = SSL_get_pending_cipher(ssl);
  return SSL_is_init_finished(ssl) == 0 && cipher != nullptr &&
         SSL_CIPHER_get_auth_nid(cipher) == NID_auth_psk;
}

std::string_view find_hint(const SSL* ssl, int reason) {
  if (reason == SSL_R_WRONG_VERSION_NUMBER && !has_spoken(ssl)) return kNoTls;
  const bool undecipherable = reason == SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC ||
                              reason == SSL_AD_REASON_OFFSET + SSL_AD_BAD_RECORD_MAC ||
                              reason == SSL_AD_REASON_OFFSET + SSL_AD_DECRYPT_ERROR;
  if (undecipherable && depends_on_psk(ssl)) return "it has another PSK for this identity";
  for (const HintRow& row : kHints) {
    if (row.reason == reason) return SSL_is_server(ssl) == 1 ? row.of_server : row.of_client;
  }
  return {};
}

std::string with_hint(const SSL* ssl, std::string text, int reason) {
  const std::string_view hint = find_hint(ssl, reason);
  return hint.empty() ? text : fmt::format("{} ({})", text, hint);
}

/// By its name, or by its number when OpenSSL has no name for it.
std::string describe_alert(int alert) {
  const std::string_view name = SSL_alert_desc_string_long(alert);
  if (name == "unknown") return fmt::format("the peer sent the alert {}", alert);
  return fmt::format("the peer sent the alert \"{}\"", name);
}

}  // namespace

bool failed_by_alert() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET;
}

std::string explain_failure(const SSL* ssl) {
  const unsigned long error = ERR_peek_last_error();
  const int reason = ERR_GET_REASON(error);
  if (failed_by_alert()) {
    return with_hint(ssl, describe_alert(reason - SSL_AD_REASON_OFFSET), reason);
  }
  const bool of_ssl = ERR_GET_LIB(error) == ERR_LIB_SSL;
  if (of_ssl && reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    return fmt::format("certificate verify failed: {}",
                       X509_verify_cert_error_string(SSL_get_verify_result(ssl)));
  }
  const char* const text = ERR_reason_error_string(error);
  return with_hint(ssl, fmt::format("protocol error: {}", text != nullptr ? text : "unknown"),
                   of_ssl ? reason : 0);
}

}  // namespace hostmodem::secure
