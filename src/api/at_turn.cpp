#include "api/at_turn.h"

#include <list>
#include <memory>
#include <thread>

#include "api/blocking.h"
#include "nrf_modem_at.h"

namespace hostmodem::api {
namespace {

/// Under the modem lock. It outlives the modem, as a handler of the application may.
struct TurnState {
  std::thread::id owner;  ///< no thread: none
  unsigned depth = 0;     ///< how many commands of the owner are nested
  std::weak_ptr<AsyncTurn> async;
  std::list<std::thread::id> queue;  ///< who waits, first come first
  WaitQueue changed;
  int timeout_ms = NRF_MODEM_AT_FOREVER;

  [[nodiscard]] bool async_pending() const {
    const auto turn = async.lock();
    return turn && !turn->ended();
  }
  [[nodiscard]] bool idle() const { return depth == 0 && !async_pending(); }
};

TurnState& state() {
  static TurnState* const instance = new TurnState;  // calls may come until the process ends
  return *instance;
}

void own(TurnState& turn) {
  turn.owner = std::this_thread::get_id();
  ++turn.depth;
}

/// A place among those who wait.
class Place {
 public:
  explicit Place(TurnState& turn)
      : turn_(turn), place_(turn.queue.insert(turn.queue.end(), std::this_thread::get_id())) {}
  ~Place() {
    turn_.queue.erase(place_);
    turn_.changed.notify();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] bool first() const { return place_ == turn_.queue.begin(); }

 private:
  TurnState& turn_;
  std::list<std::thread::id>::iterator place_;
};

}  // namespace

Status AtTurn::take(Call& call) {
  TurnState& turn = state();
  const bool nested = turn.depth > 0 && turn.owner == std::this_thread::get_id();
  // A nested command goes before those who wait: they wait for it.
  const auto may_go = [&] {
    return nested ? !turn.async_pending() : turn.idle() && turn.queue.empty();
  };
  if (!may_go()) {
    if (turn.timeout_ms == 0) return fail(Errno::kAgain);
    const Place place(turn);
    const Duration limit = turn.timeout_ms == NRF_MODEM_AT_FOREVER
                               ? Duration::zero()
                               : Duration(std::chrono::milliseconds(turn.timeout_ms));
    const auto came = blocking(call, turn.changed, limit, Errno::kAgain, [&]() -> Status {
      const bool mine = nested ? !turn.async_pending() : turn.idle() && place.first();
      if (!mine) return fail(Errno::kAgain);
      own(turn);
      return {};
    });
    if (!came) return came;
  } else {
    own(turn);
  }
  taken_ = true;
  return {};
}

AtTurn::~AtTurn() {
  if (!taken_) return;
  // In the child of a fork() nothing waits.
  static_cast<void>(with_persistent([](Persistent&, bool) -> Status {
    TurnState& turn = state();
    if (--turn.depth == 0) {
      turn.owner = {};
      turn.changed.notify();
    }
    return {};
  }));
}

Result<std::shared_ptr<AsyncTurn>> AsyncTurn::take() {
  TurnState& turn = state();
  const bool others = turn.depth > 0 && turn.owner != std::this_thread::get_id();
  if (turn.async_pending() || others) return fail(Errno::kInProgress);
  auto taken = std::make_shared<AsyncTurn>();
  turn.async = taken;
  return taken;
}

void AsyncTurn::end() {
  static_cast<void>(with_persistent([this](Persistent&, bool) -> Status {
    ended_ = true;
    state().changed.notify();
    return {};
  }));
}

void set_turn_timeout(int milliseconds) { state().timeout_ms = milliseconds; }

}  // namespace hostmodem::api
