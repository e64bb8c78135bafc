#include "link/host_interface.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/descriptor.h"

namespace hostmodem::link {
namespace {

/// A request of rtnetlink: a header, what it is about, and attributes. See rtnetlink(7).
class Request {
 public:
  template <typename About>
  Request(std::uint16_t type, std::uint16_t flags, const About& about) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    put(&header, sizeof(header));
    put(&about, sizeof(about));
  }

  void add(std::uint16_t type, std::span<const std::uint8_t> value) {
    const rtattr attribute{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type};
    put(&attribute, sizeof(attribute));
    put(value.data(), value.size());
  }
  void add(std::uint16_t type, std::uint32_t value) {
    std::array<std::uint8_t, sizeof(value)> bytes{};
    std::memcpy(bytes.data(), &value, sizeof(value));
    add(type, bytes);
  }

  /// Sends the request and waits for what the kernel says, which it does at once.
  Status send() {
    const auto length = static_cast<std::uint32_t>(length_);
    std::memcpy(message_.data() + offsetof(nlmsghdr, nlmsg_len), &length, sizeof(length));
    const Descriptor kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!kernel.is_open() || ::send(kernel.get(), message_.data(), length_, 0) < 0) {
      return fail(errno_from_host(errno));
    }
    struct {
      nlmsghdr header;
      nlmsgerr error;
    } answer{};
    if (recv(kernel.get(), &answer, sizeof(answer), 0) < 0) return fail(errno_from_host(errno));
    if (answer.header.nlmsg_type != NLMSG_ERROR) return fail(Errno::kIo);
    if (answer.error.error != 0) return fail(errno_from_host(-answer.error.error));
    return {};
  }

 private:
  void put(const void* bytes, std::size_t length) {
    std::memcpy(message_.data() + length_, bytes, length);
    length_ += NLMSG_ALIGN(length);
  }

  std::array<std::byte, 128> message_{};
  std::size_t length_ = 0;
};

/// What the kernel tells of from now on; not open if that cannot be had. Much happens a moment
/// after the call that asked for it, on a thread of the kernel's own.
Descriptor watch(std::uint32_t groups) {
  Descriptor kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (bind(kernel.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return Descriptor(-1);
  }
  return kernel;
}

/// Waits until `is_it` is true of a message. Gives up after a second or two: packets may be lost
/// then.
template <typename Predicate>
void wait_for_message(const Descriptor& kernel, Predicate is_it) {
  using std::chrono::steady_clock;
  const auto give_up = steady_clock::now() + std::chrono::seconds(1);
  while (kernel.is_open() && steady_clock::now() < give_up) {
    constexpr int kPatience = 1000;  // ms
    pollfd readable{.fd = kernel.get(), .events = POLLIN, .revents = 0};
    if (poll(&readable, 1, kPatience) <= 0) return;
    alignas(nlmsghdr) std::array<std::byte, 8192> messages{};
    const ssize_t length = recv(kernel.get(), messages.data(), messages.size(), 0);
    if (length < 0) return;
    const auto* message = reinterpret_cast<const nlmsghdr*>(messages.data());
    auto left = static_cast<unsigned>(length);
    for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
      if (is_it(*message)) return;
    }
  }
}

/// Does it say that the host takes packets for this address from now on?
bool is_route_to_self(const nlmsghdr& message, const IpAddress& address) {
  if (message.nlmsg_type != RTM_NEWROUTE) return false;
  const auto* route = static_cast<const rtmsg*>(NLMSG_DATA(&message));
  if (route->rtm_type != RTN_LOCAL) return false;
  const auto bytes = address.bytes();
  const rtattr* attribute = RTM_RTA(route);
  auto left = static_cast<unsigned>(RTM_PAYLOAD(&message));
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    if (attribute->rta_type == RTA_DST && RTA_PAYLOAD(attribute) == bytes.size()) {
      return std::memcmp(RTA_DATA(attribute), bytes.data(), bytes.size()) == 0;
    }
  }
  return false;
}

bool is_carrier(const nlmsghdr& message, unsigned index) {
  if (message.nlmsg_type != RTM_NEWLINK) return false;
  const auto* link = static_cast<const ifinfomsg*>(NLMSG_DATA(&message));
  return link->ifi_index == static_cast<int>(index) && (link->ifi_flags & IFF_RUNNING) != 0;
}

}  // namespace

Status set_up(unsigned index, std::size_t mtu) {
  ifinfomsg about{};
  about.ifi_index = static_cast<int>(index);
  about.ifi_flags = IFF_UP;
  about.ifi_change = IFF_UP;
  Request request(RTM_NEWLINK, 0, about);
  request.add(IFLA_MTU, static_cast<std::uint32_t>(mtu));
  return request.send();
}

Status add_address(unsigned index, const IpAddress& address, unsigned prefix_length) {
  ifaddrmsg about{};
  about.ifa_family = address.is_v4() ? AF_INET : AF_INET6;
  about.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
  about.ifa_flags = IFA_F_NODAD;
  about.ifa_index = index;
  Request request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, about);
  request.add(IFA_LOCAL, address.bytes());
  if (address.is_v4()) return request.send();
  // Even without duplicate address detection the kernel makes the route later.
  const Descriptor routes = watch(RTMGRP_IPV6_ROUTE);
  const Status added = request.send();
  if (!added) return added;
  wait_for_message(routes, [&](const nlmsghdr& said) { return is_route_to_self(said, address); });
  return {};
}

CarrierWatch::CarrierWatch() : kernel_(watch(RTMGRP_LINK)) {}

void CarrierWatch::wait_for(unsigned index) const {
  wait_for_message(kernel_, [index](const nlmsghdr& said) { return is_carrier(said, index); });
}

}  // namespace hostmodem::link
