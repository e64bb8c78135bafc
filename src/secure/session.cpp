#include "secure/session.h"

#include "secure/datagram_session.h"
#include "secure/stream_session.h"

namespace hostmodem::secure {

Result<std::unique_ptr<Session>> Session::create(const Settings& settings,
                                                 const credentials::Store& store,
                                                 Transport& transport, Shared* shared) {
  auto session = std::make_unique<StreamSession>(settings, transport);
  if (const auto done = session->begin(store, shared); !done) return fail(done.error());
  return session;
}

Result<std::unique_ptr<Session>> Session::create_datagram(const Settings& settings,
                                                          const credentials::Store& store,
                                                          DatagramTransport& transport,
                                                          TimerQueue& timers, Shared* shared) {
  auto session = std::make_unique<DatagramSession>(settings, transport, timers);
  if (const auto done = session->begin(store, shared); !done) return fail(done.error());
  return session;
}

}  // namespace hostmodem::secure
