#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secure/suites.h"

/// The interoperability matrix: with whom hostmodem speaks TLS, in which role, with which suites
/// and keys, and what a peer cannot do. Tests and docs/interoperability.md are made of it.
namespace hostmodem::test::interop {

enum class Protocol : std::uint8_t { kTls, kDtls };

/// What hostmodem is.
enum class Role : std::uint8_t { kClient, kServer };

/// What the server proves itself with.
enum class Key : std::uint8_t { kRsa2048, kP256, kP384, kPsk };

enum class Program : std::uint8_t {
  kOpensslServer,
  kGnutlsServer,
  kNginx,
  kMosquitto,
  kCoapServerOpenssl,
  kCoapServerGnutls,
  kOpensslClient,
  kGnutlsClient,
  kCoapClientOpenssl,
  kCoapClientGnutls,
};

/// A peer, in one role and protocol.
struct Peer {
  Program program;
  Protocol protocol;
  Role role;                 ///< hostmodem's
  std::string_view name;     ///< in the names of tests
  std::string_view command;  ///< as it is run
  std::string_view package;  ///< Debian's
  std::string_view talk;     ///< what goes both ways
  std::string_view suite;    ///< where the peer says which suite it used; empty: it does not
};

/// What a peer cannot do. A test shows that it still cannot.
struct Obstacle {
  Program program;
  Protocol protocol;
  bool (*stands_at)(const secure::SuiteRow& suite);
  std::string_view reason;
};

/// A handshake and a conversation, or the reason why there is none.
struct Row {
  const Peer* peer;
  const secure::SuiteRow* suite;
  Key key;
  const Obstacle* obstacle;  ///< or nullptr

  /// Such as "TLS_PSK_WITH_AES_128_CCM_8_PSK".
  [[nodiscard]] std::string name() const;
};

[[nodiscard]] std::span<const Protocol> protocols();
[[nodiscard]] std::span<const Peer> peers();
[[nodiscard]] std::string_view name_of(Protocol protocol);  ///< "TLS"
[[nodiscard]] std::string_view name_of(Role role);          ///< "Client"
[[nodiscard]] std::string_view name_of(Key key);            ///< "P256"

/// The keys that fit a suite.
[[nodiscard]] std::span<const Key> keys_of(const secure::SuiteRow& suite);

/// Every peer, with every suite, with every key that fits it.
[[nodiscard]] std::vector<Row> rows();

}  // namespace hostmodem::test::interop
