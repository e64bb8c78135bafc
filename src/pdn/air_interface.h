#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

#include "base/timers.h"
#include "link/chance.h"
#include "link/delay.h"
#include "link/rate_limit.h"
#include "link/stage.h"
#include "pdn/packet_loss.h"
#include "radio/link_profile.h"
#include "radio/rrc.h"

namespace hostmodem::pdn {

/// What all PDNs share between the modem and the packet gateways of the network: the air, which
/// sends one packet at a time each way, and the way through the network behind it.
///
///     uplink    send() -> rate -> on_sent() -> delay -> on_arrived_at_gateway()
///     downlink  enter() -> delay -> on_arrived_at_cell() ... deliver() -> rate -> on_delivered()
///
/// Between the two halves of the downlink is the cell, where packets wait for the radio connection:
/// whose affair that is calls deliver() when it is there. What chance decides follows from the
/// seed.
///
/// Thread: under the modem lock.
class AirInterface final : private radio::Rrc::Traffic {
 public:
  /// Whose packets they are. Packets are valid during the call.
  class User {
   public:
    virtual ~User() = default;
    virtual void on_sent(std::span<const std::byte> packet) = 0;
    virtual void on_arrived_at_gateway(std::span<const std::byte> packet) = 0;
    virtual void on_arrived_at_cell(std::span<const std::byte> packet) = 0;
    virtual void on_delivered(std::span<const std::byte> packet) = 0;
    /// One found no room. It must not call back.
    virtual void on_lost(const PacketLoss& loss) = 0;
  };
  /// What a user's packets go by.
  using Ticket = std::uint64_t;

  /// `rrc` is told of what is on the air; it must outlive this, and so must `timers`.
  AirInterface(TimerQueue& timers, const radio::LinkProfile& profile, std::uint64_t seed,
               radio::Rrc& rrc);
  ~AirInterface() override;
  AirInterface(const AirInterface&) = delete;
  AirInterface& operator=(const AirInterface&) = delete;

  /// The user must outlive this, or leave.
  Ticket join(User& user);
  /// What is under way of it vanishes when it would have arrived.
  void leave(Ticket ticket) { users_.erase(ticket); }

  /// False: too much waits for the air, the packet is lost.
  bool send(Ticket ticket, std::span<const std::byte> packet);
  void enter(Ticket ticket, std::span<const std::byte> packet);
  void deliver(Ticket ticket, std::span<const std::byte> packet);

  /// Chance starts anew.
  void seed(std::uint64_t seed) { dice_ = link::Dice(seed); }

 private:
  using Arrival = void (User::*)(std::span<const std::byte> packet);

  enum class Of : std::uint8_t { kAir, kNetwork };

  /// The end of a way: tells the user, and passes the packet on if there is a stage behind.
  class Point final : public link::Stage {
   public:
    Point(AirInterface& air, Of of, Arrival arrival, link::Stage* next)
        : air_(air), of_(of), arrival_(arrival), next_(next) {}
    void take(const link::Parcel& parcel) override;

   private:
    AirInterface& air_;
    Of of_;
    Arrival arrival_;
    link::Stage* next_;
  };

  /// Tells whose packet finds no room in a queue.
  [[nodiscard]] link::FaultSink losses(link::Direction direction, PacketLoss::Cause cause);

  bool on_connected() override { return false; }
  [[nodiscard]] bool on_air() const override { return !uplink_.idle() || !downlink_.idle(); }

  radio::Rrc& rrc_;
  link::Dice dice_;
  const link::FaultSink uplink_losses_;
  const link::FaultSink uplink_network_losses_;
  const link::FaultSink downlink_network_losses_;
  const link::FaultSink downlink_losses_;
  bool uplink_taken_ = true;  ///< the packet that was to be sent last
  std::map<Ticket, User*> users_;
  Ticket last_ticket_ = 0;

  // Each before whatever passes packets on to it.
  Point gateway_;
  link::Delay uplink_delay_;
  Point sent_;
  link::RateLimit uplink_;
  Point cell_;
  link::Delay downlink_delay_;
  Point delivered_;
  link::RateLimit downlink_;
};

}  // namespace hostmodem::pdn
