#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/timers.h"
#include "credentials/store.h"

namespace hostmodem::secure {

/// What a session sends its records through: the endpoint below. Never blocks.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Returns how many bytes were taken (at least one); kAgain when it would block.
  virtual Result<std::size_t> send(std::span<const std::byte> data) = 0;
  /// Returns how many bytes came; 0 at the end of the stream; kAgain when it would block.
  virtual Result<std::size_t> receive(std::span<std::byte> buffer) = 0;
};

/// What a DTLS session sends its records through: one datagram a call. Never blocks.
class DatagramTransport : public Transport {
 public:
  /// The largest datagram, in bytes, that the first network carries in one piece.
  [[nodiscard]] virtual std::size_t max_datagram() const = 0;
  /// The session's timer came: the owner is to call handshake(). It may destroy the session.
  virtual void on_timer() = 0;
};

enum class PeerVerify { kNone = 0, kOptional = 1, kRequired = 2 };
enum class Role { kClient = 0, kServer = 1 };

/// What the application set on the socket before it connected.
struct Settings {
  std::vector<credentials::SecTag> tags = {};
  std::string hostname = {};  ///< a name or a numeric address; empty: neither SNI nor name check
  PeerVerify verify = PeerVerify::kRequired;
  Role role = Role::kClient;  ///< a server shows the certificate of its tags, or knows their PSK
  std::vector<std::uint16_t> suites = {};  ///< IANA numbers in order of preference; empty: all
  /// Keep the session for another connection, and resume one that was kept.
  bool session_cache = false;
  /// Where the connection goes, as the cache and cookies know it; empty: nothing is kept.
  std::string peer_address = {};
  /// After which time a DTLS handshake is given up, on the modem's clock; zero: never.
  Duration handshake_timeout{0};
  /// How long the records of a DTLS connection may be in plaintext, bytes: 512, 1024, or 0 for as
  /// long as the protocol has it. RFC: 6066 4
  std::size_t max_fragment = 0;
};

/// What a completed handshake agreed on.
struct Agreement {
  std::uint16_t suite = 0;                   ///< IANA number
  std::string suite_name;                    ///< IANA name
  std::string peer_name;                     ///< the hostname, when it was verified; else empty
  std::optional<credentials::SecTag> tag;    ///< the tag whose CA (or PSK) vouched for the peer
  std::optional<credentials::SecTag> shown;  ///< the tag whose certificate the peer was shown
  bool resumed = false;                      ///< a kept session was resumed
};

class Shared;  // secure/shared.h

/// One TLS 1.2 session over a stream, or DTLS 1.2 session over datagrams. The header names no TLS
/// library.
///
/// Theory of operation: nothing blocks. Each call does what can be done now and answers kAgain when
/// it needs the transport; the owner calls again after the transport's next event. The handshake is
/// driven by calling handshake() until it answers something else than kAgain. Records that send()
/// or shutdown() made and the transport had no room for wait in the session: the owner calls
/// flush() at the transport's events (every other call flushes on its way, too).
///
/// Failures: an unverifiable, missing or wrong certificate, a wrong key or no common cipher suite
/// end the handshake with kConnRefused; a log line names the security tags and the reason. The end
/// of the transport in the middle of a handshake is kConnRefused too, a transport error is passed
/// on as it is. After the handshake, a fatal alert of the peer is kConnReset, and a record that is
/// none or was tampered with is kConnAborted. After any failure but kAgain (and kPipe, kNotConn,
/// which refuse one call) the session is dead: every call repeats the error.
///
/// Over datagrams: send() and receive() move one message each, kMsgSize when it is too long for one
/// record. What is lost, late, doubled or forged after the handshake is dropped without a word. The
/// handshake retransmits what it must, on the modem's clock; it is kTimedOut at the limit of the
/// settings. A server answers each first message with a cookie and remembers nothing until the
/// client has shown it (RFC: 6347 4.2.1): proven().
///
/// Thread: under the modem lock. Ownership: borrows the transport, which must outlive it; copies
/// what it needs of the credentials at creation.
class Session {
 public:
  /// kConnRefused when a tag's content cannot be used (logged with tag and reason), when
  /// verification is required and no tag has a CA or a PSK, or when none of the allowed suites fits
  /// the credentials, or a server has neither a certificate nor a PSK. kInval when the hostname
  /// cannot be one.
  /// `shared` is what the sessions of the modem share; without it everything is parsed anew.
  static Result<std::unique_ptr<Session>> create(const Settings& settings,
                                                 const credentials::Store& store,
                                                 Transport& transport, Shared* shared = nullptr);

  /// The same for DTLS; the timers must outlive the session.
  static Result<std::unique_ptr<Session>> create_datagram(const Settings& settings,
                                                          const credentials::Store& store,
                                                          DatagramTransport& transport,
                                                          TimerQueue& timers,
                                                          Shared* shared = nullptr);

  virtual ~Session() = default;

  /// kAgain until done. On success agreement() is filled.
  virtual Status handshake() = 0;

  /// Ends a handshake that nobody waits for any longer, for `reason` (kTimedOut), with a log line.
  /// Does nothing when it is over.
  virtual void give_up(Errno reason) = 0;

  /// Hands the records that still wait in the session to the transport. kAgain while some are
  /// left, the transport's error when it failed.
  virtual Status flush() = 0;

  /// Sends application data; how many bytes were taken (all or part), or kAgain. A call that
  /// answered kAgain took nothing and may be repeated with other data. kPipe after shutdown() or
  /// the peer's end, kNotConn before the end of the handshake.
  virtual Result<std::size_t> send(std::span<const std::byte> data) = 0;

  /// Receives application data; 0 at the peer's end (close_notify, or the transport's end, which
  /// is told in the log as an unclean ending). `peek` leaves the data where it is. As much as is
  /// there is given, also over the borders of records. kNotConn before the end of the handshake.
  virtual Result<std::size_t> receive(std::span<std::byte> buffer, bool peek) = 0;

  /// Whether receive() would not answer kAgain now. May read from the transport. False before the
  /// end of the handshake. Of a datagram session: what is known without reading.
  virtual bool readable() = 0;

  /// Whether the peer is known to receive what is sent to its address.
  [[nodiscard]] virtual bool proven() const { return true; }

  /// Sends close_notify as far as the transport takes it now. Receiving goes on. Before the end of
  /// the handshake, and a second time, it does nothing.
  virtual void shutdown() = 0;

  [[nodiscard]] virtual const Agreement& agreement() const = 0;
};

}  // namespace hostmodem::secure
