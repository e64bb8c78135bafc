#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace hostmodem::pdn {

class Bearer;

/// Whether packets that were handed to a bearer have left over the radio. They may be one datagram,
/// in several packets.
///
/// Theory of operation: the bearer counts packets, which leave in their order. begin() notes how
/// many it has lost by then; settle(), after the packets, sees whether any found no room, and joins
/// the bearer when not all that it took has been sent. The bearer tells whoever joined, once; and
/// when it loses a packet that it took, whose it was follows from its number.
///
/// Thread: under the modem lock. Nothing else may be handed to the bearer between begin() and
/// settle().
class Departure {
 public:
  enum class State : std::uint8_t {
    kNone,     ///< nothing was followed, or not to its end
    kWaiting,  ///< for the radio connection, or for the packets before it
    kOnAir,    ///< all of it was sent
    kLost,     ///< all of it, or some
  };

  /// `changed` is called when kWaiting ended, from inside the bearer: it must not use it.
  explicit Departure(std::function<void()> changed) : changed_(std::move(changed)) {}
  ~Departure() { leave(); }
  Departure(const Departure&) = delete;
  Departure& operator=(const Departure&) = delete;

  /// The packets that are handed to `bearer` from now on are followed, and none before; nullptr:
  /// nothing is.
  void begin(Bearer* bearer);
  /// They have been handed over; the bearer is the same still. Again: does nothing.
  void settle();

  [[nodiscard]] State state() const { return state_; }

 private:
  friend class Bearer;

  void tell(State state);
  void leave();
  /// The bearer lost the packet that it took as that one. Whether it is one of these; else they
  /// have other numbers now.
  bool lose(std::uint64_t number);

  std::function<void()> changed_;
  State state_ = State::kNone;
  Bearer* bearer_ = nullptr;  ///< while kWaiting, and from begin() to settle()
  std::uint64_t lost_before_ = 0;
  std::uint64_t begin_ = 0;  ///< how many packets the bearer had taken before these
  std::uint64_t end_ = 0;    ///< how many it has sent when these are
};

}  // namespace hostmodem::pdn
