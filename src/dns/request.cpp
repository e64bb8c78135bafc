#include "dns/request.h"

#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

#include "dns/names.h"

namespace hostmodem::dns {
namespace {

using Eai = int;  ///< 0 or NRF_EAI_*

// What POSIX sources mean by AI_PASSIVE (request.h).
constexpr int kPassive = 0x1;
constexpr int kFlags = NRF_AI_CANONNAME | NRF_AI_NUMERICSERV | NRF_AI_PDNSERV | kPassive;

struct TypeRow {
  int socktype;
  int protocol;
};

// The protocols of each type, its own first; the first row is the default of everything.
constexpr std::array kTypes = {
    TypeRow{NRF_SOCK_STREAM, NRF_IPPROTO_TCP}, TypeRow{NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2},
    TypeRow{NRF_SOCK_DGRAM, NRF_IPPROTO_UDP},  TypeRow{NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2},
    TypeRow{NRF_SOCK_RAW, NRF_IPPROTO_IP},     TypeRow{NRF_SOCK_RAW, NRF_IPPROTO_RAW},
};

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<pdn::PdnId> parse_pdn(std::string_view text) {
  constexpr std::string_view kPrefix = "pdn";
  if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
  return parse_number<pdn::PdnId>(text);
}

Eai read_type(const nrf_addrinfo& hints, Request& request) {
  for (const TypeRow& row : kTypes) {
    if (hints.ai_socktype != 0 && hints.ai_socktype != row.socktype) continue;
    if (hints.ai_protocol != 0 && hints.ai_protocol != row.protocol) continue;
    request.socktype = row.socktype;
    request.protocol = row.protocol;
    return 0;
  }
  return NRF_EAI_SOCKTYPE;
}

Eai read_hints(const nrf_addrinfo& hints, bool named, Request& request) {
  if ((hints.ai_flags & ~kFlags) != 0) return NRF_EAI_BADFLAGS;
  request.canonical_name = (hints.ai_flags & NRF_AI_CANONNAME) != 0;
  if (request.canonical_name && !named) return NRF_EAI_BADFLAGS;
  switch (hints.ai_family) {
    case NRF_AF_UNSPEC:
      break;
    case NRF_AF_INET:
      request.family = Family::kIpv4;
      break;
    case NRF_AF_INET6:
      request.family = Family::kIpv6;
      break;
    default:
      return NRF_EAI_FAMILY;
  }
  return read_type(hints, request);
}

Eai read_service(std::string_view service, int flags, Request& request) {
  std::string_view port = service;
  if ((flags & NRF_AI_PDNSERV) != 0) {
    std::string_view pdn = service;
    port = {};
    if ((flags & NRF_AI_NUMERICSERV) != 0) {
      const std::size_t colon = service.find(':');
      if (colon == std::string_view::npos) return NRF_EAI_SERVICE;
      port = service.substr(0, colon);
      pdn = service.substr(colon + 1);
    }
    request.pdn = parse_pdn(pdn);
    if (!request.pdn) return NRF_EAI_SERVICE;
    if ((flags & NRF_AI_NUMERICSERV) == 0) return 0;
  }
  const auto number = parse_number<std::uint16_t>(port);
  if (!number) return NRF_EAI_SERVICE;
  request.port = *number;
  return 0;
}

Eai read_node(const char* node, Request& request) {
  if (node == nullptr) {
    request.numeric = IpAddress::any(request.family.value_or(Family::kIpv4));
    return 0;
  }
  request.name = node;
  request.numeric = IpAddress::parse(request.name);
  if (request.numeric) {
    const bool wanted = !request.family || *request.family == request.numeric->family();
    return wanted ? 0 : NRF_EAI_ADDRFAMILY;
  }
  return is_host_name(request.name) ? 0 : NRF_EAI_NONAME;
}

}  // namespace

tl::expected<Request, int> parse_request(const char* node, const char* service,
                                         const nrf_addrinfo* hints) {
  constexpr nrf_addrinfo kAnything{};
  if (hints == nullptr) hints = &kAnything;
  Request request;
  if (const Eai eai = read_hints(*hints, node != nullptr, request); eai != 0) {
    return tl::unexpected(eai);
  }
  if (node == nullptr && service == nullptr) return tl::unexpected(Eai{NRF_EAI_NONAME});
  if (service != nullptr) {
    if (const Eai eai = read_service(service, hints->ai_flags, request); eai != 0) {
      return tl::unexpected(eai);
    }
  }
  if (const Eai eai = read_node(node, request); eai != 0) return tl::unexpected(eai);
  return request;
}

}  // namespace hostmodem::dns
