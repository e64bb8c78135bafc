#include "dtls_fixture.h"

#include <algorithm>

namespace hostmodem::socket {
namespace {

constexpr std::size_t kHeaders = 20 + 8;

int byte_of(const test::Bytes& packet, std::size_t at) {
  return at < packet.size() ? std::to_integer<int>(packet[at]) : -1;
}

}  // namespace

RecordHead record_of(const test::Bytes& packet) {
  constexpr int kHandshake = 22;
  RecordHead head{.type = byte_of(packet, kHeaders), .epoch = byte_of(packet, kHeaders + 4)};
  if (head.type == kHandshake && head.epoch == 0) head.handshake = byte_of(packet, kHeaders + 13);
  return head;
}

DtlsTest::DtlsTest() {
  log::set_level(log::Level::kDebug);
  log::set_sink([this](log::Level, std::string_view line) { lines_.emplace_back(line); });
  EXPECT_TRUE(pdns.define(1, {}));
  EXPECT_TRUE(pdns.activate(1));
  connect_networks();
}

DtlsTest::~DtlsTest() {
  log::set_sink({});
  log::set_level(log::Level::kWarning);
}

void DtlsTest::connect_networks() {
  for (const bool up : {true, false}) {
    link::PipeLink& link = *(*pdns.find(up ? 0 : 1))->pipe();
    link.set_handler([this, up](std::span<const std::byte> packet) { take(up, packet); });
  }
}

void DtlsTest::take(bool up, std::span<const std::byte> packet) {
  packets_.push_back({up, packets_.size(), {packet.begin(), packet.end()}, clock.now()});
  under_way_.push_back(packets_.back());
}

void DtlsTest::deliver(const Packet& packet) {
  if (const auto network = pdns.find(packet.up ? 1 : 0)) {
    (*network)->pipe()->inject(packet.bytes);
  }
}

void DtlsTest::run() {
  settle();
  while (!under_way_.empty()) {
    const Packet packet = std::move(under_way_.front());
    under_way_.pop_front();
    carry(packet);
    settle();
  }
}

void DtlsTest::pass(Duration span) {
  const TimePoint end = clock.now() + span;
  run();
  while (true) {
    const auto next = timers.next_deadline();
    const bool due = next && *next <= end;
    clock.advance_to(due ? *next : end);
    timers.run_due();
    stack.run_timers();
    run();
    if (!due) return;
  }
}

void DtlsTest::provision_psk() {
  for (const auto tag : {kClientTag, kServerTag}) {
    ASSERT_TRUE(store.write(tag, credentials::Type::kPsk, "000102030405060708090a0b0c0d0e0f"));
    ASSERT_TRUE(store.write(tag, credentials::Type::kPskIdentity, "device"));
  }
}

void DtlsTest::provision_certificate() {
  static const test::Identity kRoot = test::make_root();
  static const test::Identity kServer = test::make_server(kRoot);
  ASSERT_TRUE(store.write(kClientTag, credentials::Type::kRootCa, kRoot.certificate));
  ASSERT_TRUE(store.write(kServerTag, credentials::Type::kClientCertificate, kServer.certificate));
  ASSERT_TRUE(store.write(kServerTag, credentials::Type::kClientPrivateKey, kServer.key));
}

std::shared_ptr<Socket> DtlsTest::make_dtls(pdn::PdnId network, credentials::SecTag tag) {
  auto socket = Socket::create(
      {.stream = false, .secure = true},
      {.stack = stack,
       .pdns = pdns,
       .timers = timers,
       .credentials = store,
       .post = [this](Callback callback) { callbacks.push_back(std::move(callback)); },
       .shared = &shared});
  EXPECT_TRUE(socket->bind_to_pdn(network));
  EXPECT_TRUE(set_option(*socket, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, packed(tag)));
  return socket;
}

std::shared_ptr<Socket> DtlsTest::make_server() {
  auto server = make_dtls(1, kServerTag);
  EXPECT_TRUE(set_option(*server, NRF_SOL_SECURE, NRF_SO_SEC_ROLE,
                         packed(nrf_sec_role_t{NRF_SO_SEC_ROLE_SERVER})));
  EXPECT_TRUE(set_option(*server, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY,
                         packed(nrf_sec_peer_verify_t{NRF_SO_SEC_PEER_VERIFY_NONE})));
  EXPECT_TRUE(server->bind(server_address()));
  return server;
}

SocketTest::Pair DtlsTest::connected_pair() {
  Pair pair{make_client(), make_server()};
  begin(*pair.client);
  run();
  EXPECT_TRUE(pair.client->connect_result()) << log();
  EXPECT_TRUE(pair.server->connected()) << log();
  return pair;
}

std::string DtlsTest::log() const {
  std::string all;
  for (const std::string& line : lines_) all += line + '\n';
  return all;
}

std::vector<TimePoint> DtlsTest::hello_times() const {
  constexpr int kClientHello = 1;
  std::vector<TimePoint> times;
  for (const Packet& packet : packets_) {
    if (packet.up && record_of(packet.bytes).handshake == kClientHello)
      times.push_back(packet.sent);
  }
  return times;
}

}  // namespace hostmodem::socket
