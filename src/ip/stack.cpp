#include "ip/stack.h"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/raw.h>
#include <lwip/tcp.h>
#include <lwip/timeouts.h>

#include <new>
#include <utility>

#include "ip/endpoint.h"
#include "ip/icmp.h"
#include "ip/interface.h"
#include "ip/lwip_port.h"
#include "ip/transport.h"

namespace hostmodem::ip {
namespace {

constexpr int kMaxTimeWait = 16;
constexpr std::uint16_t kFirstEphemeralPort = 49152;
constexpr std::uint16_t kLastEphemeralPort = 65535;

void initialise_once() {
  static const bool done = [] {
    lwip_init();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

/// What lwIP calls.
struct Stack::Lwip {
  /// lwIP itself makes nothing of ICMP errors. 0: it goes on with the packet.
  static u8_t icmp(void* arg, raw_pcb*, pbuf* packet, const ip_addr_t*) {
    std::vector<std::byte> whole(packet->tot_len);
    pbuf_copy_partial(packet, whole.data(), packet->tot_len, 0);
    if (const auto error = parse_icmp_error(whole)) {
      static_cast<Stack*>(arg)->on_icmp_error(ip_current_input_netif(), *error);
    }
    return 0;
  }

  static raw_pcb* watch(Stack& stack, u8_t type, u8_t protocol) {
    raw_pcb* pcb = raw_new_ip_type(type, protocol);
    if (pcb == nullptr) throw std::bad_alloc();
    raw_recv(pcb, &icmp, &stack);
    return pcb;
  }
};

void trim_time_wait() {
  int kept = 0;
  for (tcp_pcb* pcb = tcp_tw_pcbs; pcb != nullptr;) {
    tcp_pcb* next = pcb->next;  // new ones are put in front: the oldest are at the end
    if (++kept > kMaxTimeWait) tcp_abort(pcb);
    pcb = next;
  }
}

Stack::Stack(const Clock& clock, Random& random)
    : clock_(clock),
      last_port_(
          static_cast<std::uint16_t>(random.between(kFirstEphemeralPort, kLastEphemeralPort))) {
  lwip_port::set_clock(&clock);
  initialise_once();
  icmp_ = {Lwip::watch(*this, IPADDR_TYPE_V4, kProtocolIcmp),
           Lwip::watch(*this, IPADDR_TYPE_V6, kProtocolIcmpv6)};
}

Stack::~Stack() {
  for (raw_pcb* pcb : icmp_) raw_remove(pcb);
  // Interfaces are gone, and with them every connection that was bound to one of their addresses.
  while (tcp_tw_pcbs != nullptr) tcp_abort(tcp_tw_pcbs);
  while (tcp_active_pcbs != nullptr) tcp_abort(tcp_active_pcbs);
  lwip_port::set_clock(nullptr);
}

void Stack::add(Interface& interface) {
  // lwIP's timers stood still since the last interface, perhaps in terms of another stack's clock:
  // they go on from here.
  if (interfaces_.empty()) sys_restart_timeouts();
  interfaces_.push_back(&interface);
}

std::optional<TimePoint> Stack::next_deadline() const {
  if (interfaces_.empty()) return std::nullopt;
  const u32_t sleep = sys_timeouts_sleeptime();
  if (sleep == SYS_TIMEOUTS_SLEEPTIME_INFINITE) return std::nullopt;
  // lwIP counts whole milliseconds.
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.now());
  return now + std::chrono::milliseconds(sleep);
}

void Stack::run_timers() { sys_check_timeouts(); }

void Stack::settle() {
  if (settling_) return;  // an owner that was told something called back: the loop below goes on
  settling_ = true;
  bool progress = true;
  while (progress) {
    progress = false;
    // By index: an interface may go while its neighbours are being served.
    for (std::size_t i = 0; i < interfaces_.size(); ++i) progress |= interfaces_[i]->pump();
    progress |= lwip_port::run_callbacks();
    if (!signalled_.empty()) {
      dispatch_events();
      progress = true;
    }
  }
  settling_ = false;
}

void Stack::dispatch_events() {
  while (!signalled_.empty()) {
    Endpoint* endpoint = signalled_.back();
    signalled_.pop_back();
    endpoint->deliver();
  }
}

void Stack::on_icmp_error(const netif* interface, const IcmpError& error) {
  for (Interface* candidate : interfaces_) {
    if (&candidate->lwip() == interface) candidate->on_icmp_error(error);
  }
}

std::uint16_t Stack::next_port() {
  last_port_ = last_port_ == kLastEphemeralPort ? kFirstEphemeralPort
                                                : static_cast<std::uint16_t>(last_port_ + 1);
  return last_port_;
}

}  // namespace hostmodem::ip
