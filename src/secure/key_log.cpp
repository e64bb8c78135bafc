#include "secure/key_log.h"

namespace hostmodem::secure {
namespace {

/// Where an SSL object has its log. The contexts are shared by all modems of the process, so the
/// log can't be theirs.
int place() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

void on_line(const SSL* ssl, const char* line) {
  const auto* const log = static_cast<const KeyLog*>(SSL_get_ex_data(ssl, place()));
  if (log != nullptr && *log) (*log)(line);
}

}  // namespace

void log_keys(SSL* ssl, const KeyLog* log) {
  SSL_set_ex_data(ssl, place(), const_cast<KeyLog*>(log));  // OpenSSL's interface has no const
}

void provide_key_log(SSL_CTX* context) { SSL_CTX_set_keylog_callback(context, on_line); }

}  // namespace hostmodem::secure
