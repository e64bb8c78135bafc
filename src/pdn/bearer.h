#pragma once

#include <cstddef>
#include <span>

#include "ip/interface.h"
#include "link/link.h"
#include "pdn/context.h"
#include "pdn/packet_queue.h"
#include "pdn/tap.h"
#include "radio/rrc.h"

namespace hostmodem::pdn {

/// What carries a PDN's packets between its interface and its link: the radio, which is not always
/// there.
///
/// Theory of operation: each packet asks the radio connection whether it passes. Uplink that does
/// not waits in the modem, downlink at the network, each in a queue of its own; both go on, in
/// their order, when the connection is up. A queue that is full loses what comes, as the core
/// network's does. Without a radio everything passes.
///
/// Thread: under the modem lock.
class Bearer final : private radio::Rrc::Traffic {
 public:
  /// How many packets wait, each way.
  static constexpr std::size_t kWaiting = 128;

  /// Of the PDN `id`. The others must outlive it; `rrc` is nullptr for a radio that is always
  /// there.
  Bearer(PdnId id, link::Link& link, radio::Rrc* rrc);
  ~Bearer() override;
  Bearer(const Bearer&) = delete;
  Bearer& operator=(const Bearer&) = delete;

  /// Who takes downlink. None until it is set, and after nullptr.
  void set_interface(ip::Interface* interface) { interface_ = interface; }

  /// Who sees the packets that pass; nullptr: nobody.
  void set_tap(Tap* tap) { tap_ = tap; }

  void send(std::span<const std::byte> packet);
  void receive(std::span<const std::byte> packet);

  /// Forgets what waits.
  void clear();

 private:
  bool on_connected() override;
  void transmit(std::span<const std::byte> packet);
  void deliver(std::span<const std::byte> packet);

  const PdnId id_;
  link::Link& link_;
  radio::Rrc* rrc_;
  Tap* tap_ = nullptr;
  ip::Interface* interface_ = nullptr;
  PacketQueue uplink_{kWaiting};
  PacketQueue downlink_{kWaiting};
};

}  // namespace hostmodem::pdn
