#pragma once

#include <memory>

#include "secure/session.h"
#include "socket/stream_socket.h"

namespace hostmodem::socket {

/// A TLS socket: a TCP socket whose connection counts as made when the handshake is done. One that
/// listens gives its settings to those that it accepts, which are servers.
///
/// Theory of operation: the handshake is driven by the endpoint's events, on whatever thread runs
/// the event loop; a blocking nrf_connect() only waits for its end. nrf_accept() does not: whatever
/// is done first with an accepted socket waits, and is told when the handshake failed.
///
/// Thread: under the modem lock.
class TlsSocket final : public StreamSocket {
 public:
  TlsSocket(const Kind& kind, const Environment& environment);

  [[nodiscard]] bool settled() const override;
  Result<const secure::Agreement*> agreement() override;
  Status flush() override;
  void abandon_connect() override;

 private:
  /// What the session sees of the endpoint.
  class Records final : public secure::Transport {
   public:
    explicit Records(const TlsSocket& socket) : socket_(socket) {}
    Result<std::size_t> send(std::span<const std::byte> data) override;
    Result<std::size_t> receive(std::span<std::byte> buffer) override;

   private:
    const TlsSocket& socket_;
  };

  [[nodiscard]] std::shared_ptr<StreamSocket> make_accepted() const override;
  void on_accepted() override;
  void drop() override;
  void forget_connection() override;
  void on_event(ip::Events events) override;
  [[nodiscard]] bool established() const override;
  [[nodiscard]] bool connecting() const override;
  Result<std::size_t> send_data(std::span<const std::byte> data) override;
  Result<std::size_t> receive_data(std::span<std::byte> buffer, bool peek) override;
  [[nodiscard]] bool readable() override;

  Status advance();

  Records records_;
  std::unique_ptr<secure::Session> session_;
  bool handshake_done_ = false;
};

}  // namespace hostmodem::socket
