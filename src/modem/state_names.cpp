#include "modem/state_names.h"

namespace hostmodem {

std::string_view name_of(radio::Registration registration) {
  switch (registration) {
    case radio::Registration::kNotRegistered:
      return "not registered";
    case radio::Registration::kHome:
      return "home";
    case radio::Registration::kSearching:
      return "searching";
    case radio::Registration::kDenied:
      return "denied";
    case radio::Registration::kUnknown:
      return "unknown";
    case radio::Registration::kRoaming:
      return "roaming";
    case radio::Registration::kUiccFailure:
      return "UICC failure";
  }
  return "unknown";
}

std::string_view name_of(radio::FunctionalMode mode) {
  switch (mode) {
    case radio::FunctionalMode::kPowerOff:
      return "power off";
    case radio::FunctionalMode::kNormal:
      return "normal";
    case radio::FunctionalMode::kFlight:
      return "flight";
    default:
      return "other";  // none that the radio is ever in
  }
}

std::string description_of(const pdn::Pdn& pdn) {
  std::string text("APN ");
  text.append(pdn.apn().name.empty() ? "(default)" : pdn.apn().name);
  for (const auto& address : {pdn.address4(), pdn.address6()}) {
    if (address) text.append(", ").append(address->to_string());
  }
  return text;
}

}  // namespace hostmodem
