#include "socket/delivery.h"

#include <utility>

namespace hostmodem::socket {
namespace {

/// The errors that a callback can be told (nrf_socket.h); all others are that it could not be sent.
int status_of(Errno error) {
  switch (error) {
    case Errno::kAgain:
    case Errno::kBadF:
    case Errno::kConnReset:
      return static_cast<int>(error);
    default:
      return NRF_ECOMM;
  }
}

}  // namespace

Delivery::Delivery(PollCallback::Post post, TimerQueue& timers)
    : post_(std::move(post)), limit_(timers, [this] { finish(Errno::kAgain); }) {}

void Delivery::set_callback(nrf_modem_sendcb_t callback) {
  if (setting_) setting_->valid = false;
  setting_ = callback == nullptr ? nullptr : std::make_shared<Setting>(Setting{callback});
  if (reporting_) end(current_);
}

Result<Delivery::Serial> Delivery::begin(bool waits, Duration limit) {
  if (!waits && !setting_) return Serial{0};
  if (waits && setting_) return fail(Errno::kOpNotSupp);
  if (current_ != 0) return fail(Errno::kBusy);
  const bool limited = limit != Duration::zero();
  if (!waits && limited && (limit < kShortestLimit || limit > kLongestLimit)) {
    return fail(Errno::kDom);
  }
  return current_ = ++last_;
}

void Delivery::end(Serial serial) {
  if (serial == 0 || serial != current_) return;  // the callback was unset meanwhile
  current_ = 0;
  reporting_ = false;
  limit_.cancel();
}

void Delivery::report_to_callback(Serial serial, int fd, std::size_t bytes, Duration limit) {
  if (serial == 0 || serial != current_) return;
  if (!setting_) return end(serial);
  reporting_ = true;
  told_ = {.fd = fd, .status = 0, .bytes_sent = bytes};
  limit_.set_after(limit == Duration::zero() ? kLongestLimit : limit);
}

void Delivery::finish(std::optional<Errno> error) {
  if (!reporting_) return;
  end(current_);
  nrf_modem_sendcb_params params = told_;
  if (error) {
    params.status = status_of(*error);
    params.bytes_sent = 0;
  }
  post_({.call = [setting = setting_, params] { setting->callback(&params); },
         .wanted = [setting = setting_] { return setting->valid; }});
}

}  // namespace hostmodem::socket
