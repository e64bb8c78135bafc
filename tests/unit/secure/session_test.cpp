#include "session_test.h"

#include <random>

namespace hostmodem::secure {

SessionTest::SessionTest() {
  log::set_level(log::Level::kDebug);
  log::set_sink([this](log::Level level, std::string_view line) {
    lines_.emplace_back(line);
    if (level >= log::Level::kWarning) alarms_.emplace_back(line);
  });
}

SessionTest::~SessionTest() {
  log::set_sink({});
  log::set_level(log::Level::kWarning);
}

void SessionTest::provision(credentials::SecTag tag, credentials::Type type,
                            const std::string& content) {
  ASSERT_THAT(store_.write(tag, type, content), Succeeds());
}

void SessionTest::provision_client(const test::Identity& client, credentials::SecTag tag) {
  provision(tag, credentials::Type::kClientCertificate, client.certificate);
  provision(tag, credentials::Type::kClientPrivateKey, client.key);
}

ServerOptions SessionTest::trusted_server() {
  const test::Identity root = test::make_root();
  provision_ca(root.certificate);
  const test::Identity server = test::make_server(root);
  return {.certificate = server.certificate, .key = server.key};
}

Status SessionTest::connect(const Settings& settings, ServerPeer& server) {
  auto session = Session::create(settings, store_, pipe_);
  EXPECT_THAT(session, Succeeds());
  if (!session) return fail(session.error());
  session_ = std::move(*session);
  return drive_handshake(server);
}

Status SessionTest::drive_handshake(ServerPeer& server) {
  // With one byte per call, a handshake takes a few thousand calls.
  for (int round = 0; round < 50000; ++round) {
    const Status status = session_->handshake();
    server.step();
    if (status || status.error() != Errno::kAgain) return status;
  }
  return fail(Errno::kAgain);
}

void SessionTest::establish() {
  server_ = std::make_unique<ServerPeer>(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for(), *server_), Succeeds()) << log();
}

std::string SessionTest::receive(std::size_t size) {
  std::string all;
  std::vector<std::byte> buffer(size);
  for (int idle = 0; all.size() < size && idle < 10000;) {
    const auto count = session_->receive(std::span(buffer).first(size - all.size()), false);
    if (server_ != nullptr) server_->step();
    if (!count && count.error() == Errno::kAgain) {
      ++idle;
      continue;
    }
    if (count.value_or(0) == 0) break;
    idle = 0;
    all.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
  return all;
}

std::string SessionTest::log() const {
  std::string all;
  for (const std::string& line : lines_) all += line + '\n';
  return all;
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  std::minstd_rand engine(1);
  for (char& c : text) c = static_cast<char>(engine() >> 8);
  return text;
}

}  // namespace hostmodem::secure
