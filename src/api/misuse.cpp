#include "api/misuse.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "base/log.h"
#include "nrf_socket.h"
#include "socket/options.h"

namespace hostmodem::api {
namespace {

using socket::OptionRow;
using socket::Socket;
using socket::SocketTable;

struct MisuseRow {
  Misuse misuse;
  std::string_view what;
};
constexpr std::array kMisuses = {
    MisuseRow{Misuse::kBlocksInCallback, "a blocking call inside a callback"},
    MisuseRow{Misuse::kNeverInitialised, "the modem was never initialised: nrf_modem_init() first"},
    MisuseRow{Misuse::kInitialisedAlready, "the modem is initialised already"},
    MisuseRow{Misuse::kCrashed, "the modem crashed: nrf_modem_shutdown() first"},
    MisuseRow{Misuse::kSocketsAtShutdown, "there are open sockets: nrf_close() first"},
    MisuseRow{Misuse::kNoDescriptor, "no descriptor of a socket; did nrf_socket() fail?"},
    MisuseRow{Misuse::kNeverOpened, "there was no socket of that descriptor"},
    MisuseRow{Misuse::kClosed, "the socket was closed by nrf_close()"},
    MisuseRow{Misuse::kDataDisabled, "the socket was closed by nrf_socket_data_enabled_set()"},
    MisuseRow{Misuse::kNotConnected, "the socket is not connected: nrf_connect() first"},
    MisuseRow{Misuse::kNoDestination, "no address, and the socket is not connected"},
    MisuseRow{Misuse::kDoesNotListen, "the socket does not listen: nrf_listen() first"},
    MisuseRow{Misuse::kSecureOptionOfPlain, "the socket is neither TLS nor DTLS"},
    MisuseRow{Misuse::kOptionAfterConnect,
              "too late: it counts in the handshake, which has begun or is over"},
    MisuseRow{Misuse::kOptionAfterUse,
              "too late: the socket has used its packet data network, and keeps to it"},
    MisuseRow{Misuse::kOptionAfterBind, "too late, without effect: the socket is bound"},
    MisuseRow{Misuse::kOptionSize, "the value has a wrong length"},
};

std::string_view text_of(Misuse misuse) {
  return std::ranges::find(kMisuses, misuse, &MisuseRow::misuse)->what;
}

/// How often each mistake was made.
struct Ledger {
  std::mutex mutex;
  std::map<std::tuple<int, std::string, Misuse>, std::uint64_t> counts;
  std::atomic<bool> empty = true;
};

Ledger& ledger() {
  static Ledger* const instance = new Ledger;  // calls may come until the process ends
  return *instance;
}

bool is_power_of_ten(std::uint64_t count) {
  while (count % 10 == 0) count /= 10;
  return count == 1;
}

/// Descriptors that cannot be are one, or a loop over them would have a count for each.
int place_of(int fd) {
  constexpr int kNone = -1;
  return fd >= 0 && fd < NRF_MODEM_MAX_SOCKET_COUNT ? fd : kNone;
}

std::string name_of(const Subject& subject) {
  std::string name(subject.function);
  if (subject.fd == Subject::kNoFd) return name + "()";
  name += "(" + std::to_string(subject.fd);
  if (!subject.option.empty()) name.append(", ").append(subject.option);
  return name + ")";
}

/// What an error of an operation tells of its caller.
struct ErrorRow {
  std::string_view function;
  Errno error;
  Misuse misuse;
};
constexpr std::array kErrors = {
    ErrorRow{"nrf_accept", Errno::kInval, Misuse::kDoesNotListen},
    ErrorRow{"nrf_send", Errno::kNotConn, Misuse::kNotConnected},
    ErrorRow{"nrf_sendto", Errno::kNotConn, Misuse::kNotConnected},
    ErrorRow{"nrf_recv", Errno::kNotConn, Misuse::kNotConnected},
    ErrorRow{"nrf_recvfrom", Errno::kNotConn, Misuse::kNotConnected},
    ErrorRow{"nrf_send", Errno::kDestAddrReq, Misuse::kNoDestination},
    ErrorRow{"nrf_sendto", Errno::kDestAddrReq, Misuse::kNoDestination},
};

/// Values of one length, by the type that the table of options has.
struct SizeRow {
  std::string_view type;
  std::size_t size;
};
constexpr std::array kSizes = {
    SizeRow{"int", sizeof(int)},
    SizeRow{"struct nrf_timeval", sizeof(nrf_timeval)},
    SizeRow{"struct nrf_pollcb", sizeof(nrf_pollcb)},
    SizeRow{"nrf_peer_verify_t", sizeof(nrf_peer_verify_t)},
    SizeRow{"nrf_sec_role_t", sizeof(nrf_sec_role_t)},
    SizeRow{"nrf_session_cache_t", sizeof(nrf_session_cache_t)},
};

bool has_wrong_size(const OptionRow& row, std::size_t length) {
  const auto* const size = std::ranges::find(kSizes, row.type, &SizeRow::type);
  return size != kSizes.end() && size->size != length;
}

bool names_pdn(const OptionRow& row) {
  return row.level == NRF_SOL_SOCKET &&
         (row.name == NRF_SO_BINDTODEVICE || row.name == NRF_SO_BINDTOPDN);
}

bool is_reuse_address(const OptionRow& row) {
  return row.level == NRF_SOL_SOCKET && row.name == NRF_SO_REUSEADDR;
}

std::optional<Misuse> mistake_of(const OptionRow& row, const Socket& socket, std::size_t length,
                                 const Status& result) {
  if (result) {
    if (is_reuse_address(row) && socket.bound()) return Misuse::kOptionAfterBind;
    return std::nullopt;
  }
  switch (result.error()) {
    case Errno::kIsConn:
      return Misuse::kOptionAfterConnect;
    case Errno::kOpNotSupp:
      if (row.level == NRF_SOL_SECURE && !socket.kind().secure) return Misuse::kSecureOptionOfPlain;
      return std::nullopt;
    case Errno::kInval:
      if (has_wrong_size(row, length)) return Misuse::kOptionSize;
      if (names_pdn(row) && socket.in_use()) return Misuse::kOptionAfterUse;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

void report(Misuse misuse, const Subject& subject) {
  if (!log::enabled(log::Level::kWarning)) return;
  const std::string name = name_of(subject);
  std::uint64_t count = 0;
  {
    Ledger& known = ledger();
    const std::lock_guard lock(known.mutex);
    // Without the number, where that is one of many.
    const int place = place_of(subject.fd);
    const std::string key = place < 0 ? std::string(subject.function) : name;
    count = ++known.counts[{place, key, misuse}];
    known.empty = false;
  }
  if (!is_power_of_ten(count)) return;
  if (count == 1) {
    log::warning("{}: {}", name, text_of(misuse));
  } else {
    log::warning("{}: {} (for the {}th time)", name, text_of(misuse), count);
  }
}

void forget_all_misuse() {
  Ledger& all = ledger();
  const std::lock_guard lock(all.mutex);
  all.counts.clear();
  all.empty = true;
}

void forget_misuse(int fd) {
  Ledger& known = ledger();
  if (known.empty) return;
  const std::lock_guard lock(known.mutex);
  std::erase_if(known.counts, [fd](const auto& one) { return std::get<int>(one.first) == fd; });
  known.empty = known.counts.empty();
}

void report_no_socket(std::string_view function, int fd, const SocketTable& sockets) {
  const Subject subject{.function = function, .fd = fd};
  if (place_of(fd) < 0) return report(Misuse::kNoDescriptor, subject);
  switch (sockets.past(fd)) {
    case SocketTable::Past::kNone:
      report(Misuse::kNeverOpened, subject);
      break;
    case SocketTable::Past::kClosed:
      report(Misuse::kClosed, subject);
      break;
    case SocketTable::Past::kDataDisabled:
      report(Misuse::kDataDisabled, subject);
      break;
  }
}

void explain(std::string_view function, int fd, Errno error) {
  const auto* const row = std::ranges::find_if(
      kErrors, [&](const ErrorRow& one) { return one.error == error && one.function == function; });
  if (row == kErrors.end()) return;
  report(row->misuse, {.function = function, .fd = fd});
}

void check_option(int fd, const Socket& socket, int level, int name, std::size_t length,
                  const Status& result) {
  const auto table = socket::option_table();
  const auto row = std::ranges::find_if(
      table, [&](const OptionRow& one) { return one.level == level && one.name == name; });
  if (row == table.end()) return;
  if (const auto misuse = mistake_of(*row, socket, length, result)) {
    report(*misuse, {.function = "nrf_setsockopt", .fd = fd, .option = row->option_name});
  }
}

}  // namespace hostmodem::api
