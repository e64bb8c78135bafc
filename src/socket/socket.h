#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/error.h"
#include "base/ip_address.h"
#include "base/wait_queue.h"
#include "pdn/pdn_manager.h"
#include "secure/session.h"
#include "secure/shared.h"

namespace hostmodem::socket {

/// What sockets use of the modem.
struct Environment {
  pdn::PdnManager& pdns;
  const credentials::Store& credentials;
  secure::Shared* shared = nullptr;  ///< makes TLS sessions cheaper; none: each is on its own
};

/// What nrf_socket() was asked for, checked.
struct Kind {
  Family family = Family::kIpv4;
  bool stream = true;
  bool secure = false;
};

/// NRF_POLLIN, NRF_POLLOUT, ...: a set.
using PollEvents = short;

/// One socket. Nothing blocks: an operation that cannot be done now answers kAgain, and changed()
/// is notified when it is worth another try.
///
/// Theory of operation: a socket is created without a network. Its first operation that needs one
/// binds it to its PDN and gives it an endpoint there; when that PDN goes, the socket is dead: all
/// that is left is to close it (Spec: nrf_sockets.rst, "Handling PDN errors on sockets"). An error
/// that no call has reported yet is pending: NRF_SO_ERROR or the next operation takes it.
///
/// Thread: under the modem lock. Ownership: shared between the table and the calls that are blocked
/// on the socket; close() ends it for all of them.
class Socket {
 public:
  /// Only `kind` is needed at first.
  static std::shared_ptr<Socket> create(const Kind& kind, const Environment& environment);

  /// Use create().
  Socket(const Kind& kind, const Environment& environment)
      : kind_(kind), environment_(environment) {}
  virtual ~Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Ends the socket: every operation answers kBadF from now on.
  void close();

  // Each of these is nrf_<name>() without its waiting; errors as declared in nrf_socket.h.

  virtual Status bind(const SocketAddress& local) = 0;

  /// Starts to connect. Done at once for datagrams, else kInProgress: connect_result() tells.
  virtual Status connect(const SocketAddress& peer) = 0;
  /// kAgain while connecting; takes the pending error when it failed.
  virtual Status connect_result() { return {}; }
  /// Gives up a connection that is being made: the socket is idle again.
  virtual void abandon_connect() {}

  virtual Status listen(int /*backlog*/) { return fail(Errno::kOpNotSupp); }

  struct Accepted {
    std::shared_ptr<Socket> socket;
    SocketAddress peer;
  };
  virtual Result<Accepted> accept() { return fail(Errno::kOpNotSupp); }

  /// How many bytes were taken: possibly not all on a stream.
  virtual Result<std::size_t> send(std::span<const std::byte> data,
                                   const std::optional<SocketAddress>& to) = 0;

  /// Moves on what send() took and the network had no room for; kAgain while some is left. A socket
  /// that is closed before loses it.
  virtual Status flush() { return {}; }

  struct Received {
    std::size_t length = 0;
    std::optional<SocketAddress> from;  ///< datagrams only
  };
  virtual Result<Received> receive(std::span<std::byte> buffer, bool peek) = 0;

  /// What holds now, whatever the application asked for.
  [[nodiscard]] virtual PollEvents events() = 0;

  /// The agreed cipher suite; kNotConn before the handshake, kOpNotSupp on plain sockets.
  [[nodiscard]] virtual Result<std::uint16_t> cipher_suite() { return fail(Errno::kOpNotSupp); }

  [[nodiscard]] virtual bool connected() const = 0;

  /// NRF_SO_ERROR: takes the pending error.
  std::optional<Errno> take_error();

  /// The other way round: `error` ended a call that reports what it did before that, so a later one
  /// must report the error. Those that say nothing of the socket's state are not kept.
  void keep_error(Errno error);

  /// Notified when an operation that answered kAgain is worth another try, and at close().
  WaitQueue& changed() { return changed_; }

  [[nodiscard]] const Kind& kind() const { return kind_; }
  [[nodiscard]] bool closed() const { return closed_; }

  /// What the options of the socket level set.
  struct Options {
    bool nonblocking = false;
    bool reuse_address = false;
    Duration receive_timeout{0};  ///< zero: none
    Duration send_timeout{0};
  };
  Options options;
  /// What the options of the secure level set; used when the handshake starts.
  secure::Settings secure_settings;

 protected:
  /// The interface that the socket is bound to. kNetUnreach, kNetDown.
  Result<ip::Interface*> interface() const;

  /// Drops what close() must not leave behind.
  virtual void drop() = 0;

  void set_pending(Errno error) { pending_ = error; }
  [[nodiscard]] bool has_pending() const { return pending_.has_value(); }
  void notify() { changed_.notify(); }
  [[nodiscard]] const Environment& environment() const { return environment_; }

 private:
  Kind kind_;
  Environment environment_;
  bool closed_ = false;
  std::optional<Errno> pending_;
  WaitQueue changed_;
};

}  // namespace hostmodem::socket
