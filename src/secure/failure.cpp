#include "secure/failure.h"

#include <openssl/sslerr.h>

#include <array>
#include <string_view>

#include "base/log.h"

namespace hostmodem::secure {
namespace {

struct HintRow {
  int reason;
  std::string_view hint;
};

/// What a reason usually means to who set up a socket or a server.
constexpr std::array kHints = {
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE,
            "no common cipher suite, or no acceptable client certificate"},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION, "only TLS 1.2 is offered"},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_INSUFFICIENT_SECURITY, "no common cipher suite"},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_PSK_IDENTITY, "it does not know the PSK"},
    HintRow{SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA, "it does not trust the client certificate"},
    HintRow{SSL_R_UNSUPPORTED_PROTOCOL, "only TLS 1.2 is offered"},
    HintRow{SSL_R_WRONG_SSL_VERSION, "only TLS 1.2 is offered"},
    HintRow{SSL_R_WRONG_VERSION_NUMBER, "it does not seem to speak TLS"},
    HintRow{SSL_R_HTTP_REQUEST, "it does not seem to speak TLS"},
    HintRow{SSL_R_UNKNOWN_CIPHER_RETURNED, "it chose a cipher suite that was not offered"},
    HintRow{SSL_R_WRONG_CIPHER_RETURNED, "it chose a cipher suite that was not offered"},
};

std::string with_hint(std::string text, int reason) {
  for (const HintRow& row : kHints) {
    if (row.reason == reason) return fmt::format("{} ({})", text, row.hint);
  }
  return text;
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
    return with_hint(fmt::format("the peer sent the alert \"{}\"",
                                 SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET)),
                     reason);
  }
  const bool of_ssl = ERR_GET_LIB(error) == ERR_LIB_SSL;
  if (of_ssl && reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    return fmt::format("certificate verify failed: {}",
                       X509_verify_cert_error_string(SSL_get_verify_result(ssl)));
  }
  const char* const text = ERR_reason_error_string(error);
  return with_hint(fmt::format("protocol error: {}", text != nullptr ? text : "unknown"),
                   of_ssl ? reason : 0);
}

}  // namespace hostmodem::secure
