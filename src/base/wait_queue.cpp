#include "base/wait_queue.h"

namespace hostmodem {

void WaitQueue::Node::leave() {
  if (queue_ == nullptr) return;
  (previous_ != nullptr ? previous_->next_ : queue_->first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  queue_ = nullptr;
  previous_ = next_ = nullptr;
}

WaitQueue::~WaitQueue() {
  while (first_ != nullptr) first_->leave();
}

void WaitQueue::join(Node& node) {
  node.leave();
  node.queue_ = this;
  node.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &node;
  first_ = &node;
}

void WaitQueue::notify() {
  for (Node* node = first_; node != nullptr; node = node->next_) node->on_notify();
}

}  // namespace hostmodem
