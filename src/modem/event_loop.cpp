#include "modem/event_loop.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace hostmodem {
namespace {

constexpr std::chrono::milliseconds kGrace{1};

/// How often step() goes round without time passing: a timer may set another for "now", but one
/// that always does so must not hold time still.
constexpr int kRoundsOfAnInstant = 8;

thread_local bool t_in_callback = false;

bool same(const std::vector<pollfd>& a, const std::vector<pollfd>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const pollfd& x, const pollfd& y) {
    return x.fd == y.fd && x.events == y.events;
  });
}

/// Is there a descriptor in `of` that is not in `fds`?
bool lacks_any(const std::vector<pollfd>& fds, const std::vector<pollfd>& of) {
  return !std::all_of(of.begin(), of.end(), [&](const pollfd& x) {
    return std::any_of(fds.begin(), fds.end(), [&](const pollfd& y) { return x.fd == y.fd; });
  });
}

timespec to_timespec(Duration span) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(span);
  timespec result{};
  result.tv_sec = static_cast<time_t>(seconds.count());
  result.tv_nsec = static_cast<long>((span - seconds).count());
  return result;
}

}  // namespace

EventLoop::EventLoop(std::mutex& mutex, Clock& clock, TimerQueue& timers, PollSource& source,
                     std::function<void()> settle)
    : mutex_(mutex), clock_(clock), timers_(timers), source_(source), settle_(std::move(settle)) {}

EventLoop::~EventLoop() {
  if (thread_.joinable()) std::terminate();  // stop() is the owner's duty
}

Status EventLoop::start() {
  if (!wake_.valid()) return fail(Errno::kNoMem);
  // The application's signals are for its own threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  Status status;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    log::error("modem: no thread: {}", error.what());
    status = fail(Errno::kNoMem);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return status;
}

void EventLoop::stop(Lock& lock) {
  if (!thread_.joinable()) return;
  stopping_ = true;
  last_callbacks_ = callbacks_.size();
  stand_by_.notify_one();
  wake_driver();
  lock.unlock();
  thread_.join();
  lock.lock();
  callbacks_.clear();
}

void EventLoop::halt() {
  halted_ = true;
  kick();
}

void EventLoop::post(Callback callback) {
  callbacks_.push_back(std::move(callback));
  if (!calling_) wake_for_callbacks();  // else it looks for more before it does anything else
}

void EventLoop::wake_for_callbacks() {
  stand_by_.notify_one();
  if (driver_ == Driver::kModemThread) wake_driver();
}

bool EventLoop::in_callback() { return t_in_callback; }

void EventLoop::run() {
  pthread_setname_np(pthread_self(), "hostmodem");
  Lock lock(mutex_);
  while (true) {
    run_callbacks(lock);
    if (stopping_) {
      while (last_callbacks_ > 0) make_next(lock);
      return;
    }
    if (callers_drive()) {
      stand_by(lock);
    } else {
      turn(lock, Driver::kModemThread);
      if (std::exchange(takeover_, false)) hand_over();
    }
  }
}

void EventLoop::make(Lock& lock, const Callback& callback) {
  if (callback.wanted && !callback.wanted()) return;
  const bool nested = std::exchange(t_in_callback, true);
  lock.unlock();
  callback.call();
  lock.lock();
  t_in_callback = nested;
}

void EventLoop::make_next(Lock& lock) {
  const Callback callback = std::move(callbacks_.front());
  callbacks_.pop_front();
  if (last_callbacks_ > 0) --last_callbacks_;
  make(lock, callback);
}

void EventLoop::run_callbacks(Lock& lock) {
  if (callbacks_.empty()) return;
  callbacks_done_.wait(lock, [this] { return !calling_; });
  calling_ = true;
  // Only those that are there now: the loop turns also when callbacks cause each other for ever.
  for (std::size_t left = callbacks_.size(); left > 0; --left) make_next(lock);
  calling_ = false;
  callbacks_done_.notify_all();
}

void EventLoop::call_now(Lock& lock, const Callback& callback) {
  if (t_in_callback) return make(lock, callback);
  callbacks_done_.wait(lock, [this] { return !calling_; });
  calling_ = true;
  make(lock, callback);
  calling_ = false;
  callbacks_done_.notify_all();
  if (!callbacks_.empty()) wake_for_callbacks();
}

void EventLoop::finish_callback(Lock& lock) {
  if (!t_in_callback) callbacks_done_.wait(lock, [this] { return !calling_; });
}

bool EventLoop::callers_drive() const {
  return driver_ == Driver::kCaller || !waiters_.empty() || HostClock::now() < quiet_until_;
}

void EventLoop::stand_by(Lock& lock) {
  if (!callbacks_.empty()) return;
  // Asked again: callbacks may have run since that was decided, and the caller may have left.
  if (deep_sleep_ && driver_ == Driver::kCaller) {
    stand_by_.wait(lock);
    deep_sleep_ = false;
    return;
  }
  const bool driving = driver_ == Driver::kCaller;
  const auto quiet_before = quiet_until_;
  const auto woken = stand_by_.wait_for(lock, kGrace);
  // The same caller all the time: it may be there for long.
  deep_sleep_ = woken == std::cv_status::timeout && driving && driver_ == Driver::kCaller &&
                quiet_before == quiet_until_;
}

TimePoint EventLoop::collect(std::vector<pollfd>& fds) {
  fds.clear();
  if (halted_) return TimePoint::max();
  TimePoint deadline = TimePoint::max();
  source_.prepare(fds, deadline);
  if (const auto timer = timers_.next_deadline()) deadline = std::min(deadline, *timer);
  return deadline;
}

std::optional<Duration> EventLoop::poll_time(Driver driver) const {
  if (driver == Driver::kModemThread && !callbacks_.empty()) return Duration::zero();
  if (watched_deadline_ == TimePoint::max()) return std::nullopt;
  return clock_.host_wait(watched_deadline_);
}

void EventLoop::turn(Lock& lock, Driver driver) {
  watched_deadline_ = collect(watched_);
  fds_ = watched_;
  fds_.push_back({wake_.fd(), POLLIN, 0});
  const auto time = poll_time(driver);
  const timespec timeout = to_timespec(time.value_or(Duration::zero()));

  driver_ = driver;
  stale_ = false;
  polling_ = true;
  lock.unlock();
  const int count = ppoll(fds_.data(), fds_.size(), time ? &timeout : nullptr, nullptr);
  const int error = errno;
  polling_ = false;
  polling_.notify_all();
  lock.lock();
  driver_ = Driver::kNobody;
  if (stopping_) return;  // the owner has taken down what was polled

  if (count < 0) {
    if (error != EINTR) log::error("modem: poll: {}", std::generic_category().message(error));
    for (pollfd& fd : fds_) fd.revents = 0;
  }
  if (fds_.back().revents != 0) {
    wake_.clear();
    wake_sent_ = false;
  }
  fds_.pop_back();
  if (halted_) return;
  // What was waited for is not what the source prepared last: its answers would be mistaken.
  if (!stale_) source_.dispatch(fds_);
  timers_.run_due();
  settle_();
}

void EventLoop::kick() {
  // Also when the driver is being woken already: its answers may have become stale since.
  if (driver_ == Driver::kNobody || (stale_ && !polling_)) return;
  const TimePoint deadline = collect(scratch_);
  if (!same(scratch_, watched_)) {
    stale_ = true;
    wake_driver();
    if (lacks_any(scratch_, watched_)) polling_.wait(true);
  } else if (deadline < watched_deadline_ && (!clock_.held() || deadline <= clock_.now())) {
    wake_driver();
  }
}

void EventLoop::wake_driver() {
  if (driver_ == Driver::kNobody || wake_sent_) return;
  wake_sent_ = true;
  wake_.set();
}

void EventLoop::wait(Lock& lock, Waiter& waiter) {
  const auto place = waiters_.insert(waiters_.end(), &waiter);
  while (!waiter.signalled_) {
    if (driver_ == Driver::kNobody) {
      driving_waiter_ = &waiter;
      turn(lock, Driver::kCaller);
      driving_waiter_ = nullptr;
    } else {
      if (driver_ == Driver::kModemThread) {
        takeover_ = true;
        wake_driver();
      }
      waiter.woken_.wait(lock);
    }
  }
  waiters_.erase(place);
  quiet_until_ = HostClock::now() + kGrace;
  if (driver_ == Driver::kNobody) hand_over();
}

void EventLoop::signal_all() {
  for (Waiter* waiter : waiters_) waiter->signal();
  ++releases_;
  callbacks_done_.notify_all();
}

void EventLoop::hand_over() {
  if (!waiters_.empty()) {
    waiters_.front()->woken_.notify_one();
  } else if (deep_sleep_) {
    stand_by_.notify_one();
  }
}

Status EventLoop::step(Lock& lock, Duration span) {
  if (!clock_.held() || span > TimePoint::max() - clock_.now()) return fail(Errno::kInval);
  const TimePoint target = clock_.now() + span;
  TimePoint reached = TimePoint::min();
  int rounds = 0;
  while (true) {
    TimePoint next = collect(scratch_);
    if (next > reached) {
      rounds = 0;
    } else if (++rounds > kRoundsOfAnInstant) {
      next = reached + std::chrono::milliseconds(1);
    }
    if (next > target) break;
    clock_.advance_to(next);
    reached = clock_.now();
    source_.dispatch(scratch_);
    timers_.run_due();
    settle_();
  }
  clock_.advance_to(target);
  timers_.run_due();
  settle_();
  // The source was asked anew meanwhile.
  stale_ = driver_ != Driver::kNobody;
  wake_driver();
  if (t_in_callback) return {};
  callbacks_done_.wait(lock, [this, releases = releases_] {
    return stopping_ || releases != releases_ || (callbacks_.empty() && !calling_);
  });
  return {};
}

void Waiter::signal() {
  if (signalled_) return;
  signalled_ = true;
  woken_.notify_one();
  if (loop_.driving_waiter_ == this) loop_.wake_driver();
}

}  // namespace hostmodem
