#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "socket/association.h"
#include "socket/datagram_socket.h"

namespace hostmodem::socket {

/// A DTLS socket: one peer, and a connection that counts as made when the handshake is done.
///
///   idle --connect--> connecting --handshake--> established
///   connecting --failure, limit--> failed (and idle again for another connect)
///   bound, server role --cookie--> candidates --the first handshake that is done--> established
///   established --close_notify--> ended;  --fatal alert--> failed;  any --PDN lost--> dead
///
/// Theory of operation: each datagram is decrypted when it comes, so that alerts and what the peer
/// retransmits are seen without the application. Messages wait here up to a bound, and datagrams in
/// the endpoint beyond it. A server lets several clients try, each with a session of its own; a
/// datagram that does not prove its sender's address leaves nothing behind.
///
/// The connection does not outlive its PDN, whatever NRF_SO_KEEPOPEN says: that takes connection
/// identifiers.
///
/// Thread: under the modem lock.
class DtlsSocket final : public DatagramSocket, private Association::Owner {
 public:
  using DatagramSocket::DatagramSocket;

  Status connect(const SocketAddress& peer) override;
  Status connect_result() override;
  void abandon_connect() override;
  Result<std::size_t> send(std::span<const std::byte> data,
                           const std::optional<SocketAddress>& to) override;
  Result<Received> receive(std::span<std::byte> buffer, bool peek) override;
  PollEvents events() override;
  [[nodiscard]] bool connected() const override { return established_ && !failure_; }
  [[nodiscard]] bool settled() const override { return association_ && !failure_; }
  Result<const secure::Agreement*> agreement() override;
  Status save_connection() override;
  Status load_connection() override;

 private:
  void on_keep_open_changed() override {}
  void drop() override;
  PollEvents on_arrival() override;
  PollEvents on_network_error(Errno error) override;
  void on_due(Association& association) override;

  [[nodiscard]] bool serving() const;
  [[nodiscard]] bool connecting() const;
  void forget_connection();
  PollEvents take_datagrams();
  Association* association_with(const SocketAddress& peer);
  Association* add_candidate(const SocketAddress& peer);
  PollEvents advance(Association& association);
  PollEvents establish(Association& association);
  PollEvents take_messages();
  PollEvents end_connection(Errno reason);

  std::unique_ptr<Association> association_;            ///< with the peer
  std::list<std::unique_ptr<Association>> candidates_;  ///< a server's, the oldest first
  bool established_ = false;
  bool ended_ = false;      ///< by the peer
  bool accepting_ = false;  ///< a server that was told to connect, until it is
  std::optional<Errno> failure_;
  std::deque<std::vector<std::byte>> messages_;
  std::size_t queued_ = 0;             ///< what messages_ cost, bytes
  std::shared_ptr<const void> saved_;  ///< its place while the connection is saved
};

}  // namespace hostmodem::socket
