#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/timers.h"

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

/// 3GPP: TS 27.007 10.1.22, <AcT>
enum class AccessTechnology : std::uint8_t { kLteM = 7, kNbIot = 9 };

/// The network that the modem finds.
struct Network {
  std::string plmn = "00101";  ///< mobile country and network code, 5 or 6 digits
  AccessTechnology access = AccessTechnology::kLteM;
  std::uint16_t tac = 1;   ///< tracking area code
  std::uint32_t cell = 1;  ///< E-UTRAN cell identity, 28 bits
  std::chrono::milliseconds registration_delay{0};
  bool roaming = false;
};

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
/// registration.
///
/// Thread: under the modem lock, listener calls included.
class Radio {
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
  };

  Radio(TimerQueue& timers, Network network);

  /// The listener must outlive the radio; nullptr for none.
  void set_listener(Listener* listener) { listener_ = listener; }

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
  void set_registration(Registration registration);

  Network network_;
  Listener* listener_ = nullptr;
  FunctionalMode mode_ = FunctionalMode::kPowerOff;
  Registration registration_ = Registration::kNotRegistered;
  bool admitted_ = true;  ///< by the network
  Timer search_;
};

}  // namespace hostmodem::radio
