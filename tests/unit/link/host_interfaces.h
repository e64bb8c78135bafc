#pragma once

#include <string>
#include <vector>

#include "base/ip_address.h"

/// The interfaces of a network of the test's own (support/own_network.h), as `ip` changes and shows
/// them.
namespace hostmodem::link::testing {

void add_address(const std::string& interface, const IpAddress& address, unsigned prefix_length);
void remove_interface(const std::string& interface);

/// Interfaces that are made from now on have no IPv6. False: the host does not allow it.
bool switch_ipv6_off();

/// The addresses of an interface, without link-local ones.
std::vector<IpAddress> addresses_of(const std::string& interface);

/// 0 where there is none of this name.
unsigned mtu_of(const std::string& interface);
bool exists(const std::string& interface);

}  // namespace hostmodem::link::testing
