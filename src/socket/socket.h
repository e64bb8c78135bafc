#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/error.h"
#include "base/ip_address.h"
#include "base/timers.h"
#include "base/wait_queue.h"
#include "ip/stack.h"
#include "pdn/bearer.h"
#include "pdn/departure.h"
#include "pdn/flow.h"
#include "pdn/pdn_manager.h"
#include "pdn/port_opening.h"
#include "radio/energy_meter.h"
#include "radio/release_assistance.h"
#include "secure/session.h"
#include "secure/shared.h"
#include "socket/delivery.h"
#include "socket/poll_callback.h"
#include "socket/readiness.h"

namespace hostmodem::socket {

/// What sockets use of the modem.
struct Environment {
  ip::Stack& stack;
  pdn::PdnManager& pdns;
  TimerQueue& timers;
  const credentials::Store& credentials;
  PollCallback::Post post;           ///< takes callbacks of the application
  secure::Shared* shared = nullptr;  ///< makes TLS sessions cheaper; none: each is on its own
  /// Who hears what sockets expect of the radio connection; none: nobody.
  radio::ReleaseAssistance* assistance = nullptr;
  radio::EnergyMeter* energy = nullptr;  ///< counts what the radio draws for each; none: nobody
};

/// What nrf_socket() was asked for, checked.
struct Kind {
  Family family = Family::kIpv4;  ///< of a raw socket: no matter
  bool stream = true;
  bool secure = false;
  bool raw = false;  ///< whole IP packets
};

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
      : kind_(kind),
        environment_(environment),
        poll_callback_(environment.post),
        delivery_(environment.post, environment.timers) {
    if (environment.energy != nullptr) consumer_.emplace(*environment.energy);
  }
  virtual ~Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// What the application calls it; for the calls of its poll callback, and for traces.
  void set_descriptor(int fd) { descriptor_ = fd; }

  /// Ends the socket: every operation answers kBadF from now on.
  void close();

  // Each of these is nrf_<name>() without its waiting; errors as declared in nrf_socket.h.

  virtual Status bind(const SocketAddress& /*local*/) { return fail(Errno::kOpNotSupp); }

  /// Starts to connect. Done at once for datagrams, else kInProgress: connect_result() tells.
  virtual Status connect(const SocketAddress& /*peer*/) { return fail(Errno::kOpNotSupp); }
  /// The network loses what the next connect() sends, until it is over: its peer does not answer.
  /// But for a peer that is the modem itself, which connect() takes back.
  void lose_next_connect(bool lose) { lose_connect_ = lose; }
  [[nodiscard]] bool loses_connect() const { return lose_connect_; }
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

  // A send whose caller waits until its data are delivered (`waits`, NRF_MSG_WAITACK), or whose
  // data a callback is told of (NRF_SO_SENDCB), is between begin_delivery() and end_delivery().
  // Delivered is what the peer acknowledged of a stream, and a datagram that passed the radio.

  /// The send is about to begin. Of another kind of send it does nothing. Errors:
  /// Delivery::begin().
  Result<Delivery::Serial> begin_delivery(bool waits);
  /// Of a send that waits, and that took everything: kAgain while it is not delivered; kComm: it
  /// will not be; kBadF, kNetDown, and why the connection ended.
  Status await_delivery();
  /// The send is over; it took `taken` bytes, nullopt: it failed. The callback hears of them.
  void end_delivery(Delivery::Serial serial, std::optional<std::size_t> taken);
  /// NRF_SO_SENDCB; NULL unsets it.
  void set_send_callback(nrf_modem_sendcb_t callback) { delivery_.set_callback(callback); }

  struct Received {
    std::size_t length = 0;
    std::optional<SocketAddress> from;  ///< datagrams only
  };
  virtual Result<Received> receive(std::span<std::byte> buffer, bool peek) = 0;

  /// What holds now, whatever the application asked for.
  [[nodiscard]] virtual PollEvents events() = 0;

  /// What the handshake came to; kNotConn before its end, kOpNotSupp on plain sockets.
  [[nodiscard]] virtual Result<const secure::Agreement*> agreement() {
    return fail(Errno::kOpNotSupp);
  }
  /// Forgets the TLS sessions that can be resumed, of all sockets.
  void purge_sessions() const {
    if (environment_.shared != nullptr) environment_.shared->purge_sessions();
  }

  /// NRF_SO_SEC_DTLS_CONN_SAVE: the connection rests until it is loaded; kProto for every operation
  /// meanwhile. kInval: no DTLS connection, or its suite is no AEAD; kNoMem: too many are saved.
  virtual Status save_connection() { return fail(Errno::kInval); }
  /// NRF_SO_SEC_DTLS_CONN_LOAD. kInval: it is not saved.
  virtual Status load_connection() { return fail(Errno::kInval); }

  [[nodiscard]] virtual bool connected() const = 0;
  /// Whether the connection is there, or its handshake has begun: what that is made of is settled.
  [[nodiscard]] virtual bool settled() const { return connected(); }
  /// Whether it has a local port, or had one.
  [[nodiscard]] virtual bool bound() const { return false; }
  /// Whether it has used its PDN: it keeps to that one.
  [[nodiscard]] bool in_use() const { return has_network(); }

  /// NRF_SO_BINDTODEVICE, NRF_SO_BINDTOPDN. kInval: that PDN is not active, or the socket has used
  /// another already.
  Status bind_to_pdn(int id);

  /// NRF_SO_TCP_SRV_SESSTIMEO; zero: none.
  virtual void set_session_timeout(Duration timeout) { options.session_timeout = timeout; }

  /// NRF_SO_KEEPOPEN: the socket outlives its PDN, and waits for it.
  void set_keep_open(bool keep) {
    options.keep_open = keep;
    on_keep_open_changed();
  }

  /// NRF_SO_RAI: what the application expects of the radio connection. Where that counts from the
  /// next output on, it does once nothing of that is under way: what a stream sent is acknowledged,
  /// as the acknowledgement would bring the connection up again.
  void expect(radio::Expectation expectation);
  /// The application's output was taken, all or some of it.
  void note_output();

  /// For whom the radio carries its packets; nullptr when nobody counts, and once it is closed.
  [[nodiscard]] radio::EnergyMeter::Consumer* consumer() {
    return consumer_ ? &*consumer_ : nullptr;
  }
  /// Whether packets of that flow are its own; of a raw socket: all of its PDN are.
  [[nodiscard]] virtual bool carries(const pdn::Flow& flow) const = 0;

  /// NRF_SO_ERROR: takes the pending error.
  std::optional<Errno> take_error();

  /// The other way round: `error` ended a call that reports what it did before that, so a later one
  /// must report the error. Those that say nothing of the socket's state are not kept.
  void keep_error(Errno error);

  /// Notified when an operation that answered kAgain is worth another try, and at close().
  WaitQueue& changed() { return changed_; }

  /// NRF_SO_POLLCB; nullopt unsets it.
  void set_poll_callback(const std::optional<nrf_pollcb>& setting);
  /// The call that setting it left, for an event that holds already. The socket must outlive it.
  std::optional<Callback> take_immediate_callback() {
    return poll_callback_.take_immediate(descriptor_, [this] { return events(); });
  }

  /// A descriptor of the host that shows when one of `events`, or one that is always reported,
  /// holds; the caller closes it. kMFile.
  Result<int> open_readiness(PollEvents events) { return readiness_.open(events, this->events()); }
  /// Shows there what the last operation changed.
  void update_readiness() {
    if (!readiness_.empty()) readiness_.update(events());
  }

  /// Shows there that no operation succeeds any more: the modem crashed.
  void end_readiness() { readiness_.end(); }

  [[nodiscard]] const Kind& kind() const { return kind_; }
  [[nodiscard]] ip::Stack& stack() const { return environment_.stack; }
  [[nodiscard]] pdn::PdnManager& pdns() const { return environment_.pdns; }
  [[nodiscard]] bool closed() const { return closed_; }

  /// What the options of the socket level set.
  struct Options {
    pdn::PdnId pdn = pdn::kDefaultPdn;  ///< the PDN that it is bound to, or will be
    bool nonblocking = false;
    bool reuse_address = false;
    bool keep_open = false;
    bool exceptional = false;     ///< what it sends is exceptional data, where the PDN has these
    Duration receive_timeout{0};  ///< zero: none
    Duration send_timeout{0};
    Duration session_timeout{0};  ///< of connections that it accepted; zero: none
  };
  Options options;
  /// What the options of the secure level set; used when the handshake starts.
  secure::Settings secure_settings;

 protected:
  /// The interface that the socket is bound to. kNetUnreach, kNetDown.
  Result<ip::Interface*> interface() const;

  /// Lets the host reach what the socket is bound to.
  [[nodiscard]] std::unique_ptr<pdn::PortOpening> open_port(pdn::PortOpening::Transport transport,
                                                            const SocketAddress& inside) const;

  /// Whether it has an endpoint on its PDN, or had one.
  [[nodiscard]] virtual bool has_network() const = 0;
  /// It is bound to another PDN now, and has_network() was not.
  virtual void on_pdn_changed() {}

  /// options.keep_open is another for the endpoint.
  virtual void on_keep_open_changed() = 0;

  /// Whether that is the modem itself.
  [[nodiscard]] bool is_own(const IpAddress& address) const;
  /// Whether what this connect sends is to be lost.
  [[nodiscard]] bool loses_connect_to(const SocketAddress& peer);

  /// Drops what close() must not leave behind.
  virtual void drop() = 0;

  /// Follows what is sent from now on.
  virtual void follow_output() = 0;
  /// What became of it: as await_delivery().
  virtual Status delivered() = 0;
  /// The same for packets: kAgain while they wait for the radio, kComm when they were lost there.
  static Status passed(pdn::Departure& departure);
  /// kCanceled: the rate control of the network blocks what it would send; nullopt: anywhere.
  [[nodiscard]] Status may_send(const std::optional<SocketAddress>& to) const;
  /// What carries packets to the socket's PDN; nullptr while that is not active.
  [[nodiscard]] pdn::Bearer* bearer() const;

  /// Whether nothing that was sent is under way.
  [[nodiscard]] virtual bool quiet() const { return true; }
  /// Acknowledges at once what came, where that is put off for a while.
  virtual void acknowledge() {}

  void set_pending(Errno error) { pending_ = error; }
  [[nodiscard]] bool has_pending() const { return pending_.has_value(); }

  /// Tells whoever waits for the socket. `occurred`: what has just happened, perhaps; the poll
  /// callback is told of those that hold.
  void notify(PollEvents occurred);

  [[nodiscard]] const Environment& environment() const { return environment_; }

 private:
  void assist(PollEvents occurred);
  void report_delivery();

  Kind kind_;
  Environment environment_;
  int descriptor_ = -1;
  bool closed_ = false;
  bool lose_connect_ = false;
  std::optional<Errno> pending_;
  WaitQueue changed_;
  PollCallback poll_callback_;
  Delivery delivery_;
  Readiness readiness_;
  /// From the first expectation on.
  std::optional<radio::ReleaseAssistance::Party> party_;
  bool output_under_way_ = false;  ///< of which party_ is to be told the end
  std::optional<radio::EnergyMeter::Consumer> consumer_;
};

}  // namespace hostmodem::socket
