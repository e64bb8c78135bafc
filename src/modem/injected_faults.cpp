#include "modem/injected_faults.h"

#include <algorithm>
#include <string>

#include "base/log.h"
#include "nrf_gai_errors.h"

namespace hostmodem {
namespace {

constexpr std::array kConnectErrors = {static_cast<int>(Errno::kTimedOut)};
constexpr std::array kNameQueryErrors = {NRF_EAI_NONAME, NRF_EAI_AGAIN, NRF_EAI_FAIL,
                                         NRF_EAI_NODATA, NRF_EAI_MEMORY};
constexpr std::array kMemoryErrors = {static_cast<int>(Errno::kNoMem),
                                      static_cast<int>(Errno::kNoBufs)};

/// The errors of each failure, by its number.
constexpr std::array<std::span<const int>, kFailures> kErrors = {kConnectErrors, kNameQueryErrors,
                                                                 kMemoryErrors};

/// Who needs memory, and says so with what, as declared in nrf_socket.h and nrf_modem_at.h.
struct MemoryRow {
  std::string_view function;
  bool no_mem;
  bool no_bufs;
};
constexpr std::array kMemory = {
    MemoryRow{"nrf_socket", false, true},          MemoryRow{"nrf_connect", true, true},
    MemoryRow{"nrf_accept", false, true},          MemoryRow{"nrf_send", true, true},
    MemoryRow{"nrf_sendto", true, true},           MemoryRow{"nrf_recv", true, true},
    MemoryRow{"nrf_recvfrom", true, true},         MemoryRow{"nrf_poll", true, false},
    MemoryRow{"nrf_getaddrinfo", true, false},     MemoryRow{"nrf_getifaddrs", true, false},
    MemoryRow{"nrf_modem_at_printf", true, false}, MemoryRow{"nrf_modem_at_scanf", true, false},
    MemoryRow{"nrf_modem_at_cmd", true, false},    MemoryRow{"nrf_modem_at_cmd_async", true, false},
};

}  // namespace

std::span<const int> InjectedFaults::errors(Failure what) {
  return kErrors[static_cast<std::size_t>(what)];
}

Status InjectedFaults::order(Failure what, int error, std::uint32_t count) {
  const auto known = errors(what);
  if (std::ranges::find(known, error) == known.end()) return fail(Errno::kInval);
  orders_[static_cast<std::size_t>(what)] = {error, count};
  any_ = std::ranges::any_of(orders_, [](const Order& order) { return order.left > 0; });
  return {};
}

void InjectedFaults::connect_lost(int fd) {
  use_up(Failure::kConnect);
  tell(fmt::format("the peer of nrf_connect({}) does not answer", fd));
}

std::optional<int> InjectedFaults::name_query(std::string_view name) {
  if (!due(Failure::kNameQuery)) return std::nullopt;
  const int error = use_up(Failure::kNameQuery);
  tell(fmt::format("the query for {} gives {}", name, error));
  return error;
}

Status InjectedFaults::memory_ordered(std::string_view function) {
  if (!due(Failure::kMemory)) return {};
  const auto* const row = std::ranges::find(kMemory, function, &MemoryRow::function);
  const auto error = static_cast<Errno>(of(Failure::kMemory).error);
  if (row == kMemory.end() || !(error == Errno::kNoMem ? row->no_mem : row->no_bufs)) return {};
  use_up(Failure::kMemory);
  tell(fmt::format("no memory for {}(): {}", function, errno_name(static_cast<int>(error))));
  return fail(error);
}

void InjectedFaults::modem_fault(std::uint32_t reason, std::uint32_t program_counter) {
  tell(fmt::format("the modem crashes, reason {:#x}, program counter {:#x}", reason,
                   program_counter));
}

int InjectedFaults::use_up(Failure what) {
  Order& order = orders_[static_cast<std::size_t>(what)];
  --order.left;
  any_ = std::ranges::any_of(orders_, [](const Order& one) { return one.left > 0; });
  return order.error;
}

void InjectedFaults::tell(std::string_view what) {
  log::info("injected fault: {}", what);
  if (recorder_.running()) recorder_.event("injected fault: " + std::string(what));
}

}  // namespace hostmodem
