// An application that brings its own TLS serves clients of the host over the modem's plain sockets.

#include <openssl/ssl.h>

#include <memory>

#include "e2e/inbound_test.h"
#include "support/certificates.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

/// The server's side of one connection: OpenSSL in memory, its bytes carried by a socket.
class TlsServer {
 public:
  TlsServer(Socket socket, const Identity& identity) : socket_(std::move(socket)) {
    std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context(SSL_CTX_new(TLS_server_method()));
    load(context.get(), identity);
    ssl_.reset(SSL_new(context.get()));
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in, out);
    SSL_set_accept_state(ssl_.get());
  }

  std::string receive(std::size_t size) {
    std::string text(size, '\0');
    text.resize(drive([&] { return SSL_read(ssl_.get(), text.data(), static_cast<int>(size)); }));
    return text;
  }

  void send(const std::string& text) {
    drive([&] { return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())); });
    carry_out();
  }

 private:
  static void load(SSL_CTX* context, const Identity& identity) {
    const TemporaryDirectory directory;
    const std::string certificate = directory.write("server.pem", identity.certificate);
    const std::string key = directory.write("server.key", identity.key);
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
      throw std::runtime_error("OpenSSL does not take the server's identity");
    }
  }

  /// Repeats `step` for as long as it wants bytes of the client; gives what it gave.
  template <typename Step>
  std::size_t drive(Step step) {
    while (true) {
      const int result = step();
      if (result > 0) return static_cast<std::size_t>(result);
      if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
        throw std::runtime_error("the TLS conversation failed");
      }
      carry_out();
      const Received got = socket_.recv(4096);
      if (got.data.empty()) throw std::runtime_error("the client left");
      BIO_write(SSL_get_rbio(ssl_.get()), got.data.data(), static_cast<int>(got.data.size()));
    }
  }

  void carry_out() {
    char* data = nullptr;
    const long size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &data);
    if (size == 0) return;
    const std::string bytes(data, static_cast<std::size_t>(size));
    BIO_reset(SSL_get_wbio(ssl_.get()));
    EXPECT_EQ(socket_.send(bytes), gives(size));
  }

  Socket socket_;
  std::unique_ptr<SSL, Free<SSL_free>> ssl_;
};

TEST_F(Inbound, OpensslTalksToAServerWithATlsOfItsOwn) {
  const Identity root = make_root();
  const TemporaryDirectory directory;
  const std::string authority = directory.write("root.pem", root.certificate);
  const std::uint16_t port = unused_port();
  Socket listener = listening(port);
  Process client({"openssl", "s_client", "-connect", "127.0.0.1:" + std::to_string(port), "-CAfile",
                  authority, "-verify_hostname", "server.test", "-verify_return_error", "-quiet"});
  client.write_input("hello\n");

  TlsServer server(listener.accept_from().first, make_server(root));
  EXPECT_EQ(server.receive(100), "hello\n");
  server.send("goodbye\n");

  client.wait_for_output("goodbye\n");
}

}  // namespace
}  // namespace hostmodem::test
