#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace hostmodem::dns {

/// What became of one question to one server.
enum class Verdict {
  kAddresses,  ///< here they are
  kNoName,     ///< the name does not exist
  kNoData,     ///< it does, but has no address of this family
  kRefused,    ///< the server does not want to answer, or what it says cannot be understood
  kFailed,     ///< it could not answer or be reached: later it may
  kNetDown,    ///< the packet data network was lost
};

struct Answer {
  Verdict verdict;
  std::vector<IpAddress> addresses = {};  ///< in the server's order
  std::string canonical_name = {};        ///< where the chain of aliases ends, lower case
};

/// Reads the message that came as the answer to a question for addresses of `family`. CNAME records
/// are followed in whatever order they stand; records that do not belong to the name are ignored.
/// Any bytes are safe: what is not a well-formed answer is kRefused. Pure.
/// RFC: 1035 4.1, 3596 2.2
[[nodiscard]] Answer read_answer(std::span<const std::uint8_t> message, Family family);

}  // namespace hostmodem::dns
