#include "secure/session.h"

#include "base/log.h"
#include "secure/tls_session.h"

namespace hostmodem::secure {

Result<std::unique_ptr<Session>> Session::create(const Settings& settings,
                                                 const credentials::Store& store,
                                                 Transport& transport, Shared* shared) {
  if (settings.role == Role::kServer) {
    log::error("tls: the server role is not supported");
    return fail(Errno::kOpNotSupp);
  }
  return TlsSession::create(settings, store, transport, shared);
}

}  // namespace hostmodem::secure
