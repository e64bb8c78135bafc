#pragma once

#include <cstddef>
#include <list>
#include <string>

#include "secure/openssl.h"
#include "secure/session.h"

namespace hostmodem::secure {

/// TLS sessions that a later connection may resume. A key says all that two connections must have
/// in common; it is made by TlsSession. Of more than kMost the one that was used least recently is
/// forgotten.
///
/// Thread: under the modem lock.
class SessionCache {
 public:
  struct Kept {
    std::string key;
    SslSessionPtr session;
    Agreement agreement;  ///< of the full handshake
  };

  /// The one to be offered, or nullptr. Valid until the next call.
  const Kept* find(const std::string& key);

  /// Replaces what was kept under the key.
  void put(Kept kept);
  void remove(const std::string& key);
  void clear() { kept_.clear(); }

 private:
  static constexpr std::size_t kMost = 16;

  std::list<Kept> kept_;  ///< the most recently used first
};

}  // namespace hostmodem::secure
