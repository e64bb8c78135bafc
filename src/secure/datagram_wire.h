#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "base/timers.h"
#include "secure/session.h"
#include "secure/wire.h"

namespace hostmodem::secure {

/// The wire of DTLS, over datagrams, with the retransmission timer.
///
/// Theory of operation: a datagram goes to the transport or is lost; nothing waits here. OpenSSL
/// tells its BIO when a flight's retransmission falls due, by the host's clock. The wire takes that
/// deadline away (it moves it to the end of time, where it never comes by itself) and sets a timer
/// on the modem's clock instead, 1, 2, 4, 8, 16, 32 and then always 60 seconds from each
/// transmission; when it is due, expire() moves OpenSSL's deadline into the past.
/// RFC: 6347 4.2.4
///
/// The deadline is reached through the pointer that OpenSSL 3.0 and 3.1 give with the notice. Later
/// releases give a copy: they keep to intervals of their own, which are as long, by the host's
/// clock, and retransmit when both clocks say so.
class DatagramWire final : public Wire {
 public:
  DatagramWire(DatagramTransport& transport, TimerQueue& timers, std::function<void()> on_due)
      : transport_(transport), timer_(timers, std::move(on_due)) {}

  /// Nothing ever waits.
  Status flush() override { return {}; }
  [[nodiscard]] bool ended() const override { return false; }
  [[nodiscard]] std::optional<Errno> failure() const override { return failure_; }

  /// The timer came: OpenSSL is to retransmit in its next DTLSv1_handle_timeout().
  void expire();

  /// Why the last datagram was not taken, once; what is lost on the way is not told.
  std::optional<Errno> take_refusal() { return std::exchange(refusal_, std::nullopt); }

 private:
  static constexpr Duration kFirst = std::chrono::seconds(1);
  static constexpr Duration kLongest = std::chrono::seconds(60);

  bool append(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer) override;
  long control(int command, long number, void* pointer) override;
  void set_deadline(void* deadline);

  DatagramTransport& transport_;
  Timer timer_;
  Duration interval_ = kFirst;
  void* deadline_ = nullptr;  ///< OpenSSL's, as it gave it last
  std::optional<Errno> failure_;
  std::optional<Errno> refusal_;
};

}  // namespace hostmodem::secure
