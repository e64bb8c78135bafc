#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "at/countdown.h"
#include "at/wall_clock.h"
#include "credentials/store.h"
#include "pdn/pdn_manager.h"
#include "radio/radio.h"

namespace hostmodem::at {

/// What the modem says of itself.
struct Identity {
  std::string imei = "001010000000008";  ///< 15 digits, the last one the check digit
  std::string software_version = "01";   ///< the two digits at the end of the IMEISV
  std::string manufacturer = "Nordic Semiconductor ASA";
  std::string model = "nRF9160-SICA";
  std::string firmware = "mfw_nrf9160_1.3.5";
  std::string hardware = "nRF9160 SICA B1A";
  std::string build = "686f7374-6d6f-4465-8d00-000000000001";  ///< a UUID
};

/// Which notifications the application asked for. AT+CFUN=0 resets them all.
struct Subscriptions {
  int registration = 0;                                 ///< AT+CEREG: the level, 0 to 5
  bool uicc = false;                                    ///< AT%XSIM
  bool signal_quality = false;                          ///< AT%CESQ
  bool snr = false;                                     ///< AT%XSNRSQ
  bool network_time = false;                            ///< AT%XTIME
  bool modem_events = false;                            ///< AT%MDMEV
  bool temperature = false;                             ///< AT%XTEMP
  bool packet_domain = false;                           ///< AT+CGEREP
  int network_errors = 0;                               ///< AT+CNEC: 8 EMM, 16 ESM, or both
  int connection = 0;                                   ///< AT+CSCON: the level, 0 to 3
  std::optional<CountdownReport> sleep = std::nullopt;  ///< AT%XMODEMSLEEP
  std::optional<CountdownReport> periodic_update = std::nullopt;  ///< AT%XT3412
};

/// An hour, and a minute that the modem can be reached.
inline constexpr radio::Psm kDefaultTimers{.periodic_update = 0b001'00001,
                                           .active_time = 0b001'00001};
/// 163.84 s, of which the modem listens for 5.12 s in LTE-M, for 10.24 s in NB-IoT.
inline constexpr radio::Edrx kDefaultEdrx{.cycle = 0b1001, .window = 0b0011};

/// What AT+CEDRXS and AT%XPTW ask for in networks of one access technology.
struct EdrxRequest {
  bool enabled = false;
  radio::Edrx values = kDefaultEdrx;
};

/// What AT+CPSMS, AT+CEDRXS and AT%XPTW ask for. AT+CFUN=0 does not touch it.
struct PowerSavingRequest {
  bool psm = false;
  radio::Psm timers = kDefaultTimers;
  EdrxRequest lte_m = {};
  EdrxRequest nb_iot = {};
  bool report_edrx = false;  ///< AT+CEDRXS=2: +CEDRXP
};

/// What AT%XSYSTEMMODE sets: which systems AT+CFUN=1 turns on.
struct SystemMode {
  bool lte_m = true;
  bool nb_iot = false;
  bool gnss = false;
  int preference =
      0;  ///< 0 none, 1 LTE-M, 2 NB-IoT, 3 and 4 likewise, after the network's priority

  [[nodiscard]] bool lte() const { return lte_m || nb_iot; }
};

/// What command handlers work on: the parts that they drive and the state that commands set.
struct Session {
  credentials::Store& credentials;
  radio::Radio& radio;
  pdn::PdnManager& pdns;
  Identity identity;
  WallClock wall_clock;
  /// Tells the application what a command itself causes.
  std::function<void(std::string)> notify;
  bool cme_enabled = false;  ///< AT+CMEE; AT+CFUN=0 does not touch it
  Subscriptions subscriptions = {};
  SystemMode system_mode = {};
  bool gnss_active = false;
  bool uicc_active = false;
  bool operator_manual = false;  ///< AT+COPS
  int operator_format = 2;       ///< AT+COPS: 0 long name, 1 short name, 2 number
  PowerSavingRequest power_saving = {};
  int rai = 0;                     ///< AT%RAI: 0 off, 1 on, 2 with notifications
  int control_plane_rai = 0;       ///< AT%XRAI
  bool deactivation_told = false;  ///< that flight mode is a sleep, and not yet that it ended
  /// What commands without effect were given, for their read form.
  std::map<std::string_view, std::string> accepted = {};
};

}  // namespace hostmodem::at
