#include "link/tun_link.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/log.h"
#include "link/host_interface.h"
#include "link/ip_packet.h"
#include "link/subnet.h"

namespace hostmodem::link {
namespace {

using Bytes = std::span<const std::byte>;

constexpr const char* kDevice = "/dev/net/tun";

/// A flood must not keep the event loop from all else.
constexpr int kMostPerTurn = 64;

constexpr std::size_t kLongestPacket = kIpv6HeaderLength + 65535;

class TunLink final : public Link, private PollSource {
 public:
  TunLink(TunNetwork network, Descriptor tun)
      : network_(std::move(network)), tun_(std::move(tun)), packet_(kLongestPacket) {}

  void send(Bytes packet) override;
  PollSource* poll_source() override { return this; }

 private:
  void prepare(std::vector<pollfd>& fds, TimePoint& deadline) override;
  void dispatch(std::span<const pollfd> fds) override;

  [[nodiscard]] bool carries(const IpPacket& packet) const {
    return packet.family == Family::kIpv4 ? network_.ipv4 : network_.ipv6;
  }
  void lose();

  TunNetwork network_;
  Descriptor tun_;
  bool is_lost_ = false;  // the interface was taken away
  std::vector<std::byte> packet_;
};

void TunLink::send(Bytes packet) {
  const std::optional<IpPacket> ip = IpPacket::parse(packet);
  if (!ip || ip->bytes.size() > network_.mtu || !carries(*ip)) return;
  // Down (EIO), taken away (EBADFD), full (EAGAIN): the packet is lost, as on the air.
  [[maybe_unused]] const ssize_t written = write(tun_.get(), ip->bytes.data(), ip->bytes.size());
}

void TunLink::prepare(std::vector<pollfd>& fds, TimePoint& /*deadline*/) {
  if (!is_lost_) fds.push_back({.fd = tun_.get(), .events = POLLIN, .revents = 0});
}

void TunLink::dispatch(std::span<const pollfd> fds) {
  if (fds.empty() || fds[0].revents == 0) return;
  if ((fds[0].revents & (POLLERR | POLLHUP)) != 0) return lose();
  for (int i = 0; i < kMostPerTurn; ++i) {
    const ssize_t length = read(tun_.get(), packet_.data(), packet_.size());
    if (length < 0) {
      if (errno != EAGAIN && errno != EINTR) lose();
      return;
    }
    const auto ip = IpPacket::parse(Bytes(packet_).first(static_cast<std::size_t>(length)));
    if (ip && carries(*ip)) receive(ip->bytes);
  }
}

/// Its descriptor would be ready for ever.
void TunLink::lose() {
  is_lost_ = true;
  log::error("tun link {}: the interface was taken away, nothing is carried any more",
             network_.name);
}

ifreq request_for(const std::string& interface) {
  ifreq request{};
  interface.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
  return request;
}

/// Says what can be done about an error of the host.
tl::unexpected<Errno> refuse(const std::string& name, int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      log::error("tun link {}: there is no {}: load the kernel's module `tun`", name, kDevice);
      return fail(Errno::kNoEnt);
    case EACCES:
      log::error("tun link {}: this user may not open {}", name, kDevice);
      return fail(Errno::kAcces);
    case EPERM:
      log::error(
          "tun link {}: needs CAP_NET_ADMIN, or an interface made for this user by "
          "`ip tuntap add {} mode tun user {}`",
          name, name, geteuid());
      return fail(Errno::kPerm);
    case EBUSY:
      log::error("tun link {}: another process has this interface: end it, or name another", name);
      return fail(Errno::kBusy);
    case EINVAL:
      log::error("tun link {}: not the name of a TUN interface with one queue: name another", name);
      return fail(Errno::kInval);
    default:
      log::error("tun link {}: {}", name, std::strerror(error));
      return fail(errno_from_host(error));
  }
}

Result<Descriptor> attach(const std::string& name) {
  Descriptor tun(open(kDevice, O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!tun.is_open()) return refuse(name, errno);
  ifreq request = request_for(name);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(tun.get(), TUNSETIFF, &request) != 0) return refuse(name, errno);
  return tun;
}

/// Was it there before? One that TUNSETIFF made ends with its descriptor.
bool is_administrators(const Descriptor& tun) {
  ifreq request{};
  return ioctl(tun.get(), TUNGETIFF, &request) == 0 && (request.ifr_flags & IFF_PERSIST) != 0;
}

bool is_up(const std::string& name) {
  const Descriptor any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = request_for(name);
  return ioctl(any.get(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

Status configure(const TunNetwork& network) {
  const unsigned index = if_nametoindex(network.name.c_str());
  Status status = set_up(index, network.mtu);
  if (status && network.ipv4) status = add_address(index, network.host4, kPrefixLength4 * 8);
  if (!status || !network.ipv6) return status;
  status = add_address(index, network.host6, kPrefixLength6 * 8);
  if (status || !network.ipv4) return status;
  log::warning("tun link {}: the host takes no IPv6 address ({}): going on without IPv6",
               network.name, errno_text(static_cast<int>(status.error())));
  return {};
}

}  // namespace

Result<std::unique_ptr<Link>> make_tun_link(const TunNetwork& network) {
  // The kernel would take the sign for the place of a number.
  if (network.name.empty() || network.name.size() >= IFNAMSIZ ||
      network.name.find('%') != std::string::npos) {
    log::error("tun link: \"{}\" is no name of an interface, which has 1 to 15 characters",
               network.name);
    return fail(Errno::kInval);
  }
  if (!network.valid()) {
    log::error("tun link {}: addresses or MTU {} do not fit the network", network.name,
               network.mtu);
    return fail(Errno::kInval);
  }
  const CarrierWatch carrier;
  Result<Descriptor> tun = attach(network.name);
  if (!tun) return fail(tun.error());
  const std::string& name = network.name;
  if (!is_administrators(*tun)) {
    if (const Status status = configure(network); !status) {
      log::error("tun link {}: cannot be set up: {}", name,
                 errno_text(static_cast<int>(status.error())));
      return fail(status.error());
    }
  } else if (is_up(name)) {
    carrier.wait_for(if_nametoindex(name.c_str()));
  } else {
    log::warning("tun link {}: the interface is down: `ip link set {} up`", name, name);
  }
  return std::make_unique<TunLink>(network, std::move(*tun));
}

}  // namespace hostmodem::link
