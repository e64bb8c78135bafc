#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/timers.h"
#include "pdn/context.h"
#include "radio/rrc.h"

namespace hostmodem::pdn {

class Bearer;

/// Keeps the IPv6 address of a PDN, whose router gives it for a time only.
///
/// Theory of operation: when the lifetime is over the modem solicits the router, over its bearer as
/// any packet, and the router's advertisement begins the next one.
///
///   valid      | the lifetime runs
///   put off    | it is over, and the modem sleeps (PSM, eDRX) and was told to delay(): until the
///              | next radio connection, whatever that is for
///   soliciting | up to kSolicitations, kInterval apart, each counted from when it could leave
///   failed     | no answer: until the next radio connection, or for another lifetime
///
/// The address stays all the while, and so does what uses it: the network keeps a prefix for as
/// long as it keeps the PDN (3GPP: TS 29.061 11.2.1.3). The connection is not released while an
/// answer is awaited. Nothing is polled: a valid address is one timer, and one that waits is none.
///
/// Thread: under the modem lock.
class AddressRefresh final : private radio::Rrc::Traffic {
 public:
  // RFC: 4861 10
  static constexpr int kSolicitations = 3;
  static constexpr std::chrono::seconds kInterval{4};

  /// The address, and who gives it.
  struct Lease {
    PdnId pdn = kDefaultPdn;
    IpAddress address;
    IpAddress link_local;           ///< whose solicitations are
    std::chrono::seconds lifetime;  ///< of the address, from now on
  };
  /// Told when a refresh failed, and when one succeeds after that.
  using Listener = std::function<void(bool succeeded)>;

  /// `rrc`: nullptr: a connection that is always there. The others must outlive it.
  AddressRefresh(const Lease& lease, Bearer& bearer, TimerQueue& timers, radio::Rrc* rrc,
                 Listener listener);
  ~AddressRefresh() override;
  AddressRefresh(const AddressRefresh&) = delete;
  AddressRefresh& operator=(const AddressRefresh&) = delete;

  /// Whether a refresh is put off while the modem sleeps; not at first. One that was put off is due
  /// when it is not any more.
  void delay(bool on);

  /// A packet that arrived: if it is an advertisement of the address it counts.
  void take(std::span<const std::byte> packet);

 private:
  bool on_connected() override;
  [[nodiscard]] bool on_air() const override { return tries_ > 0; }

  [[nodiscard]] bool is_in(radio::RrcState state) const;
  [[nodiscard]] bool asleep() const;
  void on_timer();
  void expire();
  void solicit();
  void give_up();
  void extend(std::chrono::seconds lifetime);
  void end_tries();

  const Lease lease_;
  Bearer& bearer_;
  radio::Rrc* const rrc_;
  const Clock& clock_;
  Listener listener_;
  bool delayed_ = false;
  bool overdue_ = false;  ///< for the next connection
  bool failed_ = false;
  int tries_ = 0;  ///< solicitations that were sent; 0: none is to be answered
  TimePoint valid_until_;
  Timer timer_;  ///< the end of the lifetime; while soliciting, of an interval
};

}  // namespace hostmodem::pdn
