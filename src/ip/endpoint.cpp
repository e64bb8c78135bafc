#include "ip/endpoint.h"

#include <algorithm>
#include <utility>

namespace hostmodem::ip {

Endpoint::Endpoint(Interface& interface) : stack_(interface.stack()), interface_(&interface) {
  interface.add(*this);
}

Endpoint::~Endpoint() {
  leave_signalled();
  if (interface_ != nullptr) interface_->remove(*this);
}

void Endpoint::set_unheard(bool unheard) {
  if (interface_ == nullptr || unheard == unheard_) return;
  unheard_ = unheard;
  interface_->unheard_ += unheard ? 1U : -1U;
}

Status Endpoint::can_send() const {
  if (interface_ == nullptr) return fail(Errno::kNetDown);
  if (interface_->suspended()) return fail(Errno::kNetUnreach);
  return {};
}

void Endpoint::signal(Events events) {
  if (pending_ == 0) stack_.signalled_.push_back(this);
  pending_ = static_cast<Events>(pending_ | events);
}

void Endpoint::fail_with(Errno error) {
  if (failure_) return;
  failure_ = error;
  signal(kFailure);
}

void Endpoint::deliver() {
  const Events events = std::exchange(pending_, Events{0});
  if (!handler_) return;
  const EventHandler handler = handler_;  // the handler may destroy this endpoint
  handler(events);
}

void Endpoint::lose_interface() {
  on_interface_lost();
  set_unheard(false);
  fail_with(Errno::kNetDown);
  interface_ = nullptr;
}

void Endpoint::leave_signalled() {
  if (pending_ == 0) return;
  std::erase(stack_.signalled_, this);
  pending_ = 0;
}

}  // namespace hostmodem::ip
