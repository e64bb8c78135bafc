#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "modem/recorder.h"

namespace hostmodem {

/// What can be made to fail.
enum class Failure : std::uint8_t {
  kConnect,    ///< the peer does not answer
  kNameQuery,  ///< the name server says no
  kMemory      ///< there is none
};
inline constexpr std::size_t kFailures = 3;

/// The failures that a test ordered, and who is to have them.
///
/// Theory of operation: an order is a number of calls and the error that they shall have. A call
/// asks where it would do what can fail, after all that it checks anyway, so a call that fails by
/// itself uses nothing up. While nothing is ordered, asking is a comparison. What happens is told
/// to the log and to the capture.
///
/// Thread: under the modem lock.
class InjectedFaults {
 public:
  /// The recorder is borrowed.
  explicit InjectedFaults(Recorder& recorder) : recorder_(recorder) {}

  /// The next `count` calls that can have it fail; in place of what was ordered of that kind
  /// before. `error`: an NRF_E number, of name queries an NRF_EAI code. kInval: not of that kind.
  Status order(Failure what, int error, std::uint32_t count);

  /// The errors that it can be ordered with; there is one at least.
  [[nodiscard]] static std::span<const int> errors(Failure what);

  /// Whether the next call is to fail so.
  [[nodiscard]] bool due(Failure what) const { return any_ && of(what).left > 0; }

  /// A connect of socket `fd` was started whose peer will not answer.
  void connect_lost(int fd);

  /// The NRF_EAI code that a query for `name` is to have.
  [[nodiscard]] std::optional<int> name_query(std::string_view name);

  /// Whether there is memory for a call of `function`. kNoMem, kNoBufs: what was ordered, if that
  /// is an error of this function.
  [[nodiscard]] Status memory(std::string_view function) {
    return any_ ? memory_ordered(function) : Status{};
  }

  /// The modem crashed.
  void modem_fault(std::uint32_t reason, std::uint32_t program_counter);

 private:
  struct Order {
    int error = 0;
    std::uint32_t left = 0;
  };

  [[nodiscard]] const Order& of(Failure what) const {
    return orders_[static_cast<std::size_t>(what)];
  }
  Status memory_ordered(std::string_view function);
  int use_up(Failure what);
  void tell(std::string_view what);

  Recorder& recorder_;
  std::array<Order, kFailures> orders_;
  bool any_ = false;  ///< one of orders_ is not used up
};

}  // namespace hostmodem
