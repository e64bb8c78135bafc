#include "secure/stream_wire.h"

namespace hostmodem::secure {

Status StreamWire::flush() {
  while (!send_failure_ && !drained()) {
    const Result<std::size_t> taken = transport_.send(std::span(outgoing_).subspan(sent_));
    if (taken) {
      sent_ += *taken;
    } else if (taken.error() == Errno::kAgain) {
      return fail(Errno::kAgain);
    } else {
      send_failure_ = taken.error();
    }
  }
  outgoing_.clear();
  sent_ = 0;
  if (send_failure_) return fail(*send_failure_);
  return {};
}

bool StreamWire::append(std::span<const std::byte> data) {
  if (outgoing_.size() - sent_ >= kLimit) return false;
  outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(sent_));
  sent_ = 0;
  outgoing_.insert(outgoing_.end(), data.begin(), data.end());
  return true;
}

Result<std::size_t> StreamWire::receive(std::span<std::byte> buffer) {
  if (receive_failure_) return fail(*receive_failure_);
  if (ended_) return 0;
  static_cast<void>(flush());
  const Result<std::size_t> received = transport_.receive(buffer);
  if (received && *received == 0) ended_ = true;
  if (!received && received.error() != Errno::kAgain) receive_failure_ = received.error();
  return received;
}

}  // namespace hostmodem::secure
