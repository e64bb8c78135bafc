#include "unit/link/host_interfaces.h"

#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "link/host_address.h"
#include "link/host_interface.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link::testing {

void add_address(const std::string& interface, const IpAddress& address, unsigned prefix_length) {
  if (!link::add_address(if_nametoindex(interface.c_str()), address, prefix_length)) {
    throw std::runtime_error("cannot add the address");
  }
}

void remove_interface(const std::string& interface) {
  struct {
    nlmsghdr header;
    ifinfomsg link;
  } request{};
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = RTM_DELLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request.link.ifi_index = static_cast<int>(if_nametoindex(interface.c_str()));
  const HostSocket socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  struct {
    nlmsghdr header;
    nlmsgerr error;
  } answer{};
  if (::send(socket.fd(), &request, sizeof(request), 0) < 0 ||
      recv(socket.fd(), &answer, sizeof(answer), 0) < 0 || answer.error.error != 0) {
    throw std::runtime_error("cannot remove the interface");
  }
}

bool switch_ipv6_off() {
  const HostSocket file(open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC));
  return write(file.fd(), "1", 1) == 1;
}

std::vector<IpAddress> addresses_of(const std::string& interface) {
  std::vector<IpAddress> found;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) throw std::runtime_error("no addresses");
  for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_name != interface || entry->ifa_addr == nullptr) continue;
    HostAddress address;
    const auto family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    std::memcpy(address.get(), entry->ifa_addr,
                family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    const IpAddress ip = address.to_socket_address().address;
    if (!ip.is_link_local()) found.push_back(ip);
  }
  freeifaddrs(all);
  return found;
}

unsigned mtu_of(const std::string& interface) {
  ifreq request{};
  interface.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
  const HostSocket socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return ioctl(socket.fd(), SIOCGIFMTU, &request) == 0 ? static_cast<unsigned>(request.ifr_mtu) : 0;
}

bool exists(const std::string& interface) { return if_nametoindex(interface.c_str()) != 0; }

}  // namespace hostmodem::link::testing
