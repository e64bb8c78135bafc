#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client_peer.h"
#include "relay.h"
#include "session_test.h"

namespace hostmodem::secure {

/// What the sides prove to each other.
enum class Proof { kServerCertificate, kBothCertificates, kPsk };

/// A session under test (session_), of either role, and a peer: what the peer says passes a relay.
///
/// The peer is a plain OpenSSL server or client, or another session in the client's role.
class RelayedTest : public SessionTest {
 protected:
  static constexpr credentials::SecTag kServerTag = 1;

  RelayedTest();

  /// Makes session_ with `settings`, of that role. False, with a failure, when there is none.
  bool open(Protocol protocol, Settings settings);
  /// The same, with a peer of the other role; both have all that the proof asks for.
  bool open_with_peer(Protocol protocol, Role role, Proof proof = Proof::kServerCertificate);

  /// A plain server is the peer of session_, a client.
  void face(const ServerOptions& options);
  /// A client session is the peer of session_, a server.
  void face(const Settings& client);
  /// A plain client is.
  void face(const ClientOptions& options);

  /// Drives the handshake until session_ is done with it, or nothing happens any more: kAgain.
  /// The peer closes after its first `closing_after` records (and, when `half`, half of the next).
  Status shake_hands(const Relay::Edit& edit = unchanged());
  struct Cut {
    std::size_t records = 0;
    bool half = false;
  };
  Status shake_hands_until_closed(const Cut& cut);

  /// Carries what the sides have to say now, without a relay.
  void exchange();
  /// What the peer sends to say `text`, on an established session; it does not arrive.
  std::string said_by_peer(std::string_view text);

  /// How many records the peer had sent.
  [[nodiscard]] std::size_t records_seen() const { return seen_; }

  /// What arrives at session_.
  Lane& incoming() { return role_ == Role::kClient ? pipe_.down : pipe_.up; }
  Lane& outgoing() { return role_ == Role::kClient ? pipe_.up : pipe_.down; }

  /// What was said at warning or error level, and not by client_peer_.
  [[nodiscard]] std::vector<std::string> own_alarms() const;
  /// It was one line, with the tags and `reason`.
  void expect_alarm(const std::string& reason) const;

  /// Settings for session_ and for its peer, by what they prove.
  static Settings client_settings(Proof proof);
  static Settings server_settings(Proof proof);
  static ServerOptions psk_server();

  const test::Identity root_ = test::make_root();
  const test::Identity client_root_ = test::make_root("client root");
  std::unique_ptr<Session> client_peer_;
  std::unique_ptr<ServerPeer> server_peer_;
  std::unique_ptr<ClientPeer> plain_client_;

 private:
  Status drive(Relay& relay, const std::function<bool()>& closes);
  void step_peer();
  Lane& to_peer() { return role_ == Role::kClient ? far_.up : far_.down; }
  Lane& from_peer() { return role_ == Role::kClient ? far_.down : far_.up; }

  Role role_ = Role::kClient;
  Protocol protocol_ = Protocol::kTls;
  std::string own_tags_;   ///< how session_'s log lines call its tags
  std::string peer_tags_;  ///< how those of client_peer_ call theirs
  std::size_t seen_ = 0;
  FarEnd own_end_{pipe_};
  Pipe far_;  ///< the peer's
};

}  // namespace hostmodem::secure
