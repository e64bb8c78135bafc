#include "api/summary.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string>

#include "api/gate.h"
#include "base/error.h"
#include "base/log.h"
#include "base/process_name.h"
#include "socket/socket.h"

namespace hostmodem::api {
namespace {

static_assert(HOSTMODEM_SUMMARY_PDNS == pdn::kLastPdn + 1);

/// By hostmodem_socket_kind.
constexpr std::array<socket::Kind, HOSTMODEM_SOCKET_KINDS> kKinds = {{
    {.stream = true, .secure = false, .raw = false},
    {.stream = true, .secure = true, .raw = false},
    {.stream = false, .secure = false, .raw = false},
    {.stream = false, .secure = true, .raw = false},
    {.stream = false, .secure = false, .raw = true},
}};

/// $HOSTMODEM_SUMMARY; empty: none.
std::string file_name() {
  const char* given = std::getenv("HOSTMODEM_SUMMARY");
  return given == nullptr ? std::string() : with_process_number(given);
}

void complain(std::string_view what, const std::string& name) {
  log::warning("$HOSTMODEM_SUMMARY: can't {} {}: {}", what, name,
               errno_text(static_cast<int>(errno_from_host(errno))));
}

void collect(const pdn::PdnManager& pdns, const pdn::Impairments& impairments, pdn::PdnId id,
             hostmodem_pdn_summary& summary) {
  const TrafficCounters traffic = pdns.traffic(id);
  for (std::size_t way = 0; way < traffic.size(); ++way) {
    summary.traffic[way] = {.packets = traffic[way].packets, .bytes = traffic[way].bytes};
    summary.faults[way] = faults_in_c(impairments.faults(id, static_cast<link::Direction>(way)));
  }
}

}  // namespace

hostmodem_faults faults_in_c(const pdn::FaultCounters& counters) {
  const auto count = [&](link::Fault kind) { return counters[static_cast<std::size_t>(kind)]; };
  return {.blacked_out = count(link::Fault::kBlackout),
          .lost = count(link::Fault::kLoss),
          .corrupted = count(link::Fault::kCorruption),
          .reordered = count(link::Fault::kReordering),
          .duplicated = count(link::Fault::kDuplication),
          .overflowed = count(link::Fault::kOverflow)};
}

Summaries& Summaries::instance() {
  // Never destroyed: calls may come until the process ends.
  static Summaries* const summaries = new Summaries;
  return *summaries;
}

hostmodem_summary Summaries::empty() {
  hostmodem_summary record{};
  record.size = sizeof record;
  record.process = static_cast<std::uint32_t>(::getpid());
  return record;
}

bool Summaries::begin() {
  const std::lock_guard lock(mutex_);
  if (record_.state == HOSTMODEM_SUMMARY_SHUT_DOWN) {
    record_ = empty();
    ++index_;
  }
  if (fd_ < 0) open();
  if (fd_ >= 0) write();
  return fd_ >= 0;
}

void Summaries::open() {
  const std::string name = file_name();
  if (name.empty()) return;
  // Not blocking: opening a pipe that nobody reads would hold the application.
  fd_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC,
               S_IRUSR | S_IWUSR);
  if (fd_ < 0) complain("open", name);
}

void Summaries::write() {
  ssize_t written = 0;
  do {
    written = ::pwrite(fd_, &record_, sizeof record_, static_cast<off_t>(index_ * sizeof record_));
  } while (written < 0 && errno == EINTR);
  if (written == sizeof record_) return;
  complain("write", file_name());
  ::close(fd_);
  fd_ = -1;
}

void Summaries::update(Modem& modem, hostmodem_summary_state state) {
  const KeptErrno kept;
  const std::lock_guard lock(mutex_);
  record_.state = state;
  record_.seed = modem.seed();
  const auto now = modem.clock().now().time_since_epoch();
  record_.model_time_us = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now).count());
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    record_.sockets[kind] = modem.sockets().opened(kKinds[kind]);
  }
  for (pdn::PdnId id = 0; id <= pdn::kLastPdn; ++id) {
    collect(modem.pdns(), modem.pdns().impairments(), id, record_.pdns[id]);
  }
  record_.radio = usage_in_c(modem.energy().usage());
  if (fd_ >= 0) write();
}

void Summaries::count_error(const char* call, int number) {
  const std::string_view name =
      std::string_view(call).substr(0, sizeof(record_.errors[0].call) - 1);
  const std::lock_guard lock(mutex_);
  auto* const end = std::end(record_.errors);
  auto* const found = std::find_if(std::begin(record_.errors), end, [&](const auto& error) {
    return error.count == 0 || (error.number == number && name == error.call);
  });
  if (found == end) {
    ++record_.further_errors;
  } else {
    name.copy(found->call, name.size());
    found->number = number;
    ++found->count;
  }
  if (fd_ >= 0) write();
}

hostmodem_summary Summaries::record() const {
  const std::lock_guard lock(mutex_);
  return record_;
}

bool Summaries::forget() {
  if (!mutex_.try_lock()) return false;
  record_ = empty();
  index_ = 0;
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  mutex_.unlock();
  return true;
}

}  // namespace hostmodem::api
