#pragma once

#include <cstddef>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/ip_address.h"

namespace hostmodem::link {

// Network interfaces of the host, changed as `ip` changes them; that needs CAP_NET_ADMIN. `index`
// is what if_nametoindex() gives. Errors are what the host says.

/// `ip link set mtu up`
Status set_up(unsigned index, std::size_t mtu);

/// `ip address add`, to an interface that is up; the host takes packets for the address when this
/// returns. kAcces or kOpNotSupp for an IPv6 address: the host has IPv6 switched off.
Status add_address(unsigned index, const IpAddress& address, unsigned prefix_length);

/// Sees an interface get its carrier, as a TUN interface does when a process attaches to it:
/// before, the host sends nothing through it. The watch begins with the object.
class CarrierWatch {
 public:
  CarrierWatch();

  /// Waits until it has; it takes a moment. Gives up after a second or two.
  void wait_for(unsigned index) const;

 private:
  Descriptor kernel_;
};

}  // namespace hostmodem::link
