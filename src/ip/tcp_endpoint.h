#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/endpoint.h"

struct tcp_pcb;
struct pbuf;

namespace hostmodem::ip {

/// A TCP connection, or what becomes one, of one family on one interface.
///
/// Destroying it closes the connection in the background as POSIX's close() does: what was sent
/// still goes out; unread data or data that comes later is answered with a reset.
///
/// Thread: under the modem lock.
class TcpEndpoint final : public Endpoint {
 public:
  /// kNetUnreach when the interface has no address of that family; kNoBufs.
  static Result<std::unique_ptr<TcpEndpoint>> create(Interface& interface, Family family);
  ~TcpEndpoint() override;

  /// Port 0: an ephemeral one. kAddrInUse; kAddrNotAvail when the address is not the interface's;
  /// kInval when it is bound already.
  Status bind(const SocketAddress& local, bool reuse);

  /// Starts to connect; binds when that was not done. The end of it is told by an event:
  /// kProgress when connected, kFailure when not: kConnRefused, kTimedOut, kNetDown, and what the
  /// network says by ICMP (kHostUnreach, kNetUnreach, kHostDown).
  Status connect(const SocketAddress& peer);

  /// Takes as much as the send buffer has room for, at least one byte; kAgain when it is full or
  /// the connection is still being made. kNotConn when there is none; the failure when it ended.
  Result<std::size_t> send(std::span<const std::byte> data);

  /// What has arrived; 0 at the peer's end; kAgain when nothing is there. Data that came before a
  /// failure are given out before the failure is reported.
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek);

  [[nodiscard]] bool connected() const { return state_ == State::kConnected; }
  [[nodiscard]] bool connecting() const { return state_ == State::kConnecting; }
  /// Whether receive() gives data or the end now.
  [[nodiscard]] bool readable() const { return !arrived_.empty() || end_; }
  /// Whether send() takes a useful amount now.
  [[nodiscard]] bool writable() const;
  /// How many bytes send() would take now, if they are not too many segments.
  [[nodiscard]] std::size_t send_room() const;
  /// Whether the peer has acknowledged all that send() took; or there is no connection any more.
  [[nodiscard]] bool acknowledged() const;
  /// Where the stream is after what send() took until now; nullopt without a connection.
  [[nodiscard]] std::optional<std::uint32_t> position() const;
  /// Whether the peer has acknowledged all up to a position of this connection that is not half of
  /// the sequence space back; known also when the connection has ended since.
  [[nodiscard]] bool acknowledged(std::uint32_t position) const;
  /// Acknowledges what arrived now, if that is put off until there are data to go with it.
  void acknowledge();
  /// Whether the peer ended its side.
  [[nodiscard]] bool peer_ended() const { return end_; }
  /// Bytes that receive() would give now.
  [[nodiscard]] std::size_t available() const { return available_; }

  /// What it was bound to or connected from; "any" and port 0 before that. Stays after a failure.
  [[nodiscard]] const SocketAddress& local() const { return local_; }
  [[nodiscard]] const SocketAddress& peer() const { return peer_; }

 private:
  friend class TcpListener;
  enum class State { kIdle, kConnecting, kConnected, kFailed };
  struct Lwip;

  TcpEndpoint(Interface& interface, Family family, tcp_pcb* pcb);

  void on_interface_lost() override;
  void on_icmp_error(const IcmpError& error) override;
  [[nodiscard]] bool sends_from(std::uint8_t protocol, std::uint16_t port) const override;
  void attach();
  void take(tcp_pcb* connected);
  void note_local();
  void consume(std::size_t count);
  void clear();

  Family family_;
  State state_ = State::kIdle;
  bool end_ = false;
  tcp_pcb* pcb_;  ///< null when lwIP has freed it
  SocketAddress local_;
  SocketAddress peer_{};
  std::deque<pbuf*> arrived_;
  std::size_t offset_ = 0;  ///< into the first of arrived_
  std::size_t available_ = 0;
  std::uint32_t last_acknowledged_ = 0;  ///< by the peer: a sequence number
};

}  // namespace hostmodem::ip
