#include "peer_services.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

namespace hostmodem::bench {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

/// The suite is the server's choice, so that every client has the same.
ContextPtr make_server_context(const Certificates& certificates) {
  ContextPtr context(SSL_CTX_new(TLS_server_method()));
  require(context != nullptr, "SSL_CTX_new");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  require(SSL_CTX_set_cipher_list(context.get(), "ECDHE-ECDSA-AES128-GCM-SHA256") == 1, "suite");

  const auto read = [](const std::string& pem) {
    return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  };
  const CertificatePtr certificate(
      PEM_read_bio_X509(read(certificates.server).get(), nullptr, nullptr, nullptr));
  const KeyPtr key(
      PEM_read_bio_PrivateKey(read(certificates.server_key).get(), nullptr, nullptr, nullptr));
  require(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1, "certificate");
  require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1, "key");
  return context;
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

PeerServices::PeerServices(const Certificates& certificates, std::atomic<std::uint64_t>& sunk)
    : context_(make_server_context(certificates)), sunk_(sunk) {}

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
      serve_tls(service, fd);
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
  const SslPtr ssl(SSL_new(context_.get()));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1 || SSL_accept(ssl.get()) != 1) {
    ERR_clear_error();
    return;
  }
  if (service == Service::kTlsSink) tls_sink(ssl.get(), sunk_);
  if (service == Service::kTlsSource) tls_source(ssl.get());
  if (service == Service::kTlsClose) SSL_shutdown(ssl.get());
  ERR_clear_error();
}

}  // namespace hostmodem::bench
