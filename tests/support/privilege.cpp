#include "support/privilege.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "support/host_socket.h"

namespace hostmodem::test {
namespace {

using Capabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct this_thread() { return {_LINUX_CAPABILITY_VERSION_3, 0}; }

Capabilities capabilities() {
  Capabilities all{};
  __user_cap_header_struct header = this_thread();
  checked(syscall(SYS_capget, &header, all.data()), "capget");
  return all;
}

long set_effective(std::uint32_t effective) {
  Capabilities all = capabilities();
  all[0].effective = effective;
  __user_cap_header_struct header = this_thread();
  return syscall(SYS_capset, &header, all.data());
}

}  // namespace

NoPrivilegedPorts::NoPrivilegedPorts() : before_(capabilities()[0].effective) {
  checked(set_effective(before_ & ~(1U << CAP_NET_BIND_SERVICE)), "capset");
}

NoPrivilegedPorts::~NoPrivilegedPorts() { set_effective(before_); }

}  // namespace hostmodem::test
