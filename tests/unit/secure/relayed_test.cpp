#include "relayed_test.h"

#include <algorithm>

namespace hostmodem::secure {
namespace {

using credentials::Type;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr credentials::SecTag kPskTag = 43;
constexpr credentials::SecTag kServerPskTag = 2;
constexpr const char* kPsk = "00112233445566778899aabbccddeeff";

/// As log lines have it.
std::string describe_tags(const Settings& settings) {
  return fmt::format("(security tag {})", settings.tags.at(0));
}

void move_all(Lane& from, Lane& to) { to.push(from.pop_all()); }

}  // namespace

RelayedTest::RelayedTest() {
  provision_ca(root_.certificate);
  provision_client(test::make_client(client_root_));
  provision_client(test::make_server(root_), kServerTag);
  provision_ca(client_root_.certificate, kServerTag);
  for (const credentials::SecTag tag : {kPskTag, kServerPskTag}) {
    provision(tag, Type::kPsk, kPsk);
    provision(tag, Type::kPskIdentity, "modem");
  }
}

Settings RelayedTest::client_settings(Proof proof) {
  if (proof == Proof::kPsk) return settings_for("", PeerVerify::kRequired, {kPskTag});
  return settings_for();
}

Settings RelayedTest::server_settings(Proof proof) {
  const bool psk = proof == Proof::kPsk;
  Settings settings = settings_for(
      "", proof == Proof::kBothCertificates ? PeerVerify::kRequired : PeerVerify::kNone,
      {psk ? kServerPskTag : kServerTag});
  settings.role = Role::kServer;
  return settings;
}

ServerOptions RelayedTest::psk_server() {
  return {
      .psk = std::string("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16),
      .psk_identity = "modem"};
}

bool RelayedTest::open(Protocol protocol, Settings settings) {
  protocol_ = protocol;
  role_ = settings.role;
  own_tags_ = describe_tags(settings);
  Transport& transport = role_ == Role::kClient ? static_cast<Transport&>(pipe_) : own_end_;
  auto session = Session::create(over(protocol, std::move(settings)), store_, transport);
  EXPECT_THAT(session, Succeeds()) << log();
  if (!session) return false;
  session_ = std::move(*session);
  pipe_ = {};
  far_ = {};
  alarms_.clear();
  return true;
}

bool RelayedTest::open_with_peer(Protocol protocol, Role role, Proof proof) {
  if (role == Role::kServer) {
    if (!open(protocol, server_settings(proof))) return false;
    face(client_settings(proof));
    return true;
  }
  if (!open(protocol, client_settings(proof))) return false;
  if (proof == Proof::kPsk) {
    face(psk_server());
  } else {
    const test::Identity server = test::make_server(root_);
    face({.certificate = server.certificate,
          .key = server.key,
          .client_ca = proof == Proof::kBothCertificates ? client_root_.certificate : ""});
  }
  return true;
}

void RelayedTest::face(const ServerOptions& options) {
  client_peer_.reset();
  plain_client_.reset();
  server_peer_ = std::make_unique<ServerPeer>(over(protocol_, options), far_);
}

void RelayedTest::face(const Settings& client) {
  server_peer_.reset();
  plain_client_.reset();
  peer_tags_ = describe_tags(client);
  auto session = Session::create(over(protocol_, client), store_, far_);
  ASSERT_THAT(session, Succeeds()) << log();
  client_peer_ = std::move(*session);
}

void RelayedTest::face(const ClientOptions& options) {
  server_peer_.reset();
  client_peer_.reset();
  plain_client_ = std::make_unique<ClientPeer>(options, far_);
}

void RelayedTest::exchange() {
  move_all(outgoing(), to_peer());
  step_peer();
  move_all(from_peer(), incoming());
}

std::string RelayedTest::said_by_peer(std::string_view text) {
  if (server_peer_) server_peer_->write(text);
  if (plain_client_) plain_client_->write(text);
  if (client_peer_) {
    EXPECT_THAT(client_peer_->send(bytes_of(text)), Succeeds());
  }
  return from_peer().pop_all();
}

Status RelayedTest::shake_hands(const Relay::Edit& edit) {
  Relay relay(protocol_, edit);
  return drive(relay, [] { return false; });
}

Status RelayedTest::shake_hands_until_closed(const Cut& cut) {
  Relay relay(protocol_, only_first(cut.records, cut.half));
  return drive(relay, [&] { return relay.seen() >= cut.records + (cut.half ? 1 : 0); });
}

Status RelayedTest::drive(Relay& relay, const std::function<bool()>& closes) {
  // More than any handshake has flights.
  constexpr int kRounds = 10;
  Status status = fail(Errno::kAgain);
  for (int round = 0; round < kRounds; ++round) {
    status = session_->handshake();
    if (status || status.error() != Errno::kAgain) break;
    move_all(outgoing(), to_peer());
    step_peer();
    relay.carry(from_peer(), incoming());
    incoming().ended = closes();
  }
  move_all(outgoing(), to_peer());
  step_peer();
  seen_ = relay.seen();
  return status;
}

void RelayedTest::step_peer() {
  if (server_peer_) server_peer_->step();
  if (plain_client_) plain_client_->step();
  if (client_peer_ && client_peer_->handshake()) static_cast<void>(client_peer_->readable());
}

std::vector<std::string> RelayedTest::own_alarms() const {
  std::vector<std::string> own;
  std::ranges::copy_if(alarms_, std::back_inserter(own), [&](const std::string& line) {
    return client_peer_ == nullptr || line.find(peer_tags_) == std::string::npos;
  });
  return own;
}

void RelayedTest::expect_alarm(const std::string& reason) const {
  EXPECT_THAT(own_alarms(),
              ElementsAre(AllOf(HasSubstr("tls: "), HasSubstr(reason), HasSubstr(own_tags_))))
      << log();
}

}  // namespace hostmodem::secure
