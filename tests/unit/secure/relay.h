#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pipe.h"
#include "protocol.h"

namespace hostmodem::secure {

/// What a record holds. RFC: 5246 6.2.1, 6520 3
enum class Content : std::uint8_t {
  kChangeCipherSpec = 20,
  kAlert = 21,
  kHandshake = 22,
  kData = 23,
  kHeartbeat = 24,
};

/// Messages of a handshake. RFC: 5246 7.4
enum class Message : std::uint8_t {
  kHelloRequest = 0,
  kClientHello = 1,
  kServerHello = 2,
  kCertificate = 11,
  kServerKeyExchange = 12,
  kCertificateRequest = 13,
  kServerHelloDone = 14,
  kCertificateVerify = 15,
  kClientKeyExchange = 16,
  kFinished = 20,
};

/// How a protocol frames its records and messages.
struct Framing {
  std::size_t header;          ///< of a record, in bytes
  std::size_t length_at;       ///< where in it the length of the body is
  std::size_t message_header;  ///< of a handshake message
};
[[nodiscard]] const Framing& framing_of(Protocol protocol);

/// A record as it is on the wire, not encrypted.
[[nodiscard]] std::string make_record(Protocol protocol, Content content, std::string_view body);
[[nodiscard]] Content content_of(std::string_view record);
/// Whether the record begins with that handshake message, not encrypted.
[[nodiscard]] bool begins_with(std::string_view record, Protocol protocol, Message message);

/// Carries what a peer says to the session under test, one record at a time.
///
/// OpenSSL gives each message of a handshake a record of its own: the records' borders are those of
/// the messages.
class Relay {
 public:
  /// What arrives in place of a record: it, nothing, or something else. `index` counts the records.
  using Edit = std::function<std::string(std::size_t index, const std::string& record)>;

  Relay(Protocol protocol, Edit edit) : protocol_(protocol), edit_(std::move(edit)) {}

  /// Carries the whole records that are in `from`.
  void carry(Lane& from, Lane& to);

  /// How many records the peer has sent.
  [[nodiscard]] std::size_t seen() const { return seen_; }

 private:
  const Protocol protocol_;
  const Edit edit_;
  std::size_t seen_ = 0;
};

/// Lets everything through.
[[nodiscard]] inline Relay::Edit unchanged() {
  return [](std::size_t, const std::string& record) { return record; };
}

/// Lets the first `records` through, half of the next if `half`, and then nothing more.
[[nodiscard]] Relay::Edit only_first(std::size_t records, bool half);

}  // namespace hostmodem::secure
