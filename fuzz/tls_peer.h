#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "secure/openssl.h"

namespace hostmodem::fuzz {

using Bytes = std::vector<std::byte>;

/// How the other end of a TLS session is set up.
struct PeerOptions {
  bool server = true;
  bool psk = false;       ///< it has a PSK and no certificates
  bool asks = false;      ///< a server that requires a certificate of its client
  bool stranger = false;  ///< its certificate is one that nobody vouches for
};

/// The other end of a TLS session: plain OpenSSL, of any version of the protocol, which knows
/// nothing of the modem. What it says comes as records, for others to carry.
class TlsPeer {
 public:
  explicit TlsPeer(const PeerOptions& options);

  /// What came from the modem.
  void take(std::span<const std::byte> bytes);

  /// Encrypts as many bytes of its data. False: it can't now.
  bool write(std::size_t size);
  void close();
  void renegotiate();

  /// The records that it made since.
  std::deque<Bytes> give();

  [[nodiscard]] bool established() const { return established_; }
  /// close_notify was sent.
  [[nodiscard]] bool closed() const { return closed_; }
  /// All that was written.
  [[nodiscard]] const Bytes& written() const { return written_; }
  /// All that was received and believed.
  [[nodiscard]] const Bytes& received() const { return received_; }

 private:
  void advance();

  secure::SslPtr ssl_;
  bool established_ = false;
  bool closed_ = false;
  Bytes written_;
  Bytes received_;
};

/// `size` bytes that come at the place `begin` of a stream; no two stretches look alike.
Bytes stretch(std::size_t begin, std::size_t size);

}  // namespace hostmodem::fuzz
