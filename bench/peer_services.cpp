#include "peer_services.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace hostmodem::bench {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

/// Without a client's list of its own all measure the first of these.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA256:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:PSK-AES128-CCM8";

void use_identity(SSL_CTX* context, const std::string& certificate_pem,
                  const std::string& key_pem) {
  const auto read = [](const std::string& pem) {
    return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  };
  const CertificatePtr certificate(
      PEM_read_bio_X509(read(certificate_pem).get(), nullptr, nullptr, nullptr));
  const KeyPtr key(PEM_read_bio_PrivateKey(read(key_pem).get(), nullptr, nullptr, nullptr));
  require(SSL_CTX_use_certificate(context, certificate.get()) == 1, "certificate");
  require(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "key");
}

unsigned int find_psk(SSL* /*ssl*/, const char* /*identity*/, unsigned char* key,
                      unsigned int key_size) {
  std::size_t length = 0;
  OPENSSL_hexstr2buf_ex(key, key_size, &length, kPsk, '\0');
  return static_cast<unsigned int>(length);
}

ContextPtr make_server_context(const SSL_METHOD* method, const Certificates& certificates) {
  ContextPtr context = make_context(method);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
  require(SSL_CTX_set_cipher_list(context.get(), kSuites) == 1, "suites");
  use_identity(context.get(), certificates.server, certificates.server_key);
  use_identity(context.get(), certificates.rsa_server, certificates.rsa_server_key);
  SSL_CTX_set_psk_server_callback(context.get(), find_psk);
  return context;
}

/// Clients on the loopback need no proof of their address, but are to give one as elsewhere.
int make_cookie(SSL* /*ssl*/, unsigned char* cookie, unsigned int* size) {
  *size = 16;
  std::fill_n(cookie, *size, static_cast<unsigned char>('c'));
  return 1;
}

int check_cookie(SSL* /*ssl*/, const unsigned char* /*cookie*/, unsigned int size) {
  return size == 16 ? 1 : 0;
}

void sink(int fd, std::atomic<std::uint64_t>& sunk) {
  std::vector<std::byte> buffer(kBlock);
  for (;;) {
    const ssize_t received = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (received <= 0) return;
    sunk.fetch_add(static_cast<std::uint64_t>(received), std::memory_order_relaxed);
  }
}

void source(int fd) {
  const std::vector<std::byte> block(kBlock);
  while (::send(fd, block.data(), block.size(), 0) > 0) {
  }
}

void echo(int fd) {
  std::vector<std::byte> buffer(kBlock);
  for (;;) {
    const ssize_t received = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (received <= 0) return;
    if (::send(fd, buffer.data(), static_cast<std::size_t>(received), 0) != received) return;
  }
}

/// Errors pass: what a datagram caused must not end the service for the others.
void udp_sink(int fd, std::atomic<std::uint64_t>& sunk) {
  std::byte buffer[2048];
  for (;;) {
    if (::recv(fd, buffer, sizeof(buffer), 0) > 0) sunk.fetch_add(1, std::memory_order_relaxed);
  }
}

void udp_echo(int fd) {
  std::byte buffer[2048];
  for (;;) {
    sockaddr_in sender{};
    socklen_t length = sizeof(sender);
    const ssize_t received =
        ::recvfrom(fd, buffer, sizeof(buffer), 0, reinterpret_cast<sockaddr*>(&sender), &length);
    if (received < 0) continue;
    ::sendto(fd, buffer, static_cast<std::size_t>(received), 0,
             reinterpret_cast<const sockaddr*>(&sender), length);
  }
}

/// The client is in its poll() by then.
void udp_later(int fd) {
  constexpr std::chrono::microseconds kLater(500);
  std::byte nothing[64];
  for (;;) {
    sockaddr_in sender{};
    socklen_t length = sizeof(sender);
    auto* from = reinterpret_cast<sockaddr*>(&sender);
    if (::recvfrom(fd, nothing, sizeof(nothing), 0, from, &length) < 0) continue;
    std::this_thread::sleep_for(kLater);
    const auto now = std::chrono::steady_clock::now();
    ::sendto(fd, &now, sizeof(now), 0, from, length);
  }
}

void dial(int fd) {
  Port port = 0;
  if (::recv(fd, &port, sizeof(port), MSG_WAITALL) != sizeof(port)) return;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  pollfd order{.fd = fd, .events = POLLIN, .revents = 0};
  while (::poll(&order, 1, 0) == 0) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::byte nothing[1];
    if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      static_cast<void>(::recv(client, nothing, sizeof(nothing), 0));
    }
    ::close(client);
  }
}

void tls_sink(SSL* ssl, std::atomic<std::uint64_t>& sunk) {
  std::vector<std::byte> buffer(kBlock);
  std::size_t received = 0;
  while (SSL_read_ex(ssl, buffer.data(), buffer.size(), &received) == 1) {
    sunk.fetch_add(received, std::memory_order_relaxed);
  }
}

void tls_source(SSL* ssl) {
  const std::vector<std::byte> block(kBlock);
  std::size_t sent = 0;
  while (SSL_write_ex(ssl, block.data(), block.size(), &sent) == 1) {
  }
}

}  // namespace

void share_port(int fd) {
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
}

PeerServices::PeerServices(const Certificates& certificates, std::atomic<std::uint64_t>& sunk)
    : context_(make_server_context(TLS_server_method(), certificates)),
      ticket_context_(make_server_context(TLS_server_method(), certificates)),
      dtls_context_(make_server_context(DTLS_server_method(), certificates)),
      sunk_(sunk) {
  SSL_CTX_set_options(context_.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_cookie_generate_cb(dtls_context_.get(), make_cookie);
  SSL_CTX_set_cookie_verify_cb(dtls_context_.get(), check_cookie);
}

void PeerServices::serve(Service service, int fd) {
  switch (service) {
    case Service::kSink:
      sink(fd, sunk_);
      break;
    case Service::kSource:
      source(fd);
      break;
    case Service::kEcho:
      echo(fd);
      break;
    case Service::kClose:
      break;
    case Service::kTlsSink:
    case Service::kTlsSource:
    case Service::kTlsClose:
    case Service::kTlsResume:
      serve_tls(service, fd);
      break;
    case Service::kDtlsClose:
      serve_dtls(fd);
      break;
    case Service::kUdpSink:
      udp_sink(fd, sunk_);
      break;
    case Service::kUdpEcho:
      udp_echo(fd);
      break;
    case Service::kUdpLater:
      udp_later(fd);
      break;
    case Service::kDial:
      dial(fd);
      break;
  }
  ::close(fd);
}

void PeerServices::serve_tls(Service service, int fd) {
  const bool resumes = service == Service::kTlsResume;
  const SslPtr ssl(SSL_new(resumes ? ticket_context_.get() : context_.get()));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1 || SSL_accept(ssl.get()) != 1) {
    ERR_clear_error();
    return;
  }
  if (service == Service::kTlsSink) tls_sink(ssl.get(), sunk_);
  if (service == Service::kTlsSource) tls_source(ssl.get());
  if (service == Service::kTlsClose || resumes) SSL_shutdown(ssl.get());
  ERR_clear_error();
}

/// Handshake after handshake, each on a socket that is connected to its client; `fd` hears of the
/// next one meanwhile.
void PeerServices::serve_dtls(int fd) {
  sockaddr_in own{};
  socklen_t length = sizeof(own);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length);
  const AddressPtr client(BIO_ADDR_new());
  for (;;) {
    const SslPtr ssl(SSL_new(dtls_context_.get()));
    BIO* const bio = BIO_new_dgram(fd, BIO_NOCLOSE);
    SSL_set_bio(ssl.get(), bio, bio);
    while (DTLSv1_listen(ssl.get(), client.get()) != 1) ERR_clear_error();

    const int connected = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    share_port(connected);
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(connected, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address = own;
    address.sin_port = BIO_ADDR_rawport(client.get());
    ::bind(connected, reinterpret_cast<const sockaddr*>(&own), sizeof(own));
    ::connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    BIO_set_fd(bio, connected, BIO_CLOSE);
    BIO_ctrl_set_connected(bio, client.get());
    if (SSL_accept(ssl.get()) == 1) SSL_shutdown(ssl.get());
    ERR_clear_error();
  }
}

}  // namespace hostmodem::bench
