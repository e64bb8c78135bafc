#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "secure/openssl.h"
#include "secure/session.h"

namespace hostmodem::secure {

/// Where OpenSSL's records meet the transport: a BIO over it, with a buffer of outgoing records.
///
/// Theory of operation: what OpenSSL writes is always taken, into the buffer; flush() hands it to
/// the transport, several records at once. So OpenSSL never waits in the middle of a record, and a
/// call that found no room has encrypted nothing: it may be repeated with other data. What OpenSSL
/// reads comes straight from the transport into its own buffer, after a flush: who waits for an
/// answer has asked first.
///
/// The buffer is bounded: the session encrypts only when it is empty, and what a peer can provoke
/// (alerts) waits, as OpenSSL's WANT_WRITE, above kLimit.
class Wire {
 public:
  /// Above this many waiting bytes OpenSSL has to wait.
  static constexpr std::size_t kLimit = std::size_t{256} * 1024;

  explicit Wire(Transport& transport) : transport_(transport) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// A BIO for SSL_set_bio(), which borrows this. nullptr when out of memory.
  BioPtr make_bio();

  /// Hands waiting records to the transport. kAgain while some are left; a failure of the
  /// transport drops them, and is repeated.
  Status flush();

  [[nodiscard]] bool drained() const { return sent_ == outgoing_.size(); }

  /// Whether the transport came to its end (its receive() answered 0).
  [[nodiscard]] bool ended() const { return ended_; }

  /// How the transport failed, if it did.
  [[nodiscard]] std::optional<Errno> failure() const {
    return receive_failure_ ? receive_failure_ : send_failure_;
  }

 private:
  friend struct WireBio;

  bool append(std::span<const std::byte> record);
  Result<std::size_t> receive(std::span<std::byte> buffer);

  Transport& transport_;
  std::vector<std::byte> outgoing_;
  std::size_t sent_ = 0;  ///< how much of outgoing_ the transport has
  bool ended_ = false;
  std::optional<Errno> send_failure_;
  std::optional<Errno> receive_failure_;
};

}  // namespace hostmodem::secure
