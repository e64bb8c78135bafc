#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "secure/session.h"
#include "secure/wire.h"

namespace hostmodem::secure {

/// The wire of TLS, over a stream, with a buffer of outgoing records.
///
/// Theory of operation: what OpenSSL writes is always taken, into the buffer; flush() hands it to
/// the transport, several records at once. So OpenSSL never waits in the middle of a record, and a
/// call that found no room has encrypted nothing: it may be repeated with other data. What OpenSSL
/// reads comes straight from the transport into its own buffer, after a flush: who waits for an
/// answer has asked first.
///
/// The buffer is bounded: the session encrypts only when it is empty, and what a peer can provoke
/// (alerts) waits, as OpenSSL's WANT_WRITE, above kLimit.
class StreamWire final : public Wire {
 public:
  /// Above this many waiting bytes OpenSSL has to wait.
  static constexpr std::size_t kLimit = std::size_t{256} * 1024;

  explicit StreamWire(Transport& transport) : transport_(transport) {}

  Status flush() override;

  [[nodiscard]] bool drained() const { return sent_ == outgoing_.size(); }

  [[nodiscard]] bool ended() const override { return ended_; }

  [[nodiscard]] std::optional<Errno> failure() const override {
    return receive_failure_ ? receive_failure_ : send_failure_;
  }

 private:
  bool append(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer) override;

  Transport& transport_;
  std::vector<std::byte> outgoing_;
  std::size_t sent_ = 0;  ///< how much of outgoing_ the transport has
  bool ended_ = false;
  std::optional<Errno> send_failure_;
  std::optional<Errno> receive_failure_;
};

}  // namespace hostmodem::secure
