#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "ip/tcp_endpoint.h"
#include "ip/tcp_listener.h"
#include "pdn/port_opening.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// A TCP socket.
///
///   idle --bind--> idle --listen--> listening
///   idle --connect--> connecting --> connected | failed (and idle again for another connect)
///   connected --reset, timeout--> failed;  any --PDN lost--> dead
///   connected by accept() --session timeout--> failed
///
/// Thread: under the modem lock.
class StreamSocket : public Socket {
 public:
  using Socket::Socket;

  Status bind(const SocketAddress& local) override;
  Status connect(const SocketAddress& peer) override;
  Status connect_result() override;
  void abandon_connect() override;
  Status listen(int backlog) override;
  Result<Accepted> accept() override;
  Result<std::size_t> send(std::span<const std::byte> data,
                           const std::optional<SocketAddress>& to) override;
  Result<Received> receive(std::span<std::byte> buffer, bool peek) override;
  PollEvents events() override;
  bool connected() const override;
  bool bound() const override;
  void set_session_timeout(Duration timeout) override;
  [[nodiscard]] bool carries(const pdn::Flow& flow) const override;

 protected:
  void on_keep_open_changed() override;
  void drop() override;
  void follow_output() override { followed_.reset(); }
  Status delivered() override;
  [[nodiscard]] bool quiet() const override;
  void acknowledge() override;

  /// The endpoint told something; the base notifies whoever waits.
  virtual void on_event(ip::Events events);

  /// Whether the connection is made as far as the application is concerned.
  [[nodiscard]] virtual bool established() const;
  /// Whether a connection is being made.
  [[nodiscard]] virtual bool connecting() const;
  /// Data through the endpoint, or through what lies above it.
  virtual Result<std::size_t> send_data(std::span<const std::byte> data);
  virtual Result<std::size_t> receive_data(std::span<std::byte> buffer, bool peek);
  [[nodiscard]] virtual bool readable();

  /// It has been accepted, and has its endpoint.
  virtual void on_accepted() {}

  /// A socket for a connection that this one accepted.
  [[nodiscard]] virtual std::shared_ptr<StreamSocket> make_accepted() const;

  /// Forgets the connection and whatever was made for it: the next one starts anew.
  virtual void forget_connection();

  /// The connection failed above the endpoint: closes that, and `reason` is pending.
  void end_connection(Errno reason);

  [[nodiscard]] ip::TcpEndpoint* endpoint() const { return endpoint_.get(); }

 private:
  Status ensure_endpoint();
  void forget_failed_connect();
  void watch_session();
  void note_data();
  [[nodiscard]] bool writable() const;
  void adopt(std::unique_ptr<ip::TcpEndpoint> endpoint);
  void note_failure(Errno reason);
  [[nodiscard]] bool dead() const { return failure_ == Errno::kNetDown; }
  [[nodiscard]] bool has_network() const override {
    return endpoint_ || listener_ || failure_.has_value();
  }

  std::unique_ptr<ip::TcpEndpoint> endpoint_;
  std::unique_ptr<ip::TcpListener> listener_;
  std::unique_ptr<pdn::PortOpening> opening_;  ///< while listening
  std::optional<Errno> failure_;               ///< why there is no connection any more
  bool was_established_ = false;
  bool failure_told_ = false;              ///< to the poll callback
  bool was_writable_ = false;              ///< when the poll callback was told last
  std::optional<SocketAddress> bound_;     ///< by the application
  std::optional<std::uint32_t> followed_;  ///< up to this position, once all of it is in the stream
  std::unique_ptr<Timer> session_timer_;   ///< null: not an accepted connection
  TimePoint last_data_{};                  ///< when the last came or went; of accepted ones
};

}  // namespace hostmodem::socket
