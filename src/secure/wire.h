#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/error.h"
#include "secure/openssl.h"

namespace hostmodem::secure {

/// Where OpenSSL's records meet the transport: a BIO, and what became of the transport.
class Wire {
 public:
  Wire() = default;
  virtual ~Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// A BIO for SSL_set_bio(), which borrows this. nullptr when out of memory.
  BioPtr make_bio();

  /// Hands waiting records to the transport. kAgain while some are left; a failure of the
  /// transport drops them, and is repeated.
  virtual Status flush() = 0;

  /// Whether the transport came to its end.
  [[nodiscard]] virtual bool ended() const = 0;

  /// How the transport failed, if it did.
  [[nodiscard]] virtual std::optional<Errno> failure() const = 0;

 private:
  friend struct WireBio;

  /// Takes what OpenSSL sends; false: not now.
  virtual bool append(std::span<const std::byte> data) = 0;
  /// Gives what came; 0 at the end.
  virtual Result<std::size_t> receive(std::span<std::byte> buffer) = 0;
  /// What OpenSSL asks of a BIO beyond the usual; 0: not known.
  virtual long control(int /*command*/, long /*number*/, void* /*pointer*/) { return 0; }
};

}  // namespace hostmodem::secure
