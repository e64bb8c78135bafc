#include "link/udp_clients.h"

#include <algorithm>

namespace hostmodem::link {

void UdpClients::add(const SocketAddress& known_as, const HostAddress& address) {
  if (find(known_as) != nullptr) {
    clients_.back().address = address;  // find() moved it there
    return;
  }
  if (clients_.size() == kCapacity) clients_.erase(clients_.begin());
  clients_.push_back({known_as, address});
}

const HostAddress* UdpClients::find(const SocketAddress& known_as) {
  const auto from_last =
      std::find_if(clients_.rbegin(), clients_.rend(),
                   [&](const Client& client) { return client.known_as == known_as; });
  if (from_last == clients_.rend()) return nullptr;
  std::rotate(from_last.base() - 1, from_last.base(), clients_.end());
  return &clients_.back().address;
}

}  // namespace hostmodem::link
