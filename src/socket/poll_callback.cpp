#include "socket/poll_callback.h"

#include <utility>

namespace hostmodem::socket {

void PollCallback::set(const nrf_pollcb& setting, int fd, PollEvents holding) {
  unset();
  state_ = std::make_shared<State>(State{setting});
  const int chosen = holding & (setting.events | kUnasked);
  if (chosen == 0) return;
  state_->spent = setting.oneshot;
  immediate_ = call(fd, static_cast<PollEvents>(chosen));
}

void PollCallback::unset() {
  if (state_) state_->valid = false;
  state_.reset();
  immediate_.reset();
}

void PollCallback::on_events(int fd, PollEvents occurred, PollEvents holding) {
  if (!state_ || state_->spent) return;
  const int chosen = holding & (state_->setting.events | kUnasked);
  if ((chosen & occurred) == 0) return;
  state_->spent = state_->setting.oneshot;
  post_(call(fd, static_cast<PollEvents>(chosen)));
}

void PollCallback::on_close(int fd) {
  if (!state_) return;
  const bool told = state_->spent && state_->under_way == 0;
  const nrf_pollcb setting = state_->setting;
  unset();
  if (told) return;
  post_({[setting, fd] {
    nrf_pollfd pollfd{fd, setting.events, NRF_POLLNVAL};
    setting.callback(&pollfd);
  }});
}

Callback PollCallback::call(int fd, PollEvents events) const {
  ++state_->under_way;
  return {[setting = state_->setting, fd, events] {
            nrf_pollfd pollfd{fd, setting.events, events};
            setting.callback(&pollfd);
          },
          [state = state_] {
            --state->under_way;
            return state->valid;
          }};
}

}  // namespace hostmodem::socket
