#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>

#include "checked_session.h"
#include "promise.h"
#include "secure/session.h"
#include "tls_peer.h"
#include "unit/secure/pipe.h"

namespace hostmodem::fuzz {

enum Setup : std::uint8_t {
  kServer = 0x01,       ///< the modem is
  kPsk = 0x02,          ///< instead of certificates
  kMutual = 0x04,       ///< the server asks for a certificate
  kStranger = 0x08,     ///< the peer's certificate is from nobody; verification is optional
  kStrict = 0x10,       ///< it is required all the same
  kCbc = 0x20,          ///< a suite whose records are padded
  kEstablished = 0x40,  ///< the handshake was done
  kResumes = 0x80,      ///< a client that kept the session of a connection before
};

/// A session, its peer, and what is between them.
class Connection {
 public:
  /// How much each end writes at most.
  static constexpr std::size_t kMostWritten = std::size_t{256} * 1024;

  Connection(std::uint8_t setup, const credentials::Store& store, secure::Shared& shared);

  CheckedSession& session() {
    transport_.begin();
    return session_;
  }
  TlsPeer& peer() { return peer_; }
  secure::Pipe& pipe() { return pipe_; }

  /// The peer's records that are under way.
  std::deque<Bytes>& records();
  /// So, too, for who changes them.
  std::deque<Bytes>& tamper() {
    tampered_ = true;
    return records();
  }
  /// Something else was done that keeps data from arriving.
  void disturb() { tampered_ = true; }

  /// So many records come to the modem.
  void pass(std::size_t count);
  /// All that the modem sent comes to its peer.
  void pass_up();
  void handshake();
  /// Everything comes through, and the handshake goes on, until nothing moves any more.
  void run();

  void send(std::size_t size);
  /// Whether something came.
  bool receive(std::size_t size, bool peek);

  /// What nobody disturbed arrives.
  void finish();

 private:
  /// The modem's end of the pipe, which counts how often a call was told to wait.
  class Counted final : public secure::Transport {
   public:
    explicit Counted(secure::Pipe& pipe) : pipe_(pipe) {}

    Result<std::size_t> send(std::span<const std::byte> data) override {
      require(!data.empty(), "the transport is given something");
      return pipe_.send(data);  // Each record that is answered is tried to be sent.
    }
    Result<std::size_t> receive(std::span<std::byte> buffer) override {
      require(!buffer.empty(), "the transport is asked for something");
      return count(pipe_.receive(buffer));
    }
    void begin() { waits_ = 0; }

   private:
    /// Then a call asks again now and then, but not for ever.
    static constexpr std::size_t kMostWaits = 16;

    Result<std::size_t> count(Result<std::size_t> result) {
      if (!result && result.error() == Errno::kAgain) ++waits_;
      require(waits_ < kMostWaits, "a call that has to wait does not loop");
      return result;
    }

    secure::Pipe& pipe_;
    std::size_t waits_ = 0;
  };

  std::unique_ptr<secure::Session> make(const credentials::Store& store, secure::Shared& shared);
  [[nodiscard]] bool expects_refusal() const;
  void judge_trust() const;

  const std::uint8_t setup_;
  secure::Pipe pipe_;
  Counted transport_{pipe_};
  TlsPeer peer_;
  CheckedSession session_;
  std::deque<Bytes> under_way_;
  bool tampered_ = false;
  Bytes sent_;
  std::size_t received_ = 0;
};

}  // namespace hostmodem::fuzz
