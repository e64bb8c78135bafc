#include "at/countdown.h"

#include <utility>

namespace hostmodem::at {

using std::chrono::milliseconds;

Countdown::Countdown(TimerQueue& timers, const std::optional<CountdownReport>& report, Tell tell)
    : report_(report), tell_(std::move(tell)), warning_(timers, [this] {
        if (report_) this->tell(report_->warning);
      }) {}

void Countdown::start(std::string prefix, Duration length) {
  if (!report_ || length < report_->threshold) return;
  prefix_ = std::move(prefix);
  tell(std::chrono::duration_cast<milliseconds>(length));
  const bool warned = report_->warning > milliseconds(0) && report_->warning < length;
  if (warned) warning_.set_after(length - report_->warning);
}

void Countdown::stop() {
  warning_.cancel();
  tell(milliseconds(0));
  prefix_.reset();
}

void Countdown::tell(milliseconds left) const {
  if (prefix_ && report_) tell_(*prefix_ + std::to_string(left.count()));
}

}  // namespace hostmodem::at
