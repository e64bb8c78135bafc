#include "dns/lookup.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "nrf_gai_errors.h"

namespace hostmodem::dns {
namespace {

using std::chrono::seconds;

constexpr std::size_t kTries = 4;
constexpr seconds kFirstWait{2};
constexpr seconds kLongestWait{16};
// A handshake and an answer take three times as long as an answer.
constexpr seconds kStreamWait{10};

/// The time that try number `index` has, with `servers` to ask.
Duration wait_of(std::size_t index, std::size_t servers) {
  Duration wait = kFirstWait;
  for (std::size_t round = index / servers; round > 0 && wait < kLongestWait; --round) wait *= 2;
  return wait;
}

/// What two families together come to; `later` was asked last.
Verdict together(std::optional<Verdict> earlier, Verdict later) {
  // No answer outweighs an answer, except that a name that does not exist has no family at all.
  static constexpr auto kRank = [](Verdict verdict) {
    switch (verdict) {
      case Verdict::kNoName:
        return 0;
      case Verdict::kNoData:
        return 1;
      case Verdict::kRefused:
        return 2;
      default:
        return 3;
    }
  };
  if (!earlier) return later;
  if (later == Verdict::kNoName && *earlier != Verdict::kNoData) return later;
  return kRank(*earlier) > kRank(later) ? *earlier : later;
}

Outcome failure(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNoName:
      return {NRF_EAI_NONAME, std::nullopt};
    case Verdict::kNoData:
      return {NRF_EAI_NODATA, std::nullopt};
    case Verdict::kRefused:
      return {NRF_EAI_FAIL, std::nullopt};
    case Verdict::kNetDown:
      return {NRF_EAI_SYSTEM, Errno::kNetDown};
    default:
      return {NRF_EAI_AGAIN, std::nullopt};
  }
}

}  // namespace

Lookup::Lookup(TimerQueue& timers, ip::Interface& interface, std::vector<SocketAddress> servers,
               std::string name, std::vector<Family> families)
    : interface_(&interface),
      servers_(std::move(servers)),
      name_(std::move(name)),
      families_(std::move(families)),
      next_try_(timers, [this] {
        worst_ = Verdict::kFailed;
        run();
      }) {
  if (servers_.empty()) {
    log::warning("dns: \"{}\" is not found: there is no name server", name_);
    finish(failure(Verdict::kRefused));
    return;
  }
  begin_family();
  run();
}

Lookup::Lookup(TimerQueue& timers, Outcome outcome)
    : interface_(nullptr), next_try_(timers, [] {}), outcome_(std::move(outcome)) {}

void Lookup::run() {
  while (!done()) {
    take_answers();
    if (done() || next_try_.armed()) break;
    if (!begin_try()) end_family(worst_);
  }
  if (!done()) give_time_to_streams();
}

void Lookup::begin_family() {
  const bool unanswered = so_far_ == Verdict::kFailed;
  tries_ = 0;
  tries_limit_ = unanswered ? servers_.size() : std::max(kTries, servers_.size());
  failed_.assign(servers_.size(), false);
  worst_ = Verdict::kRefused;
}

void Lookup::end_family(Verdict verdict) {
  next_try_.cancel();
  under_way_.clear();
  so_far_ = together(so_far_, verdict);
  if (++family_ < families_.size()) {
    begin_family();
  } else {
    finish(failure(*so_far_));
  }
}

/// False: there are no more tries in this family.
bool Lookup::begin_try() {
  if (tries_ >= tries_limit_) return false;
  std::size_t server = tries_ % servers_.size();
  for (std::size_t i = 0; i < servers_.size() && failed_[server]; ++i) {
    server = (server + 1) % servers_.size();
  }
  if (failed_[server]) return false;
  log::debug("dns: asking {} for \"{}\"", servers_[server].to_string(), name_);
  next_try_.set_after(wait_of(tries_, servers_.size()));
  ++tries_;
  under_way_.push_back({server, std::make_unique<Exchange>(*interface_, servers_[server], name_,
                                                           families_[family_], [this] { run(); })});
  return true;
}

void Lookup::take_answers() {
  for (std::size_t i = 0; i < under_way_.size();) {
    const auto& answer = under_way_[i].exchange->answer();
    if (!answer) {
      ++i;
      continue;
    }
    switch (answer->verdict) {
      case Verdict::kAddresses:
        finish({0, std::nullopt, answer->addresses, answer->canonical_name});
        return;
      case Verdict::kNetDown:
        finish(failure(Verdict::kNetDown));
        return;
      case Verdict::kNoName:
      case Verdict::kNoData:
        end_family(answer->verdict);
        return;
      case Verdict::kRefused:
      case Verdict::kFailed:
        take_failure(i, answer->verdict);
        break;
    }
  }
}

void Lookup::take_failure(std::size_t index, Verdict verdict) {
  const Try& failed = under_way_[index];
  log::debug("dns: {} {} \"{}\"", servers_[failed.server].to_string(),
             verdict == Verdict::kRefused ? "refused" : "failed", name_);
  failed_[failed.server] = true;
  if (verdict == Verdict::kFailed) worst_ = verdict;
  const bool newest = index + 1 == under_way_.size();
  under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(index));
  if (newest) next_try_.cancel();
}

void Lookup::give_time_to_streams() {
  for (Try& one : under_way_) {
    if (one.streaming || !one.exchange->streaming()) continue;
    one.streaming = true;
    next_try_.set_after(kStreamWait);
  }
}

void Lookup::finish(Outcome outcome) {
  next_try_.cancel();
  under_way_.clear();
  outcome_ = std::move(outcome);
  done_queue_.notify();
}

}  // namespace hostmodem::dns
