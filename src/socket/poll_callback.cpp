#include "socket/poll_callback.h"

#include <utility>

namespace hostmodem::socket {

void PollCallback::set(const nrf_pollcb& setting, PollEvents holding) {
  unset();
  state_ = std::make_shared<State>(State{setting});
  immediate_ = (holding & (setting.events | kUnasked)) != 0;
  state_->spent = immediate_ && setting.oneshot;
}

std::optional<Callback> PollCallback::take_immediate(int fd, std::function<PollEvents()> holding) {
  if (!std::exchange(immediate_, false)) return std::nullopt;
  ++state_->under_way;
  const auto told = std::make_shared<PollEvents>();
  return Callback{[setting = state_->setting, fd, told] {
                    nrf_pollfd pollfd{fd, setting.events, *told};
                    setting.callback(&pollfd);
                  },
                  [state = state_, told, holding = std::move(holding)] {
                    --state->under_way;
                    if (!state->valid) return false;
                    *told = static_cast<PollEvents>(holding() & (state->setting.events | kUnasked));
                    if (*told == 0) state->spent = false;  // the next event is the one
                    return *told != 0;
                  }};
}

void PollCallback::unset() {
  if (state_) state_->valid = false;
  state_.reset();
  immediate_ = false;
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
