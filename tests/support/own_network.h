#pragma once

#include <functional>
#include <string>

/// Tests that change the host's network do so in one of their own, without privilege.
namespace hostmodem::test {

/// Runs `body` in a process and a network namespace of its own, as the administrator of that
/// network, which has only a loopback that is down. Expectations that fail in there fail the test,
/// and a skip skips it; it is skipped where the host allows no such namespace. Call it last.
void in_own_network(const std::function<void()>& body);

/// In there: no more the administrator, for good.
void drop_capabilities();

/// In there: an empty folder is where this one was. False: the host does not allow it.
bool hide(const char* folder);

/// In there: sets an interface up or down. Throws.
void set_up(const std::string& interface, bool up);

}  // namespace hostmodem::test
