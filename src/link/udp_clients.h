#pragma once

#include <cstddef>
#include <vector>

#include "base/ip_address.h"
#include "link/host_address.h"

namespace hostmodem::link {

/// The clients of a forwarded UDP port that were seen lately: where on the host they are, by what
/// the modem knows them as.
class UdpClients {
 public:
  /// A client that sends again after it was forgotten is known again.
  static constexpr std::size_t kCapacity = 256;

  /// `address` was seen. It takes the place of another that the modem knows by the same name; the
  /// one that was not seen for the longest is forgotten when there are too many.
  void add(const SocketAddress& known_as, const HostAddress& address);

  /// Where that client is, which counts as seeing it; nullptr: nobody is known so. Valid until the
  /// next call.
  const HostAddress* find(const SocketAddress& known_as);

 private:
  struct Client {
    SocketAddress known_as;
    HostAddress address;
  };

  std::vector<Client> clients_;  // the one that was seen last at the end
};

}  // namespace hostmodem::link
