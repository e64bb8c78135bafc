#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "base/timers.h"
#include "checked_session.h"
#include "secure/session.h"

namespace hostmodem::fuzz {

using Bytes = std::vector<std::byte>;

/// One end of a DTLS connection, as its socket would own it: a session, its transport, and the
/// datagrams that it sent and nobody has carried yet.
class DatagramEnd final : public secure::DatagramTransport {
 public:
  DatagramEnd(const secure::Settings& settings, const credentials::Store& store, TimerQueue& timers,
              std::size_t max_datagram);

  /// To begin with, and to start anew, as a host does that lost everything. Datagrams on their way
  /// stay on it.
  void start();
  [[nodiscard]] bool started() const { return session_.has_value(); }
  /// The next timer that comes destroys the session, as its owner may.
  void give_up_at_timer() { gives_up_ = true; }

  /// Where the messages of this end are expected.
  void meet(DatagramEnd& other) { other_ = &other; }

  /// A datagram comes: the handshake goes on, or messages are received.
  void deliver(Bytes datagram);
  void handshake();
  /// Messages are received until none is there.
  void receive_all();
  /// Receives one; whether one was there.
  bool receive(bool peek);
  void send(std::size_t size);
  void shut_down();

  /// The next datagrams are refused with this error.
  void refuse(std::optional<Errno> error) { refusal_ = error; }
  /// So is what comes.
  void break_down(Errno error) { failure_ = error; }

  /// What is on its way to the other end.
  std::deque<Bytes>& under_way() { return under_way_; }
  /// The last ones that were sent, whatever became of them.
  [[nodiscard]] const std::deque<Bytes>& history() const { return history_; }

  [[nodiscard]] bool established() const { return session_ && session_->established(); }
  [[nodiscard]] bool failed() const { return session_ && session_->failure().has_value(); }
  [[nodiscard]] const secure::Agreement& agreement() const { return session_->agreement(); }
  /// How many messages the other end has not received.
  [[nodiscard]] std::size_t missing() const { return outstanding_.size(); }

  Result<std::size_t> send(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer) override;
  [[nodiscard]] std::size_t max_datagram() const override { return max_datagram_; }
  void on_timer() override;

 private:
  const secure::Settings settings_;
  const credentials::Store& store_;
  TimerQueue& timers_;
  const std::size_t max_datagram_;
  DatagramEnd* other_ = nullptr;

  std::optional<CheckedSession> session_;
  bool gives_up_ = false;
  Bytes arrived_;
  std::optional<Errno> refusal_;
  std::optional<Errno> failure_;
  std::deque<Bytes> under_way_;
  std::deque<Bytes> history_;
  std::size_t sent_now_ = 0;     ///< datagrams, since the last one came
  std::size_t messages_ = 0;     ///< how many were sent
  std::set<Bytes> outstanding_;  ///< sent to the session that the other end has, not received
};

}  // namespace hostmodem::fuzz
