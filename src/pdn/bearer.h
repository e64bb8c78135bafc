#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/traffic.h"
#include "ip/interface.h"
#include "link/link.h"
#include "pdn/air_interface.h"
#include "pdn/context.h"
#include "pdn/departure.h"
#include "pdn/flow.h"
#include "pdn/packet_loss.h"
#include "pdn/packet_queue.h"
#include "pdn/rate_control.h"
#include "pdn/tap.h"
#include "radio/energy_meter.h"
#include "radio/rrc.h"

namespace hostmodem::pdn {

class AddressRefresh;

/// What carries a PDN's packets between its interface and its link: the radio, which is not always
/// there.
///
/// Theory of operation: each packet asks the radio connection whether it passes. Uplink that does
/// not waits in the modem, downlink at the network, each in a queue of its own; both go on, in
/// their order, when the connection is up. A queue that is full loses what comes, as the core
/// network's does, and so does rate control what it blocks; who counts losses is told of each. What
/// passes goes over the air (air_interface.h), where there is one that takes time.
/// Without a radio everything passes. What an endpoint sends that is unheard is lost behind the
/// radio, where the tap has seen it.
///
/// Thread: under the modem lock.
class Bearer final : private radio::Rrc::Traffic, private AirInterface::User {
 public:
  /// How many packets wait, each way.
  static constexpr std::size_t kWaiting = 128;

  /// The radio, as a bearer needs it.
  struct Radio {
    radio::Rrc* rrc = nullptr;             ///< nullptr: a connection that is always there
    AirInterface* air = nullptr;           ///< nullptr: packets take no time
    radio::EnergyMeter* energy = nullptr;  ///< nullptr: nobody counts what it draws
    FlowOwners* owners = nullptr;          ///< nullptr: packets are nobody's
  };

  /// Of the PDN `id`. The others must outlive it.
  Bearer(PdnId id, link::Link& link, const Radio& radio);
  ~Bearer() override;
  Bearer(const Bearer&) = delete;
  Bearer& operator=(const Bearer&) = delete;

  /// Who takes downlink. None until it is set, and after nullptr.
  void set_interface(ip::Interface* interface) { interface_ = interface; }

  /// Who sees the packets that pass; nullptr: nobody.
  void set_tap(Tap* tap) { tap_ = tap; }

  /// What counts the uplink, and may block it; nullptr: nothing does. It is borrowed.
  void set_rate_control(RateControl* control) { rate_control_ = control; }
  /// Whether data that their sender calls exceptional are.
  void allow_exceptional(bool allowed) { exceptional_allowed_ = allowed; }
  /// Whether rate control would lose what is sent now.
  [[nodiscard]] bool blocks(bool exceptional) const {
    return rate_control_ != nullptr && rate_control_->blocks(exceptional && exceptional_allowed_);
  }

  /// Who is told of packets that queues and rate control lose; empty: nobody.
  void set_loss_handler(PacketLossHandler handler) { losses_ = std::move(handler); }

  /// Who looks for router advertisements in what arrives; nullptr: nobody. It is borrowed.
  void set_address_refresh(AddressRefresh* refresh) { address_refresh_ = refresh; }

  /// Whether packets have to be as on the air, none longer than the MTU.
  [[nodiscard]] bool packets_are_of_the_air() const { return radio_.air != nullptr; }

  void send(std::span<const std::byte> packet);
  void receive(std::span<const std::byte> packet);

  /// Forgets what waits, and what is on the air.
  void clear();

  /// How many uplink packets were taken and not lost, of those how many were sent over the air, and
  /// how many found no room to wait or were blocked.
  [[nodiscard]] std::uint64_t uplink_taken() const { return uplink_taken_; }
  [[nodiscard]] std::uint64_t uplink_sent() const { return uplink_sent_; }
  [[nodiscard]] std::uint64_t uplink_lost() const { return uplink_lost_; }

  /// Tells `departure`, which is borrowed until then, when all that was taken by now is sent, or
  /// that it is lost.
  void follow(Departure& departure) { departures_.push_back(&departure); }
  void unfollow(Departure& departure) { std::erase(departures_, &departure); }
  /// What passed since the last take_traffic().
  [[nodiscard]] const TrafficCounters& traffic() const { return traffic_; }
  TrafficCounters take_traffic() { return std::exchange(traffic_, {}); }

 private:
  bool on_connected() override;

  // AirInterface::User
  void on_sent(std::span<const std::byte> packet) override;
  void on_arrived_at_gateway(std::span<const std::byte> packet) override;
  void on_arrived_at_cell(std::span<const std::byte> packet) override;
  void on_delivered(std::span<const std::byte> packet) override;
  void on_lost(const PacketLoss& loss) override {
    if (losses_) losses_(loss);
  }

  [[nodiscard]] FlowOwner owner_of(Direction direction, std::span<const std::byte> packet) const;
  [[nodiscard]] bool is_exceptional(std::span<const std::byte> packet) const;
  void attribute(Direction direction, std::span<const std::byte> packet);
  /// False: the air has no room for it.
  bool transmit(std::span<const std::byte> packet);
  void note_sent();
  /// The packet that was taken as that one, counted from the first, is lost.
  void lose_taken(std::uint64_t number);
  void end_departures();
  [[nodiscard]] bool is_lost(std::span<const std::byte> packet) const;
  void deliver(std::span<const std::byte> packet);

  const PdnId id_;
  link::Link& link_;
  const Radio radio_;
  AirInterface::Ticket ticket_ = 0;
  TrafficCounters traffic_{};
  Tap* tap_ = nullptr;
  RateControl* rate_control_ = nullptr;
  bool exceptional_allowed_ = false;
  PacketLossHandler losses_;
  AddressRefresh* address_refresh_ = nullptr;
  ip::Interface* interface_ = nullptr;
  PacketQueue uplink_{kWaiting};
  PacketQueue downlink_{kWaiting};
  std::uint64_t uplink_taken_ = 0;
  std::uint64_t uplink_sent_ = 0;
  std::uint64_t uplink_lost_ = 0;
  std::vector<Departure*> departures_;  ///< in the order in which they will be told
};

}  // namespace hostmodem::pdn
