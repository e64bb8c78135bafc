#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ip/udp_endpoint.h"
#include "link/router_discovery.h"
#include "pdn/pdn_manager.h"
#include "support/ip_packets.h"
#include "support/passing_time.h"

namespace hostmodem::pdn {

using namespace std::chrono_literals;
using radio::RrcState;

using Entries = std::vector<std::string>;

inline constexpr std::chrono::seconds kLifetime = 1h;

inline IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

/// A pipe whose IPv6 addresses last for an hour.
inline Apn expiring_pipe() {
  return {.name = "pipe", .link = LinkKind::kPipe, .router_lifetime = kLifetime};
}

/// Writes down, with the seconds since then, what is on the air and what is told.
class AddressRefreshTest : public ::testing::Test, private Tap, private PdnManager::Listener {
 protected:
  explicit AddressRefreshTest(const Apn& apn = expiring_pipe(), Duration set_up = 0s,
                              const radio::LinkProfile* profile = nullptr)
      : rrc(timers, {.set_up = std::chrono::duration_cast<std::chrono::milliseconds>(set_up)},
            radio::AccessTechnology::kLteM, [] {}),
        pdns(stack, timers, {apn}, 0, {.rrc = &rrc, .profile = profile}) {
    clock.hold();
    rrc.search();
    rrc.attach();
    start = clock.now();
    pdns.set_listener(this);
    EXPECT_TRUE(pdns.activate(0));
    pdns.set_tap(this);
    pdn().pipe()->set_handler([this](auto) { ++beyond; });
    endpoint = ip::UdpEndpoint::create(pdn().interface(), Family::kIpv4).value();
  }
  ~AddressRefreshTest() override {
    pdns.set_tap(nullptr);
    pdns.set_listener(nullptr);
  }

  Pdn& pdn() { return **pdns.find(0); }

  void advance(Duration span) {
    test::pass_time(clock, timers, span, [this] { stack.settle(); });
  }
  /// Until so long after the beginning.
  void advance_to(Duration time) { advance(start + time - clock.now()); }

  /// The modem sleeps whenever it can: ten seconds after each connection, until T3412 of ten hours.
  void sleep() {
    rrc.set_power_saving({.psm = radio::Psm{0b001'01010, 0b000'00101}, .edrx = std::nullopt});
    advance(1min);
    ASSERT_EQ(rrc.state(), RrcState::kPsm);
  }

  void send(std::string_view text) {
    ASSERT_TRUE(endpoint->send(test::bytes_of(text), {address("192.0.2.1"), 9000}));
    stack.settle();
  }

  void lose(link::Direction direction, double loss) {
    link::Impairment impairment;
    impairment.loss = loss;
    pdns.impairments().set(0, direction, impairment);
  }

  /// A router's advertisement comes by itself.
  void advertise(std::chrono::seconds lifetime) {
    pdn().pipe()->inject(
        link::make_router_advertisement(address("fe80::15"), *pdn().address6(), lifetime));
    stack.settle();
  }

  Entries take() { return std::exchange(entries, {}); }
  void note(const std::string& what) {
    const auto at = std::chrono::duration_cast<std::chrono::seconds>(clock.now() - start);
    entries.push_back(std::to_string(at.count()) + ' ' + what);
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  radio::Rrc rrc;
  PdnManager pdns;
  TimePoint start;
  Entries entries;
  int beyond = 0;  ///< packets that came to the link
  std::unique_ptr<ip::UdpEndpoint> endpoint;

 private:
  void on_network(const Pdn&) override {}
  void on_packet(PdnId, Direction direction, std::span<const std::byte> packet) override {
    const auto ip = test::parse_ip(packet).value();
    const bool discovery = ip.protocol == test::kIcmpv6;
    const std::string type =
        discovery ? std::to_string(std::to_integer<int>(ip.payload[0])) : "other";
    note((direction == Direction::kUplink ? "up " : "down ") + type);
  }
  void on_activated(Pdn&) override {}
  void on_deactivated(PdnId) override {}
  void on_address_refreshed(const Pdn& pdn, bool succeeded) override {
    note((succeeded ? "ipv6 " : "ipv6 fail ") + std::to_string(pdn.id()));
  }
};

}  // namespace hostmodem::pdn
