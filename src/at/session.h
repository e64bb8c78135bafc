#pragma once

#include <string>

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
};

/// Which notifications the application asked for. AT+CFUN=0 resets them all.
struct Subscriptions {
  int registration = 0;        ///< AT+CEREG: the level, 0 to 5
  bool packet_domain = false;  ///< AT+CGEREP
  int network_errors = 0;      ///< AT+CNEC: 8 EMM, 16 ESM, or both
};

/// What command handlers work on: the parts that they drive and the state that commands set.
struct Session {
  credentials::Store& credentials;
  radio::Radio& radio;
  pdn::PdnManager& pdns;
  Identity identity;
  bool cme_enabled = false;  ///< AT+CMEE; AT+CFUN=0 does not touch it
  Subscriptions subscriptions = {};
};

}  // namespace hostmodem::at
