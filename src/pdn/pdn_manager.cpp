#include "pdn/pdn_manager.h"

#include <algorithm>
#include <utility>

#include "base/letter_case.h"
#include "base/log.h"
#include "base/random.h"

namespace hostmodem::pdn {
namespace {

void add(TrafficCounters& sum, const TrafficCounters& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

}  // namespace

namespace {

/// The sequences of randomness that follow from the seed.
constexpr std::uint64_t kLinks = 0;
constexpr std::uint64_t kAir = 1;

}  // namespace

PdnManager::PdnManager(ip::Stack& stack, TimerQueue& timers, std::vector<Apn> apns,
                       std::uint64_t seed, const PdnRadio& radio)
    : stack_(stack),
      timers_(timers),
      radio_{.rrc = radio.rrc, .energy = radio.energy, .owners = radio.owners},
      apns_(std::move(apns)),
      any_apn_(apns_.empty()),
      impairments_(timers, Random::derived_seed(seed, kLinks)) {
  if (any_apn_) apns_.emplace_back();
  if (radio.rrc != nullptr && radio.profile != nullptr && !radio.profile->instant()) {
    radio_.air =
        &air_.emplace(timers, *radio.profile, Random::derived_seed(seed, kAir), *radio.rrc);
  }
}

void PdnManager::seed(std::uint64_t seed) {
  impairments_.seed(Random::derived_seed(seed, kLinks));
  if (air_) air_->seed(Random::derived_seed(seed, kAir));
}

PdnManager::~PdnManager() { deactivate_all(); }

void PdnManager::set_tap(Tap* tap) {
  tap_ = tap;
  for_each([tap](Pdn& pdn) { pdn.set_tap(tap); });
}

Status PdnManager::define(PdnId id, Context context) {
  if (id > kLastPdn) return fail(Errno::kInval);
  if (find(id)) return fail(Errno::kBusy);
  contexts_[id] = std::move(context);
  given_.erase(id);
  return {};
}

Status PdnManager::undefine(PdnId id) {
  if (find(id)) return fail(Errno::kBusy);
  contexts_.erase(id);
  exceptional_.erase(id);
  given_.erase(id);
  if (id == kDefaultPdn) contexts_[kDefaultPdn] = {};
  return {};
}

void PdnManager::undefine_all() {
  std::erase_if(contexts_, [](const auto& entry) { return entry.first != kDefaultPdn; });
  std::erase_if(exceptional_, [](PdnId id) { return id != kDefaultPdn; });
  given_.clear();
}

Status PdnManager::allow_exceptional(PdnId id, bool allowed) {
  if (!contexts_.contains(id)) return fail(Errno::kInval);
  if (allowed) {
    exceptional_.insert(id);
  } else {
    exceptional_.erase(id);
  }
  if (const auto pdn = find(id)) (*pdn)->bearer().allow_exceptional(allowed);
  return {};
}

std::optional<PdnId> PdnManager::next_free() {
  for (PdnId id = kDefaultPdn + 1; id <= kLastPdn; ++id) {
    if (!contexts_.contains(id) && given_.insert(id).second) return id;
  }
  return std::nullopt;
}

const Apn* PdnManager::find_apn(const std::string& name) const {
  if (any_apn_ || name.empty()) return &apns_.front();
  const auto found = std::find_if(apns_.begin(), apns_.end(), [&](const Apn& apn) {
    return equal_ignoring_case(apn.name, name);
  });
  return found == apns_.end() ? nullptr : &*found;
}

void PdnManager::refuse_apn(const std::string& name, EsmCause cause) {
  if (cause == EsmCause{}) {
    refused_.erase(lower_case(name));
  } else {
    refused_[lower_case(name)] = cause;
  }
}

std::optional<EsmCause> PdnManager::refusal_of(const std::string& apn) const {
  const auto found = refused_.find(lower_case(apn));
  return found == refused_.end() ? std::nullopt : std::optional(found->second);
}

PdnManager::Activation PdnManager::refuse(PdnId id, EsmCause cause) {
  log::warning("pdn{}: the network refuses it with cause {}", id, static_cast<int>(cause));
  if (listener_ != nullptr) listener_->on_refused(id, cause);
  return tl::unexpected(Refusal{.cause = cause});
}

PdnManager::Activation PdnManager::activate(PdnId id) {
  if (find(id)) return {};
  const auto defined = contexts_.find(id);
  const Context context = defined == contexts_.end() ? Context{} : defined->second;
  if (context.type == PdpType::kNonIp) return refuse(id, EsmCause::kUnknownPdnType);
  const Apn* known = find_apn(context.apn);
  if (known == nullptr) return refuse(id, EsmCause::kUnknownApn);
  if (const auto cause = refusal_of(context.apn)) return refuse(id, *cause);

  Apn granted = *known;
  if (any_apn_) granted.name = context.apn;
  if (const auto cause = refusal_of(granted.name)) return refuse(id, *cause);
  granted.ipv4 = known->ipv4 && context.type != PdpType::kIpv6;
  granted.ipv6 = known->ipv6 && context.type != PdpType::kIpv4;
  const EsmCause only = known->ipv4 ? EsmCause::kIpv4Only : EsmCause::kIpv6Only;
  if (!granted.ipv4 && !granted.ipv6) return refuse(id, only);
  const bool less = context.type == PdpType::kIpv4v6 && !(granted.ipv4 && granted.ipv6);

  auto created = bring_up(id, granted, less ? std::optional(only) : std::nullopt);
  if (!created) return tl::unexpected(Refusal{.error = created.error()});
  Pdn& pdn = *(pdns_[id] = std::move(*created));
  impairments_.attach(id, pdn.link());
  pdn.bearer().allow_exceptional(allows_exceptional(id));
  pdn.control_rate(timers_, [this, &pdn] {
    if (listener_ != nullptr) listener_->on_rate_control(pdn);
  });
  pdn.bearer().set_loss_handler(
      [this, id](const PacketLoss& loss) { impairments_.note_packet_loss(id, loss); });
  keep_address(pdn);
  log::info("pdn{}: up, {} {}", id, pdn.address4() ? pdn.address4()->to_string() : "no IPv4",
            pdn.address6() ? pdn.address6()->to_string() : "no IPv6");
  if (listener_ != nullptr) listener_->on_activated(pdn);
  return {};
}

void PdnManager::keep_address(Pdn& pdn) {
  pdn.refresh_address(timers_, radio_.rrc, [this, &pdn](bool succeeded) {
    if (listener_ != nullptr) listener_->on_address_refreshed(pdn, succeeded);
  });
  if (pdn.address_refresh() != nullptr) pdn.address_refresh()->delay(delays_address_refresh_);
}

void PdnManager::delay_address_refresh(bool on) {
  delays_address_refresh_ = on;
  for_each([on](Pdn& pdn) {
    if (pdn.address_refresh() != nullptr) pdn.address_refresh()->delay(on);
  });
}

Result<std::unique_ptr<Pdn>> PdnManager::bring_up(PdnId id, const Apn& granted,
                                                  std::optional<EsmCause> cause) {
  if (const auto kept = kept_.find(id); kept != kept_.end()) {
    std::unique_ptr<Pdn> pdn = std::move(kept->second);
    kept_.erase(kept);
    if (pdn->apn() == granted && pdn->cause() == cause) {
      pdn->set_tap(tap_);
      pdn->resume();
      return pdn;
    }
  }
  return Pdn::create(id, granted, stack_, timers_, cause, radio_, tap_);
}

void PdnManager::deactivate(PdnId id) {
  const auto found = pdns_.find(id);
  if (found == pdns_.end() || !found->second) return;
  std::unique_ptr<Pdn> gone = std::move(found->second);
  log::info("pdn{}: down", id);
  if (listener_ != nullptr) listener_->on_deactivated(id);
  impairments_.detach(id);
  const bool is_kept = gone->suspend();
  add(past_traffic_[id], gone->take_traffic());
  if (is_kept) kept_[id] = std::move(gone);
}

void PdnManager::deactivate_all() {
  for (const auto& [id, pdn] : pdns_) deactivate(id);
}

Result<Pdn*> PdnManager::find(PdnId id) const {
  const auto found = pdns_.find(id);
  if (found == pdns_.end()) return fail(Errno::kNetUnreach);
  if (!found->second) return fail(Errno::kNetDown);
  return found->second.get();
}

TrafficCounters PdnManager::traffic(PdnId id) const {
  const auto past = past_traffic_.find(id);
  TrafficCounters sum = past == past_traffic_.end() ? TrafficCounters{} : past->second;
  if (const auto pdn = find(id)) add(sum, (*pdn)->traffic());
  return sum;
}

void PdnManager::for_each(const std::function<void(Pdn&)>& visit) const {
  for (const auto& [id, pdn] : pdns_) {
    if (pdn) visit(*pdn);
  }
}

}  // namespace hostmodem::pdn
