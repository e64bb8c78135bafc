#include <gmock/gmock.h>

#include "interop/coap.h"
#include "interop/conversation.h"
#include "interop/mqtt.h"
#include "interop/server_peers.h"
#include "interop/wording.h"
#include "support/servers.h"

namespace hostmodem::test::interop {
namespace {

using ::testing::HasSubstr;

class NginxPeer final : public ServerPeer {
 public:
  // What it is asked with is in its answer; records of 1 KiB make that several.
  NginxPeer(const Row& row, const Secrets& secrets)
      : server_(secrets.key == Key::kPsk ? make_self_signed({.common_name = Secrets::kServerName})
                                         : secrets.identity,
                {},
                "ssl_ciphers " + openssl_list(*row.suite) +
                    "; ssl_buffer_size 1k; large_client_header_buffers 4 32k;"
                    "location = /echo { return 200 \"$ssl_cipher\\n$http_text\"; }") {}

  std::uint16_t port() const override { return server_.port(); }

  void converse(Socket& socket) override {
    const std::string sent = text(0) + text(1);
    send_all(socket,
             "GET /echo HTTP/1.1\r\nHost: server.test\r\nConnection: close\r\nText: " + text(0));
    send_all(socket, text(1) + "\r\n\r\n");
    for (std::string more = "?"; !more.empty(); answer_ += more) more = socket.recv(4096).data;
    EXPECT_THAT(answer_, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer_, HasSubstr("\n" + sent));
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_THAT(answer_, HasSubstr("\r\n\r\n" + std::string(suite.openssl_name) + "\n"));
  }

  void end(Socket& socket) override { expect_end(socket); }

 private:
  NginxServer server_;
  std::string answer_;
};

class MosquittoPeer final : public ServerPeer {
 public:
  MosquittoPeer(const Row& row, const Secrets& secrets)
      : broker_(start_broker(secrets, openssl_list(*row.suite))) {}

  std::uint16_t port() const override { return broker_->port(); }

  void converse(Socket& socket) override {
    exchange(socket, mqtt::connect("modem"), mqtt::connack());
    exchange(socket, mqtt::subscribe("topic"), mqtt::suback());
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string message = mqtt::publish("topic", text(turn));
      exchange(socket, message, message);
    }
  }

  void expect_suite(const secure::SuiteRow& /*suite*/) override {
    // It does not say; it was started with this suite alone.
  }

  void end(Socket& socket) override {
    send_all(socket, mqtt::disconnect());
    expect_end(socket);
    broker_->process().wait_for_output("Client modem disconnected.");
  }

 private:
  static std::unique_ptr<MosquittoBroker> start_broker(const Secrets& secrets,
                                                       const std::string& suites) {
    if (secrets.key != Key::kPsk) {
      return std::make_unique<MosquittoBroker>(secrets.identity, suites);
    }
    return std::make_unique<MosquittoBroker>(Secrets::kPskIdentity, Secrets::kPskInHex, suites);
  }

  static void exchange(Socket& socket, const std::string& packet, const std::string& answer) {
    send_all(socket, packet);
    EXPECT_EQ(receive_all(socket, answer.size()), answer);
  }

  std::unique_ptr<MosquittoBroker> broker_;
};

class CoapPeer final : public ServerPeer {
 public:
  CoapPeer(const Row& row, const Secrets& secrets) {
    const CoapServer::Library library = row.peer->program == Program::kCoapServerOpenssl
                                            ? CoapServer::Library::kOpenssl
                                            : CoapServer::Library::kGnutls;
    server_ = secrets.key == Key::kPsk ? std::make_unique<CoapServer>(library, Secrets::kPsk)
                                       : std::make_unique<CoapServer>(library, secrets.identity);
  }

  std::uint16_t port() const override { return server_->port(); }

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      EXPECT_EQ(ask(socket, coap::kPut, datagram(turn)).code,
                turn == 0 ? coap::kCreated : coap::kChanged);
      const coap::Message got = ask(socket, coap::kGet);
      EXPECT_EQ(got.code, coap::kContent);
      EXPECT_EQ(got.payload, datagram(turn));
    }
  }

  void expect_suite(const secure::SuiteRow& /*suite*/) override {
    // It does not say, and cannot be told.
  }

  void end(Socket& socket) override {
    EXPECT_EQ(socket.close(), gives(0));
    server_->process().wait_for_output("session disconnected");
  }

 private:
  coap::Message ask(Socket& socket, std::uint8_t code, const std::string& payload = "") {
    ++id_;
    const std::string token = "token" + std::to_string(id_ % 10);
    send_all(
        socket,
        coap::write(
            {.code = code, .id = id_, .token = token, .path = "example_data", .payload = payload}));
    coap::Message answer = coap::read(socket.recv(kLongestDatagram).data);
    EXPECT_EQ(answer.type, coap::Type::kAcknowledgement);
    EXPECT_EQ(answer.id, id_);
    EXPECT_EQ(answer.token, token);
    return answer;
  }

  std::unique_ptr<CoapServer> server_;
  std::uint16_t id_ = 0;
};

}  // namespace

ServerPeerPtr start_nginx(const Row& row, const Secrets& secrets) {
  return std::make_unique<NginxPeer>(row, secrets);
}

ServerPeerPtr start_mosquitto(const Row& row, const Secrets& secrets) {
  return std::make_unique<MosquittoPeer>(row, secrets);
}

ServerPeerPtr start_coap(const Row& row, const Secrets& secrets) {
  return std::make_unique<CoapPeer>(row, secrets);
}

}  // namespace hostmodem::test::interop
