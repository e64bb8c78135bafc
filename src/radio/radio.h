#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/timers.h"
#include "radio/current_profile.h"
#include "radio/energy_meter.h"
#include "radio/network.h"
#include "radio/power_saving.h"
#include "radio/rrc.h"

namespace hostmodem::radio {

/// 3GPP: TS 27.007 10.1.22, <stat>
enum class Registration : std::uint8_t {
  kNotRegistered = 0,
  kHome = 1,
  kSearching = 2,
  kDenied = 3,
  kUnknown = 4,
  kRoaming = 5,
  kUiccFailure = 90,
};

/// At home, or roaming.
[[nodiscard]] constexpr bool registered(Registration registration) {
  return registration == Registration::kHome || registration == Registration::kRoaming;
}

/// What AT+CFUN sets. 3GPP: TS 27.007 8.2; values above 4 are Nordic's.
enum class FunctionalMode : std::uint8_t {
  kPowerOff = 0,
  kNormal = 1,
  kReceiveOnly = 2,
  kFlight = 4,
  kLteOff = 20,
  kLteOn = 21,
};

/// The radio: functional mode and network registration.
///
///   not registered --normal mode, attach--> searching
///   searching --registration_delay, if the network admits it--> registered (home or roaming)
///   searching --the same, but there is no default PDN--> denied
///   registered --network_detach--> searching
///   any --another mode, detach--> not registered
///
/// At the end of the search the radio first tells its listener that it attached (the default PDN
/// comes up there), then that the registration changed: clients see the PDN before the
/// registration. The radio connection (rrc.h) follows the registration, and what power saving the
/// network grants is settled when the modem attaches, and by tracking area updates.
///
/// Thread: under the modem lock, listener calls included.
class Radio : private Rrc::Listener {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    /// functional_mode() has a new value; what follows from it comes after this.
    virtual void on_functional_mode_changed() {}
    /// registration() has a new value.
    virtual void on_registration_changed() = 0;
    /// The network found the modem: the default bearer is to be set up, without which there is no
    /// registration. Called before the registration is told. False: the network refused the bearer.
    virtual bool on_attached() = 0;
    /// The modem leaves the network (told first) or lost it: every PDN goes down.
    virtual void on_detached() = 0;
    /// granted() has a new value, while registered.
    virtual void on_power_saving_changed() {}
    /// The radio connection has another state.
    virtual void on_rrc_transition(const RrcTransition& /*transition*/) {}
  };

  Radio(TimerQueue& timers, const Network& network, const Rrc::Settings& settings = {});
  Radio(TimerQueue& timers, Network network, const Rrc::Settings& settings,
        const CurrentProfile& current);

  /// The listener must outlive the radio; nullptr for none.
  void set_listener(Listener* listener) { listener_ = listener; }

  /// The radio connection.
  [[nodiscard]] Rrc& rrc() { return rrc_; }
  [[nodiscard]] const Rrc& rrc() const { return rrc_; }

  /// What it draws.
  [[nodiscard]] EnergyMeter& energy() { return energy_; }

  /// What the modem asks for from now on: at once, by an update, when it is registered.
  void request(const PowerSaving& requested);
  [[nodiscard]] const PowerSaving& requested() const { return requested_; }
  /// What the network granted; nothing while the modem is not attached.
  [[nodiscard]] const PowerSaving& granted() const { return granted_; }

  /// Sets the functional mode; setting the current one again changes nothing. kOpNotSupp for
  /// kReceiveOnly.
  Status set_functional_mode(FunctionalMode mode);

  /// Attaches in normal mode; nothing happens when it did, or searches already. kPerm in other
  /// modes.
  Status attach();
  /// Leaves the network, until attach() or the next normal mode.
  void detach();

  /// The network detaches the modem, which searches again, and does not admit it any more.
  void network_detach();
  /// The network admits the modem, as it does at first; one that was denied tries again.
  void network_attach();

  /// What AT+CFUN? answers: kPowerOff, kNormal or kFlight.
  [[nodiscard]] FunctionalMode functional_mode() const { return mode_; }

  /// Whether LTE is active, also while the modem is detached. Credentials can't be written then.
  [[nodiscard]] bool active() const { return mode_ == FunctionalMode::kNormal; }

  [[nodiscard]] Registration registration() const { return registration_; }
  [[nodiscard]] const Network& network() const { return network_; }

 private:
  void start();
  void search();
  void on_found();
  void set_mode(FunctionalMode mode);
  void on_updated();
  void on_transition(const RrcTransition& transition) override;
  void grant_power_saving();
  void set_registration(Registration registration);

  Network network_;
  Listener* listener_ = nullptr;
  FunctionalMode mode_ = FunctionalMode::kPowerOff;
  Registration registration_ = Registration::kNotRegistered;
  bool admitted_ = true;  ///< by the network
  PowerSaving requested_;
  PowerSaving granted_;
  Timer search_;
  EnergyMeter energy_;
  Rrc rrc_;
};

}  // namespace hostmodem::radio
