#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/ip_address.h"
#include "nrf_socket.h"
#include "pdn/pdn.h"

namespace hostmodem::dns {

/// What the arguments of nrf_getaddrinfo() ask for.
struct Request {
  std::string name;                  ///< as it was given; empty: there was none
  std::optional<IpAddress> numeric;  ///< the answer, when the name needs no query
  std::optional<Family> family;      ///< nullopt: any
  int socktype = 0;                  ///< NRF_SOCK_* of the result, never 0
  int protocol = 0;                  ///< of the result: the one of the hints, or the type's own
  std::uint16_t port = 0;
  std::optional<pdn::PdnId> pdn;  ///< nullopt: the default one
  bool canonical_name = false;    ///< the result has it
};

/// Reads the arguments; each may be null. Pure.
///
/// No name is the unspecified address: 0.0.0.0 when the family is not given. NRF_AI_PASSIVE does
/// not exist on the modem, but sources that were written for POSIX give the host's flag (1) with
/// it, so that is taken and changes nothing.
///
/// A hint of neither type nor protocol is a TCP stream. The service is a port number, "pdn1" or
/// "1" with NRF_AI_PDNSERV, "443:1" or "443:pdn1" with NRF_AI_NUMERICSERV too.
///
/// The error is an NRF_EAI_* code, of the first of these that is wrong:
///   NRF_EAI_BADFLAGS    an unknown flag, or NRF_AI_CANONNAME without a name
///   NRF_EAI_FAMILY      not NRF_AF_UNSPEC, NRF_AF_INET or NRF_AF_INET6
///   NRF_EAI_SOCKTYPE    an unknown type or protocol, or a protocol that is not the type's
///   NRF_EAI_NONAME      neither name nor service
///   NRF_EAI_SERVICE     not of the form above, or a number out of range; names of services too
///   NRF_EAI_ADDRFAMILY  a numeric name of the other family
///   NRF_EAI_NONAME      a name that no host can have (is_host_name())
/// Spec: nrf_sockets.rst, "Routing a DNS query on a PDN"
/// POSIX: POSIX.1-2017, getaddrinfo()
[[nodiscard]] tl::expected<Request, int> parse_request(const char* node, const char* service,
                                                       const nrf_addrinfo* hints);

}  // namespace hostmodem::dns
