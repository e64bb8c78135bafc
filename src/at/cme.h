#pragma once

#include <string_view>

namespace hostmodem::at {

/// The errors of "+CME ERROR: <n>" that this modem gives; from 500 on they are Nordic's own.
/// 3GPP: TS 27.007 9.2
enum class Cme : int {
  kPhoneFailure = 0,
  kNotSupported = 4,
  kMemoryFailure = 23,
  kIncorrectParameters = 50,
  kSystemError = 60,
  kInsufficientResources = 126,
  kUnknownApn = 127,
  kUnknownPdnType = 128,
  kUserAuthenticationFailed = 129,
  kRejectedByGateway = 130,
  kRejected = 131,
  kServiceNotSupported = 132,
  kServiceNotSubscribed = 133,
  kServiceOutOfOrder = 134,
  kUnspecifiedPacketDomainError = 148,
  kNotFound = 513,
  kNoAccess = 514,
  kMemoryFull = 515,
  kNotAllowedInActiveState = 518,
  kAlreadyExists = 519,
  kInvalidContent = 527,
  kNotAllowedPowerOffWarning = 528,
};

/// "not found", for the log. Never null.
[[nodiscard]] constexpr std::string_view cme_text(Cme error) {
  switch (error) {
    case Cme::kPhoneFailure:
      return "phone failure";
    case Cme::kNotSupported:
      return "operation not supported";
    case Cme::kMemoryFailure:
      return "memory failure";
    case Cme::kIncorrectParameters:
      return "incorrect parameters";
    case Cme::kSystemError:
      return "system error";
    case Cme::kInsufficientResources:
      return "insufficient resources";
    case Cme::kUnknownApn:
      return "missing or unknown APN";
    case Cme::kUnknownPdnType:
      return "unknown PDP address or type";
    case Cme::kUserAuthenticationFailed:
      return "user authentication failed";
    case Cme::kRejectedByGateway:
      return "activation rejected by the gateway";
    case Cme::kRejected:
      return "activation rejected, unspecified";
    case Cme::kServiceNotSupported:
      return "service option not supported";
    case Cme::kServiceNotSubscribed:
      return "requested service option not subscribed";
    case Cme::kServiceOutOfOrder:
      return "service option temporarily out of order";
    case Cme::kUnspecifiedPacketDomainError:
      return "unspecified packet domain error";
    case Cme::kNotFound:
      return "not found";
    case Cme::kNoAccess:
      return "no access";
    case Cme::kMemoryFull:
      return "memory full";
    case Cme::kNotAllowedInActiveState:
      return "not allowed in active state";
    case Cme::kAlreadyExists:
      return "already exists";
    case Cme::kInvalidContent:
      return "invalid content";
    case Cme::kNotAllowedPowerOffWarning:
      return "not allowed when power off warning is active";
  }
  return "unknown error";
}

}  // namespace hostmodem::at
