#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/ip_address.h"

/// Tests that change the host's network do so in one of their own, without privilege.
namespace hostmodem::link::testing {

/// Runs `body` in a process and a network namespace of its own, as the administrator of that
/// network, which has only a loopback that is down. Expectations that fail in there fail the test,
/// and a skip skips it; it is skipped where the host allows no such namespace. Call it last.
void in_own_network(const std::function<void()>& body);

/// In there: no more the administrator, for good.
void drop_capabilities();

/// In there: an empty folder is where this one was. False: the host does not allow it.
bool hide(const char* folder);

/// In there: changes of interfaces, as `ip` makes them.
void set_up(const std::string& interface, bool up);
void add_address(const std::string& interface, const IpAddress& address, unsigned prefix_length);
void remove_interface(const std::string& interface);

/// In there: interfaces that are made from now on have no IPv6. False: the host does not allow it.
bool switch_ipv6_off();

/// In there: the addresses of an interface, without link-local ones.
std::vector<IpAddress> addresses_of(const std::string& interface);

/// 0 where there is none of this name.
unsigned mtu_of(const std::string& interface);
bool exists(const std::string& interface);

}  // namespace hostmodem::link::testing
