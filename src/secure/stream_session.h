#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "secure/stream_wire.h"
#include "secure/tls_session.h"

namespace hostmodem::secure {

/// TLS 1.2 over a stream.
class StreamSession final : public TlsSession {
 public:
  StreamSession(const Settings& settings, Transport& transport)
      : TlsSession(Protocol::kTls, settings, std::make_unique<StreamWire>(transport)),
        wire_(static_cast<StreamWire&>(wire())) {}

  Status flush() override;
  Result<std::size_t> send(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek) override;
  bool readable() override;

 private:
  Result<std::size_t> take_peeked(std::span<std::byte> buffer, bool peek);

  StreamWire& wire_;
  std::vector<std::byte> peeked_;  ///< decrypted for a peek, not yet received
};

}  // namespace hostmodem::secure
