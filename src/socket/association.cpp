#include "socket/association.h"

#include <algorithm>
#include <utility>

namespace hostmodem::socket {

Result<std::unique_ptr<Association>> Association::create(Owner& owner, ip::UdpEndpoint& endpoint,
                                                         const SocketAddress& peer,
                                                         const secure::Settings& settings,
                                                         const Environment& environment) {
  auto association = std::make_unique<Association>(owner, endpoint, peer);
  secure::Settings own = settings;
  own.peer_address = peer.to_string();
  auto session = secure::Session::create_datagram(own, environment.credentials, *association,
                                                  environment.timers, environment.shared);
  if (!session) return fail(session.error());
  association->session_ = std::move(*session);
  return association;
}

Result<std::size_t> Association::send(std::span<const std::byte> data) {
  return endpoint_.send(data, peer_);
}

Result<std::size_t> Association::receive(std::span<std::byte> buffer) {
  if (arrived_.empty()) return fail(Errno::kAgain);
  const std::vector<std::byte> datagram = std::exchange(arrived_, {});
  const std::size_t count = std::min(buffer.size(), datagram.size());
  std::copy_n(datagram.begin(), count, buffer.begin());
  return count;
}

std::size_t Association::max_datagram() const { return endpoint_.largest_unfragmented(); }

void Association::on_timer() { owner_.on_due(*this); }

}  // namespace hostmodem::socket
