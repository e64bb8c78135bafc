#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "base/timers.h"
#include "link/impaired_link.h"
#include "link/impairment.h"
#include "pdn/context.h"
#include "pdn/packet_loss.h"

namespace hostmodem::pdn {

/// How often each fault happened, by link::Fault.
using FaultCounters = std::array<std::uint64_t, link::kFaultKinds>;

/// How bad the links of the PDNs are, by their number. It is kept while a PDN is down, for its next
/// activation, and holds at once for one that is up.
///
/// What chance decides follows from the seed, the number of the PDN and how often it came up: the
/// same run gives the same faults, and each activation others.
///
/// Thread: under the modem lock, calls of the listener included.
class Impairments {
 public:
  /// Who is told of what happens to packets and links. It must not call back.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// A packet met a fault.
    virtual void on_fault(PdnId id, const link::FaultEvent& fault) = 0;
    /// A packet was lost between the IP stack and the link.
    virtual void on_packet_loss(PdnId id, const PacketLoss& loss) = 0;
    /// From now on the direction has this impairment; also one that is not ideal when the PDN comes
    /// up.
    virtual void on_impairment(PdnId id, link::Direction direction,
                               const link::Impairment& impairment) = 0;
    /// A blackout has begun, or was there when the PDN came up: `left` of it, Duration::max() until
    /// it is ended. Zero: it is ended. One that is over by itself is not told.
    virtual void on_blackout(PdnId id, Duration left) = 0;
  };

  Impairments(TimerQueue& timers, std::uint64_t seed) : timers_(timers), seed_(seed) {}
  Impairments(const Impairments&) = delete;
  Impairments& operator=(const Impairments&) = delete;

  /// Who is told from now on, and at once of what holds for the PDNs that are up; nullptr: nobody.
  /// It must outlive this, or be replaced.
  void set_listener(Listener* listener);

  /// What every PDN has that was not told otherwise; valid. Holds from the next activation on.
  void set_default(link::Direction direction, const link::Impairment& impairment);
  [[nodiscard]] const link::Impairment& default_of(link::Direction direction) const {
    return defaults_[static_cast<std::size_t>(direction)];
  }
  /// `impairment` is valid.
  void set(PdnId id, link::Direction direction, const link::Impairment& impairment);
  /// Every packet that comes in that time from now on is lost, either way. Zero: ends it;
  /// Duration::max(): until it is ended.
  void set_blackout(PdnId id, Duration span);
  /// The same of every PDN, also of those that come up meanwhile.
  void set_blackout_of_all(Duration span);
  /// Chance starts anew, on every link.
  void seed(std::uint64_t seed);

  /// What holds for a PDN, or will when it comes up.
  [[nodiscard]] const link::Impairment& of(PdnId id, link::Direction direction) const;
  /// Of its blackout; Duration::max(): until it is ended; not positive: there is none.
  [[nodiscard]] Duration blackout_left(PdnId id) const;
  /// Those that were told what they are, or came up ever: for others, the default holds.
  [[nodiscard]] std::vector<PdnId> known() const;

  /// What is lost between the IP stack and the link counts and is told like what links lose.
  void note_packet_loss(PdnId id, const PacketLoss& loss);

  /// Of all activations until now.
  [[nodiscard]] FaultCounters faults(PdnId id, link::Direction direction) const;

  /// The PDN came up with this link, which is as bad as it shall be from now on.
  void attach(PdnId id, link::ImpairedLink& link);
  /// It went: what is under way on the link vanishes.
  void detach(PdnId id);

 private:
  struct Record {
    std::array<link::Impairment, 2> impairments;  ///< by direction, as the following
    std::array<FaultCounters, 2> faults{};
    TimePoint blackout_until;
    std::uint64_t activations = 0;
    link::ImpairedLink* link = nullptr;  ///< null while the PDN is down
  };

  Record& record(PdnId id);
  void seed_link(PdnId id, Record& record) const;
  void on_fault(PdnId id, Record& record, const link::FaultEvent& fault);
  void tell_what_holds(PdnId id, const Record& record) const;
  [[nodiscard]] Duration left_until(TimePoint end) const;

  TimerQueue& timers_;
  std::uint64_t seed_;
  std::array<link::Impairment, 2> defaults_;
  TimePoint blackout_until_;  ///< of PDNs that have no record
  std::map<PdnId, Record> records_;
  Listener* listener_ = nullptr;
};

}  // namespace hostmodem::pdn
