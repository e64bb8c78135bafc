#include "secure/session.h"

#include "secure/tls_session.h"

namespace hostmodem::secure {

Result<std::unique_ptr<Session>> Session::create(const Settings& settings,
                                                 const credentials::Store& store,
                                                 Transport& transport, Shared* shared) {
  return TlsSession::create(settings, store, transport, shared);
}

}  // namespace hostmodem::secure
