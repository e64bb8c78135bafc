#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/timers.h"
#include "radio/power_saving.h"
#include "radio/release_assistance.h"
#include "radio/rrc_states.h"

namespace hostmodem::radio {

/// What AT%XRAI says of each uplink packet; in NB-IoT, whose data take the control plane.
/// 3GPP: TS 24.301 9.9.4.25
enum class ControlPlaneRai : std::uint8_t { kNone = 0, kOneResponse = 3, kNoResponse = 4 };

/// The connection between modem and base station (radio resource control).
///
/// Theory of operation: rrc_states.h has the states and the table of what leads from one to the
/// other; this class has the clocks that do so, and answers who has a packet whether it passes.
///
///   connected  | from the last packet on, `inactivity` runs: then the network releases. Release
///              | assistance releases sooner, or keeps the connection.
///   idle       | from the release on T3412 runs, and with power saving mode T3324; with eDRX the
///              | modem listens for a window, sleeps for the rest of the cycle, and so on. Windows
///              | count from the release, where a network's count from its own frames.
///   PSM        | once T3324 is over, until T3412 is, or a packet is to be sent.
///   update     | a connection as any other. If there is nothing else to carry it ends at once.
///   connecting | `set_up` of time; none at all by default: the packet that was the reason passes.
///
/// An idle modem listens once in each paging cycle, from the release or the beginning of the window
/// on: a packet of the network's waits for that. What is on the air holds the connection: release
/// and inactivity wait for carried().
///
/// Who carries packets asks uplink() or downlink() for each, keeps those that do not pass, and
/// hands them on when on_connected() is called. A connection that is up costs a packet a look at
/// the clock; the inactivity timer looks at what was noted only when it fires.
///
/// Thread: under the modem lock, listener calls included.
class Rrc {
 public:
  struct Settings {
    std::chrono::milliseconds set_up{0};  ///< of a connection, from idle
    /// An idle modem listens once in each; zero: all the time.
    std::chrono::milliseconds paging_cycle{0};
    std::chrono::milliseconds inactivity{5000};  ///< until the network releases it
  };

  class Listener {
   public:
    virtual ~Listener() = default;
    /// The state is another; the deadlines of the new one are set. For notifications, traces and
    /// whatever follows the radio's activity.
    virtual void on_transition(const RrcTransition& transition) = 0;
  };

  /// Who has packets to carry.
  class Traffic {
   public:
    virtual ~Traffic() = default;
    /// Connected: whatever waits passes now, in its order. Returns whether anything did.
    virtual bool on_connected() = 0;
    /// Whether any of its packets is on the air. Who says so calls carried() when none is any more.
    [[nodiscard]] virtual bool on_air() const { return false; }
  };

  /// `updated`: a tracking area update is carried out; the network may grant something else.
  Rrc(TimerQueue& timers, const Settings& settings, AccessTechnology access,
      std::function<void()> updated);
  Rrc(const Rrc&) = delete;
  Rrc& operator=(const Rrc&) = delete;

  /// The listener must outlive this; nullptr for none.
  void set_listener(Listener* listener) { listener_ = listener; }
  void add(Traffic& traffic) { traffic_.push_back(&traffic); }
  void remove(Traffic& traffic) { std::erase(traffic_, &traffic); }

  // What the modem does with the network.

  void switch_off();
  void search();
  void attach();
  /// What the network granted; holds from the next release on.
  void set_power_saving(const PowerSaving& granted) { granted_ = granted; }
  /// Carries out a tracking area update, soon; when there is a network.
  void request_update();

  // Packets.

  /// A packet is to be sent: does it pass? Exceptional data are an establishment cause of NB-IoT.
  /// 3GPP: TS 36.331 6.7.1, mo-ExceptionData
  bool uplink(bool exceptional = false) {
    if (state_ != RrcState::kConnected) return start_uplink(exceptional);
    note_packet();
    if (control_plane_ != ControlPlaneRai::kNone) assist_uplink();
    return true;
  }
  /// The network has a packet for the modem: does it pass?
  bool downlink() {
    if (state_ != RrcState::kConnected) return start_downlink();
    note_packet();
    if (control_plane_ == ControlPlaneRai::kOneResponse) assist_downlink();
    return true;
  }

  /// What was on the air has arrived.
  void carried();

  /// What the users of the connection say of it.
  [[nodiscard]] ReleaseAssistance& assistance() { return assistance_; }
  /// AT%XRAI; without effect but in NB-IoT.
  void set_control_plane_rai(ControlPlaneRai rai);

  [[nodiscard]] RrcState state() const { return state_; }
  /// When T3412 is over; while resting().
  [[nodiscard]] TimePoint update_due() const { return update_due_; }
  /// When the sleep ends by itself; while in kEdrxSleep or kPsm.
  [[nodiscard]] TimePoint sleep_end() const;
  /// For those who time what the states do.
  [[nodiscard]] TimerQueue& timers() const { return timers_; }

 private:
  void move(RrcCause cause);
  void enter(RrcState from);
  void start_rest();
  void listen();
  void connect(RrcCause cause);
  void on_set_up();
  void on_update_due();
  void on_inactivity();
  void on_release();
  void on_paging_timer();
  void on_paging_occasion();
  void await_paging();
  [[nodiscard]] bool on_air() const;
  void release();
  bool start_uplink(bool exceptional);
  bool start_downlink();
  void note_packet() { last_packet_ = timers_.clock().now(); }
  void assist_uplink();
  void assist_downlink();
  [[nodiscard]] Duration periodic_update() const;

  TimerQueue& timers_;
  Settings settings_;
  AccessTechnology access_;
  std::function<void()> updated_;
  Listener* listener_ = nullptr;
  std::vector<Traffic*> traffic_;
  PowerSaving granted_;
  ReleaseAssistance assistance_;
  ControlPlaneRai control_plane_ = ControlPlaneRai::kNone;
  bool answer_awaited_ = false;  ///< as control_plane_ says

  RrcState state_ = RrcState::kOff;
  bool update_requested_ = false;
  bool release_requested_ = false;
  bool release_waits_ = false;   ///< for what is on the air
  bool downlink_waits_ = false;  ///< for the modem to listen again
  TimePoint last_packet_;
  TimePoint listens_from_;  ///< paging occasions are a cycle apart from then on
  TimePoint update_due_;
  TimePoint next_window_;

  Timer set_up_timer_;
  Timer inactivity_timer_;
  Timer release_timer_;
  Timer update_timer_;        ///< T3412
  Timer active_timer_;        ///< T3324
  Timer paging_timer_;        ///< the end of a window, or of the sleep after it
  Timer occasion_timer_;      ///< the paging occasion that a packet waits for
  Timer early_update_timer_;  ///< an update that was requested
};

}  // namespace hostmodem::radio
