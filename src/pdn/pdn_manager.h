#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/error.h"
#include "base/timers.h"
#include "ip/stack.h"
#include "pdn/impairments.h"
#include "pdn/pdn.h"
#include "radio/rrc.h"

namespace hostmodem::pdn {

/// The radio that carries the packets of all PDNs.
struct PdnRadio {
  radio::Rrc* rrc = nullptr;  ///< must outlive the manager; nullptr: one that is always there
  const radio::LinkProfile* profile = nullptr;  ///< nullptr: the ideal one
  radio::EnergyMeter* energy = nullptr;         ///< must outlive the manager; nullptr: none
  FlowOwners* owners = nullptr;                 ///< likewise
};

/// The packet data networks of the modem: what is configured, what the network makes of it, and
/// which are up.
///
/// Thread: under the modem lock, listener calls included.
class PdnManager {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    /// `pdn` came up.
    virtual void on_activated(Pdn& pdn) = 0;
    /// The network refused it.
    virtual void on_refused(PdnId /*id*/, EsmCause /*cause*/) {}
    /// The rate control of `pdn` blocks uplink now, or does not any more.
    virtual void on_rate_control(const Pdn& /*pdn*/) {}
    /// The IPv6 address of `pdn` could not be refreshed, or is after that.
    virtual void on_address_refreshed(const Pdn& /*pdn*/, bool /*succeeded*/) {}
    /// The PDN is going; find() does not give it any more.
    virtual void on_deactivated(PdnId id) = 0;
  };

  using Activation = tl::expected<void, Refusal>;

  /// What chance decides follows from `seed`.
  PdnManager(ip::Stack& stack, TimerQueue& timers, std::vector<Apn> apns, std::uint64_t seed = 0,
             const PdnRadio& radio = {});
  ~PdnManager();

  /// The listener must outlive the manager; nullptr for none.
  void set_listener(Listener* listener) { listener_ = listener; }

  /// Who sees the packets of every PDN from now on, and is told of those that are up; nullptr:
  /// nobody. It must outlive the manager, or be replaced.
  void set_tap(Tap* tap);

  // What the application configured. 3GPP: TS 27.007 10.1.1

  /// Defines a context, or another than it was. kInval: no such number; kBusy: the PDN is active.
  Status define(PdnId id, Context context);
  /// Forgets a context; the default one is then as it was at first. kBusy: the PDN is active.
  Status undefine(PdnId id);
  /// Forgets all contexts but the default one.
  void undefine_all();
  [[nodiscard]] const std::map<PdnId, Context>& contexts() const { return contexts_; }
  /// A number from 1 on that no context has, and that next_free() did not give before unless its
  /// context was undefined since; nullopt when there is none.
  std::optional<PdnId> next_free();

  /// From now on the network refuses an access point with `cause`; zero: grants it again. An empty
  /// name is what contexts without one get.
  void refuse_apn(const std::string& name, EsmCause cause);

  /// Chance starts anew, on the air and on every link.
  void seed(std::uint64_t seed);

  /// Whether data that a socket of this PDN calls exceptional are; at first they are not, and not
  /// for a context that is defined anew after undefine(). kInval: no such context.
  Status allow_exceptional(PdnId id, bool allowed);
  [[nodiscard]] bool allows_exceptional(PdnId id) const { return exceptional_.contains(id); }

  /// Whether the refresh of an IPv6 address waits for a modem that sleeps; not at first.
  void delay_address_refresh(bool on);
  [[nodiscard]] bool delays_address_refresh() const { return delays_address_refresh_; }

  /// How bad the links are.
  [[nodiscard]] Impairments& impairments() { return impairments_; }

  /// Brings the PDN of a context up, the default one when it is not defined; one that is up stays
  /// as it is. Refused with the cause of refuse_apn(), kUnknownApn when the network does not know
  /// the APN, kUnknownPdnType for non-IP, kIpv4Only or kIpv6Only when the network has no address of
  /// the one family asked for; other errors are those of its link.
  Activation activate(PdnId id);

  /// Takes the PDN down: its endpoints end with kNetDown, but those that keep open, which go on
  /// when it comes up again as the same network. No such PDN: nothing happens.
  void deactivate(PdnId id);
  void deactivate_all();

  /// The endpoints that kept open end with kNetDown too.
  void end_kept() { kept_.clear(); }

  /// The active PDN; kNetUnreach when it never was active, kNetDown when it was lost.
  Result<Pdn*> find(PdnId id) const;

  /// What passed between this PDN and its link, over all its activations.
  [[nodiscard]] TrafficCounters traffic(PdnId id) const;

  /// Calls `visit` for every active PDN.
  void for_each(const std::function<void(Pdn&)>& visit) const;

 private:
  [[nodiscard]] const Apn* find_apn(const std::string& name) const;
  Activation refuse(PdnId id, EsmCause cause);
  [[nodiscard]] std::optional<EsmCause> refusal_of(const std::string& apn) const;
  Result<std::unique_ptr<Pdn>> bring_up(PdnId id, const Apn& granted,
                                        std::optional<EsmCause> cause);
  void keep_address(Pdn& pdn);

  ip::Stack& stack_;
  TimerQueue& timers_;
  std::optional<AirInterface> air_;  ///< none: packets take no time
  Bearer::Radio radio_;
  std::vector<Apn> apns_;                    ///< that the network knows
  bool any_apn_;                             ///< it takes any
  std::map<std::string, EsmCause> refused_;  ///< by name in lower case
  std::map<PdnId, Context> contexts_{{kDefaultPdn, {}}};
  std::set<PdnId> exceptional_;  ///< those of which allow_exceptional() holds
  std::set<PdnId> given_;        ///< by next_free(), and not defined yet
  bool delays_address_refresh_ = false;
  Impairments impairments_;
  std::map<PdnId, TrafficCounters> past_traffic_;  ///< of the activations that ended
  Listener* listener_ = nullptr;
  Tap* tap_ = nullptr;
  /// Null: the PDN was active once and is not now.
  std::map<PdnId, std::unique_ptr<Pdn>> pdns_;
  /// Those that are down and have endpoints that keep open.
  std::map<PdnId, std::unique_ptr<Pdn>> kept_;
};

}  // namespace hostmodem::pdn
