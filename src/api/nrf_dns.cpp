#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "api/address.h"
#include "api/blocking.h"
#include "api/gate.h"
#include "dns/request.h"
#include "dns/resolver.h"
#include "nrf_gai_errors.h"
#include "nrf_socket.h"

namespace {

using hostmodem::Duration;
using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::IpAddress;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::AddressStorage;
using hostmodem::api::Call;
using hostmodem::dns::Outcome;
using hostmodem::dns::Request;

/// One entry with what it points to, so that a result is one block of memory.
struct Node {
  nrf_addrinfo info;
  AddressStorage address;
};

/// A list in one block, canonical name at its end. Null without memory.
nrf_addrinfo* make_list(const Request& request, const Outcome& outcome) {
  const std::size_t count = outcome.addresses.size();
  const std::string& name = outcome.canonical_name.empty() ? request.name : outcome.canonical_name;
  const std::size_t name_size = request.canonical_name ? name.size() + 1 : 0;
  void* block = std::calloc(1, count * sizeof(Node) + name_size);
  if (block == nullptr) return nullptr;
  auto* nodes = static_cast<Node*>(block);
  for (std::size_t i = 0; i < count; ++i) {
    const IpAddress& address = outcome.addresses[i];
    nrf_addrinfo& info = nodes[i].info;
    info.ai_family = address.is_v4() ? NRF_AF_INET : NRF_AF_INET6;
    info.ai_socktype = request.socktype;
    info.ai_protocol = request.protocol;
    info.ai_addrlen = hostmodem::api::to_c({address, request.port}, nodes[i].address);
    info.ai_addr = reinterpret_cast<nrf_sockaddr*>(&nodes[i].address);
    info.ai_next = i + 1 < count ? &nodes[i + 1].info : nullptr;
  }
  if (name_size > 0) {
    char* text = reinterpret_cast<char*>(nodes + count);
    std::memcpy(text, name.c_str(), name_size);
    nodes[0].info.ai_canonname = text;
  }
  return &nodes[0].info;
}

/// The answer to a request: at once, or when the name server has spoken.
Result<Outcome> look_up(Call& call, const Request& request) {
  if (const auto may = hostmodem::api::may_block("nrf_getaddrinfo"); !may) {
    return fail(may.error());
  }
  if (!call.modem().sockets().enabled()) return fail(Errno::kAcces);
  if (const auto room = hostmodem::api::memory_for(call, "nrf_getaddrinfo"); !room) {
    return fail(room.error());
  }
  if (request.numeric) return hostmodem::dns::numeric_outcome(request);
  const auto pdn = call.modem().pdns().find(request.pdn.value_or(hostmodem::pdn::kDefaultPdn));
  if (!pdn) return fail(pdn.error());
  if (const auto error = call.modem().faults().name_query(request.name)) {
    return Outcome{.eai = *error};
  }
  const auto lookup = call.modem().resolver().start(**pdn, request);
  const auto done = hostmodem::api::blocking(
      call, lookup->done_queue(), Duration{}, Errno::kTimedOut,
      [&]() -> Status { return lookup->done() ? Status{} : fail(Errno::kAgain); });
  if (!done) return fail(done.error());
  return *lookup->outcome();
}

int system_error(Errno error) {
  errno = static_cast<int>(error);
  return NRF_EAI_SYSTEM;
}

/// What the call answers, and counts.
int answer(const Result<int>& result, const char* call) {
  if (result && *result == 0) return 0;
  const int eai = result ? *result : NRF_EAI_SYSTEM;
  if (!result && result.error() != Errno::kNoMem) {
    hostmodem::api::count_error(call, static_cast<int>(result.error()));
    return system_error(result.error());
  }
  const int told = result ? eai : NRF_EAI_MEMORY;
  hostmodem::api::count_error(call, told);
  return told;
}

}  // namespace

HOSTMODEM_API int nrf_getaddrinfo(const char* nodename, const char* servname,
                                  const nrf_addrinfo* hints, nrf_addrinfo** res) {
  const auto result = hostmodem::api::guarded([&]() -> Result<int> {
    return hostmodem::api::with_modem(
        [&](Call& call) -> Result<int> {
          if (res == nullptr) return fail(Errno::kFault);
          const auto request = hostmodem::dns::parse_request(nodename, servname, hints);
          if (!request) return request.error();
          const auto outcome = look_up(call, *request);
          if (!outcome) return fail(outcome.error());
          if (outcome->system) return fail(*outcome->system);
          if (outcome->eai != 0) return outcome->eai;
          nrf_addrinfo* list = make_list(*request, *outcome);
          if (list == nullptr) return NRF_EAI_MEMORY;
          *res = list;
          return 0;
        },
        "nrf_getaddrinfo");
  });
  return answer(result, "nrf_getaddrinfo");
}

HOSTMODEM_API void nrf_freeaddrinfo(nrf_addrinfo* ai) { std::free(ai); }

HOSTMODEM_API int nrf_setdnsaddr(int family, const void* in_addr, nrf_socklen_t in_size) {
  return hostmodem::api::returned([&] {
    return hostmodem::api::with_modem(
        [&](Call& call) -> Status {
          if (family != NRF_AF_INET && family != NRF_AF_INET6) return fail(Errno::kAfNoSupport);
          const bool v4 = family == NRF_AF_INET;
          std::optional<IpAddress> server;
          if (in_addr == nullptr) {
            if (in_size != 0) return fail(Errno::kInval);
          } else {
            if (in_size != (v4 ? sizeof(nrf_in_addr) : sizeof(nrf_in6_addr))) {
              return fail(Errno::kInval);
            }
            std::array<std::uint8_t, 4> bytes4{};
            std::array<std::uint8_t, 16> bytes6{};
            std::memcpy(v4 ? bytes4.data() : bytes6.data(), in_addr, in_size);
            server = v4 ? IpAddress::v4(bytes4) : IpAddress::v6(bytes6);
            if (server->is_any() || server->is_multicast()) return fail(Errno::kInval);
          }
          call.modem().resolver().set_fallback(
              v4 ? hostmodem::Family::kIpv4 : hostmodem::Family::kIpv6, server);
          return {};
        },
        "nrf_setdnsaddr");
  });
}
