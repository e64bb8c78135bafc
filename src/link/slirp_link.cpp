#include "link/slirp_link.h"

#include <fcntl.h>
#include <libslirp.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/log.h"
#include "link/byte_order.h"
#include "link/ethernet.h"
#include "link/fragmenter.h"
#include "link/host_address.h"
#include "link/ip_packet.h"
#include "link/neighbour.h"
#include "link/reassembler.h"
#include "link/sigpipe_guard.h"
#include "link/slirp_forward.h"
#include "link/slirp_poller.h"
#include "link/tcp_coalescer.h"
#include "link/tcp_segmenter.h"
#include "link/udp_forward.h"
#include "link/uplink_filter.h"

namespace hostmodem::link {
namespace {

using Bytes = std::span<const std::byte>;

/// The longest packet that libslirp takes and makes.
constexpr std::size_t kSlirpMtu = 65521;

/// The longest packet that there is; fragments may make one.
constexpr std::size_t kLongestPacket = 65535;

/// The longest packet that libslirp makes of a TCP segment: a quarter of the largest window. It
/// tells of a reopened window only when that opened by two such segments; were they longer than
/// half a window, it would never do so, and the uplink would stall.
constexpr std::size_t kLongestSegment = 16384;

void write_ethernet_header(std::byte* at, Family family) {
  const auto mac = std::as_bytes(std::span(kModemMac));
  const auto broadcast = std::as_bytes(std::span(kBroadcastMac));
  std::copy(broadcast.begin(), broadcast.end(), at);
  std::copy(mac.begin(), mac.end(), at + kMacLength);
  store_be16(at + kEtherTypeOffset, family == Family::kIpv4 ? kEtherTypeIpv4 : kEtherTypeIpv6);
}

bool has_event(std::span<const pollfd> fds, int fd) {
  return std::any_of(fds.begin(), fds.end(),
                     [fd](const pollfd& entry) { return entry.fd == fd && entry.revents != 0; });
}

class SlirpLink final : public Link, private PollSource {
 public:
  SlirpLink(const SlirpNetwork& network, const Clock& clock)
      : network_(network),
        clock_(clock),
        neighbour_(network),
        fragmenter_(network.mtu),
        segmenter_(network.mtu),
        reassembler_(kLongestPacket),
        coalescer_(kSlirpMtu) {}

  ~SlirpLink() override {
    if (slirp_ != nullptr) slirp_cleanup(slirp_);
  }
  SlirpLink(const SlirpLink&) = delete;
  SlirpLink& operator=(const SlirpLink&) = delete;

  bool start();

  void send(Bytes packet) override;
  void flush() override;
  void set_offload(bool on) override;
  PollSource* poll_source() override { return this; }
  Result<SocketAddress> add_forward(const PortForward& forward) override;
  void remove_forward(PortForward::Transport transport, const SocketAddress& outside) override;

 private:
  static const SlirpCb kCallbacks;

  void prepare(std::vector<pollfd>& fds, TimePoint& deadline) override;
  void dispatch(std::span<const pollfd> fds) override;

  void input(Bytes frame);
  void on_frame(Bytes frame);
  void deliver(const IpPacket& packet);
  bool send_to_client(const IpPacket& packet);
  template <typename Call>
  void enter(Call call);

  SlirpNetwork network_;
  const Clock& clock_;
  Neighbour neighbour_;
  Fragmenter fragmenter_;
  TcpSegmenter segmenter_;
  Reassembler reassembler_;
  TcpCoalescer coalescer_;
  bool offload_ = true;
  std::vector<std::unique_ptr<UdpForward>> udp_forwards_;
  SlirpPoller poller_;
  Slirp* slirp_ = nullptr;
  bool inside_ = false;         // libslirp is running
  std::vector<Frame> answers_;  // for libslirp, when it has returned
  std::vector<std::byte> frame_;
};

// What libslirp calls. There is no timer: its only one makes it send router advertisements, which
// end at the link; without it model time has no deadlines of its own making.
const SlirpCb SlirpLink::kCallbacks = {
    .send_packet = [](const void* frame, std::size_t length, void* self) -> ssize_t {
      static_cast<SlirpLink*>(self)->on_frame({static_cast<const std::byte*>(frame), length});
      return static_cast<ssize_t>(length);
    },
    .guest_error = [](const char* message, void*) { log::debug("slirp: {}", message); },
    .clock_get_ns = [](void* self) -> std::int64_t {
      return static_cast<SlirpLink*>(self)->clock_.now().time_since_epoch().count();
    },
    .timer_new = [](SlirpTimerCb, void*, void*) -> void* { return nullptr; },
    .timer_free = [](void*, void*) {},
    .timer_mod = [](void*, std::int64_t, void*) {},
    .register_poll_fd =
        [](int fd, void* self) {
          if (fd < 0) return;
          fcntl(fd, F_SETFD, FD_CLOEXEC);  // those that it accepts are without
          static_cast<SlirpLink*>(self)->poller_.add_socket(fd);
        },
    .unregister_poll_fd = [](int, void*) {},
    .notify = [](void*) {},  // the loop asks again after every call that could have made room
    .init_completed = nullptr,
    .timer_new_opaque = [](SlirpTimerId, void*, void*) -> void* { return nullptr; },
};

bool SlirpLink::start() {
  SlirpConfig config{};
  config.version = 4;
  config.in_enabled = network_.ipv4;
  if (network_.ipv4) {
    config.vnetwork = to_in_addr(network_.network4);
    config.vnetmask.s_addr = htonl(0xffffff00);
    config.vhost = to_in_addr(network_.host4);
    config.vdhcp_start = to_in_addr(network_.guest4);
    config.vnameserver = to_in_addr(network_.nameserver4);
  }
  config.in6_enabled = network_.ipv6;
  if (network_.ipv6) {
    config.vprefix_addr6 = to_in6_addr(network_.prefix6);
    config.vprefix_len = 64;
    config.vhost6 = to_in6_addr(network_.host6);
    config.vnameserver6 = to_in6_addr(network_.nameserver6);
  }
  config.if_mtu = kSlirpMtu;
  // What it tells its TCP peers, and keeps to itself. It does not heed what a modem that connects
  // tells: one that announces the MTU gets longer segments, which deliver() cuts if it must.
  config.if_mru = kLongestSegment;
  config.disable_dhcp = true;

  slirp_ = slirp_new(&config, &kCallbacks, this);
  if (slirp_ == nullptr) return false;
  enter([this] {
    SlirpPoller::kick(slirp_);  // sets libslirp's idea of the time, which is one per process
    for (const Frame& frame : neighbour_.announcements()) input(frame);
  });
  return true;
}

/// Runs libslirp, then answers what it asked for meanwhile.
template <typename Call>
void SlirpLink::enter(Call call) {
  if (inside_) {
    log::error("slirp link: the receiver called the link back");
    std::abort();
  }
  inside_ = true;
  call();
  while (!answers_.empty()) {
    for (const Frame& answer : std::exchange(answers_, {})) input(answer);
    SlirpPoller::kick(slirp_);
  }
  inside_ = false;
}

void SlirpLink::input(Bytes frame) {
  slirp_input(slirp_, reinterpret_cast<const std::uint8_t*>(frame.data()),
              static_cast<int>(frame.size()));
}

void SlirpLink::send(Bytes packet) {
  std::optional<IpPacket> ip = IpPacket::parse(packet);
  if (!ip || ip->bytes.size() > network_.mtu) return;
  if (Reassembler::is_fragment(*ip)) {
    ip = reassembler_.add(*ip, clock_.now());
    if (!ip) return;
  }
  if (!may_leave(*ip, neighbour_) || send_to_client(*ip)) return;
  if (ip->bytes.size() > kSlirpMtu) return;
  if (offload_) {
    if (coalescer_.add(*ip)) return;
    flush();
    if (coalescer_.add(*ip)) return;
  }

  frame_.resize(kEthernetHeaderLength + ip->bytes.size());
  write_ethernet_header(frame_.data(), ip->family);
  std::memcpy(frame_.data() + kEthernetHeaderLength, ip->bytes.data(), ip->bytes.size());
  std::optional<SigpipeGuard> guard;
  if (may_write(*ip)) guard.emplace();
  enter([this] { input(frame_); });
}

/// True if this is the answer to somebody who came through a forwarded UDP port.
bool SlirpLink::send_to_client(const IpPacket& packet) {
  return std::any_of(udp_forwards_.begin(), udp_forwards_.end(),
                     [&](const auto& forward) { return forward->send(packet); });
}

void SlirpLink::flush() {
  static_assert(TcpCoalescer::kHeadroom == kEthernetHeaderLength);
  const std::span<std::byte> packet = coalescer_.take();
  if (packet.empty()) return;
  std::byte* frame = packet.data() - kEthernetHeaderLength;
  const bool is_v4 = (packet[0] >> 4) == std::byte{4};
  write_ethernet_header(frame, is_v4 ? Family::kIpv4 : Family::kIpv6);
  const SigpipeGuard guard;
  enter([&] { input({frame, kEthernetHeaderLength + packet.size()}); });
}

void SlirpLink::set_offload(bool on) {
  flush();
  offload_ = on;
}

/// A frame from libslirp, inside one of its functions.
void SlirpLink::on_frame(Bytes frame) {
  if (frame.size() < kEthernetHeaderLength) return;
  const std::uint16_t type = load_be16(&frame[kEtherTypeOffset]);
  if (type == kEtherTypeIpv4 || type == kEtherTypeIpv6) {
    const std::optional<IpPacket> packet = IpPacket::parse(frame.subspan(kEthernetHeaderLength));
    if (!packet) return;
    if (!is_neighbour_discovery(*packet)) return deliver(*packet);
  }
  if (std::optional<Frame> answer = neighbour_.answer(frame)) {
    answers_.push_back(std::move(*answer));
  }
}

void SlirpLink::deliver(const IpPacket& packet) {
  const bool may_be_longer = offload_ && packet.protocol == kProtocolTcp;
  if (packet.bytes.size() <= network_.mtu || may_be_longer) return receive(packet.bytes);
  const auto pass_on = [this](Bytes piece) { receive(piece); };
  if (!segmenter_.split(packet, pass_on)) fragmenter_.split(packet, pass_on);
}

void SlirpLink::prepare(std::vector<pollfd>& fds, TimePoint& deadline) {
  const TimePoint now = clock_.now();
  poller_.fill(slirp_, now, fds, deadline);
  for (const auto& forward : udp_forwards_) {  // behind libslirp's, which are found by their place
    fds.push_back({.fd = forward->fd(), .events = POLLIN, .revents = 0});
  }
  if (!coalescer_.empty()) deadline = std::min(deadline, now);
}

void SlirpLink::dispatch(std::span<const pollfd> fds) {
  flush();
  const SigpipeGuard guard;
  enter([&] {
    for (const auto& forward : udp_forwards_) {
      if (!has_event(fds, forward->fd())) continue;
      forward->receive([this](const IpPacket& packet) { deliver(packet); });
    }
    poller_.poll(slirp_, fds);
  });
}

Result<SocketAddress> SlirpLink::add_forward(const PortForward& forward) {
  if (forward.outside.address.family() != forward.inside.address.family() ||
      !neighbour_.is_modem(std::as_bytes(forward.inside.address.bytes()))) {
    return fail(Errno::kInval);
  }
  if (forward.transport == PortForward::Transport::kTcp) return slirp_forward(slirp_, forward);
  const IpAddress& host = forward.inside.address.is_v4() ? network_.host4 : network_.host6;
  Result<std::unique_ptr<UdpForward>> opened = UdpForward::open(forward, host);
  if (!opened) return fail(opened.error());
  return udp_forwards_.emplace_back(std::move(*opened))->outside();
}

void SlirpLink::remove_forward(PortForward::Transport transport, const SocketAddress& outside) {
  if (transport == PortForward::Transport::kTcp) return slirp_unforward(slirp_, outside);
  std::erase_if(udp_forwards_, [&](const auto& forward) { return forward->outside() == outside; });
}

}  // namespace

Result<std::unique_ptr<Link>> make_slirp_link(const SlirpNetwork& network, TimerQueue& timers) {
  if (!network.valid()) {
    log::error("slirp link: addresses or MTU {} do not fit the network", network.mtu);
    return fail(Errno::kInval);
  }
  auto link = std::make_unique<SlirpLink>(network, timers.clock());
  if (!link->start()) {
    log::error("slirp link: libslirp refuses the network {}", network.network4.to_string());
    return fail(Errno::kNoMem);
  }
  return link;
}

}  // namespace hostmodem::link
