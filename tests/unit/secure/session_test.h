#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "credentials/store.h"
#include "pipe.h"
#include "secure/session.h"
#include "server_peer.h"
#include "support/certificates.h"

namespace hostmodem::secure {

/// A session's surroundings: a credential store, a pipe, and the log lines that were written.
class SessionTest : public testing::Test {
 protected:
  static constexpr credentials::SecTag kTag = 42;

  SessionTest();
  ~SessionTest() override;

  void provision(credentials::SecTag tag, credentials::Type type, const std::string& content);
  void provision_ca(const std::string& pem, credentials::SecTag tag = kTag) {
    provision(tag, credentials::Type::kRootCa, pem);
  }
  void provision_client(const test::Identity& client, credentials::SecTag tag = kTag);

  /// A server for "server.test", whose root is provisioned under kTag.
  ServerOptions trusted_server();

  /// Makes a session (it must succeed) and drives its handshake with `server` to the end.
  Status connect(const Settings& settings, ServerPeer& server);
  Status drive_handshake(ServerPeer& server);

  /// Connects to trusted_server(), which must succeed.
  void establish();

  /// What is received until `size` bytes came, the end or an error.
  std::string receive(std::size_t size);

  [[nodiscard]] std::string log() const;

  credentials::Store store_;
  Pipe pipe_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<ServerPeer> server_;  ///< of establish()
  std::vector<std::string> lines_;
  std::vector<std::string> alarms_;  ///< those of them that are warnings or errors
};

inline Settings settings_for(std::string hostname = "server.test",
                             PeerVerify verify = PeerVerify::kRequired,
                             std::vector<credentials::SecTag> tags = {42}) {
  return {.tags = std::move(tags), .hostname = std::move(hostname), .verify = verify};
}

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// `size` bytes in which no two stretches look alike.
std::string pattern(std::size_t size);

MATCHER_P(FailsWith, error, "fails with " + std::string(errno_name(static_cast<int>(error)))) {
  if (arg.has_value()) {
    *result_listener << "which succeeded";
    return false;
  }
  *result_listener << "which is " << errno_name(static_cast<int>(arg.error()));
  return arg.error() == error;
}

MATCHER(Succeeds, "succeeds") {
  if (!arg.has_value())
    *result_listener << "which is " << errno_name(static_cast<int>(arg.error()));
  return arg.has_value();
}

}  // namespace hostmodem::secure
