#pragma once

#include <functional>

namespace hostmodem {

/// A call of the application's code, made later by the modem thread with no lock held.
struct Callback {
  std::function<void()> call;
  /// Asked under the modem lock just before the call: false drops it. None: always wanted.
  std::function<bool()> wanted{};
};

}  // namespace hostmodem
