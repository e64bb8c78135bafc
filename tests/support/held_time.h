#pragma once

#include <chrono>
#include <functional>

#include "support/stillness.h"

namespace hostmodem::test {

/// Runs `function` in a process of its own, where nothing is left of another modem; gives what it
/// returns, which is from 0 to 255. The caller must have no other threads.
int in_a_process(const std::function<int()>& function);

/// Runs an application whose modem's clock is held (`[clock] held`) to its end. Time passes in
/// steps, when nothing happens any more and `act` says that it had nothing to do either. Gives what
/// the application returns.
int run_in_held_time(
    const std::function<int()>& application, Stillness stillness, std::chrono::milliseconds step,
    const std::function<bool()>& act = [] { return false; });

}  // namespace hostmodem::test
