#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "dns/lookup.h"
#include "nrf_gai_errors.h"
#include "unit/dns/world.h"

namespace hostmodem::dns {

inline const std::vector<Family> kBoth = {Family::kIpv6, Family::kIpv4};
inline const std::vector<Family> kOnly4 = {Family::kIpv4};
inline const std::vector<Family> kOnly6 = {Family::kIpv6};

/// A lookup of "www.test" on an interface of both families, and two servers.
class LookupTest : public testing::Test {
 protected:
  ~LookupTest() override { lookup.reset(); }

  void start(const std::vector<Family>& families, std::vector<SocketAddress> servers) {
    lookup =
        std::make_unique<Lookup>(world.timers, *modem, std::move(servers), "www.test", families);
    lookup->done_queue().join(waiter);
    world.stack.settle();
  }
  void start(const std::vector<Family>& families) { start(families, {server.where()}); }

  void lose_interface() { modem.reset(); }

  int eai() const { return lookup->done() ? lookup->outcome()->eai : 1; }

  World world;
  WiredInterface modem =
      world.connect({IpAddress::parse("10.0.2.15"), IpAddress::parse("fd00::15"), std::nullopt});
  FakeServer server{world, "10.0.2.3"};
  FakeServer second{world, "10.0.2.4"};
  std::unique_ptr<Lookup> lookup;
  Waiter waiter;
};

}  // namespace hostmodem::dns
