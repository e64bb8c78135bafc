#include "pdn/pdn_manager.h"

#include <utility>

#include "base/log.h"

namespace hostmodem::pdn {

PdnManager::PdnManager(ip::Stack& stack, TimerQueue& timers, std::vector<Apn> apns)
    : stack_(stack), timers_(timers), apns_(std::move(apns)) {
  if (apns_.empty()) apns_.emplace_back();
}

PdnManager::~PdnManager() { deactivate_all(); }

Status PdnManager::activate(PdnId id) {
  if (find(id)) return {};
  auto created = Pdn::create(id, apns_.front(), stack_, timers_);
  if (!created) return fail(created.error());
  Pdn& pdn = *(pdns_[id] = std::move(*created));
  log::info("pdn{}: up, {} {}", id, pdn.address4() ? pdn.address4()->to_string() : "no IPv4",
            pdn.address6() ? pdn.address6()->to_string() : "no IPv6");
  if (listener_ != nullptr) listener_->on_activated(pdn);
  return {};
}

void PdnManager::deactivate(PdnId id) {
  const auto found = pdns_.find(id);
  if (found == pdns_.end() || !found->second) return;
  const std::unique_ptr<Pdn> gone = std::move(found->second);
  log::info("pdn{}: down", id);
  if (listener_ != nullptr) listener_->on_deactivated(id);
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

void PdnManager::for_each(const std::function<void(Pdn&)>& visit) const {
  for (const auto& [id, pdn] : pdns_) {
    if (pdn) visit(*pdn);
  }
}

}  // namespace hostmodem::pdn
