#include "race/talker.h"

#include <cerrno>
#include <stdexcept>
#include <string>

#include "nrf_socket.h"

namespace hostmodem::test {
namespace {

constexpr int kDone = 0;

nrf_sockaddr_in address_of(const char* text, std::uint16_t port) {
  nrf_sockaddr_in address{};
  address.sin_family = NRF_AF_INET;
  address.sin_port = nrf_htons(port);
  nrf_inet_pton(NRF_AF_INET, text, &address.sin_addr);
  return address;
}

int connect_to(int fd, const char* host, std::uint16_t port) {
  const nrf_sockaddr_in to = address_of(host, port);
  return nrf_connect(fd, reinterpret_cast<const nrf_sockaddr*>(&to), sizeof to) == 0 ? kDone
                                                                                     : errno;
}

/// Waits in nrf_recv(), or in nrf_poll() before it; the number of bytes, or the error negated.
class Receiver {
 public:
  explicit Receiver(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }

  ssize_t receive(int fd, char* into, std::size_t size) {
    if (below(2) == 0) return given(nrf_recv(fd, into, size, 0));
    while (true) {
      nrf_pollfd entry{fd, NRF_POLLIN, 0};
      if (const int ready = nrf_poll(&entry, 1, -1); ready != 1) return given(ready);
      const ssize_t count = given(nrf_recv(fd, into, size, NRF_MSG_DONTWAIT));
      if (count != -NRF_EAGAIN) return count;
    }
  }

 private:
  static ssize_t given(ssize_t result) { return result < 0 ? -errno : result; }

  std::mt19937 random_;
};

/// Sends all, whatever the pieces; 0 or the error.
int send_all(int fd, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = nrf_send(fd, text.data() + sent, text.size() - sent, 0);
    if (count < 0) return errno;
    sent += static_cast<std::size_t>(count);
  }
  return kDone;
}

class TcpTalker final : public Talker {
 public:
  TcpTalker(const Peers& peers, std::uint32_t seed) : peers_(peers), receiver_(seed) {}

  int open_socket() override { return nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP); }
  int connect(int fd) override { return connect_to(fd, peers_.host, peers_.tcp_echo); }

  int exchange(int fd) override {
    std::string message(1 + receiver_.below(8000), '\0');
    for (char& c : message) c = static_cast<char>('a' + receiver_.below(26));
    if (const int error = send_all(fd, message); error != kDone) return error;
    std::string answer(message.size(), '\0');
    for (std::size_t length = 0; length < answer.size();) {
      const ssize_t count = receiver_.receive(fd, answer.data() + length, answer.size() - length);
      if (count < 0) return static_cast<int>(-count);
      if (count == 0) throw std::runtime_error("TCP: the host ended the connection");
      length += static_cast<std::size_t>(count);
    }
    if (answer != message) throw std::runtime_error("TCP: the answer is another");
    return kDone;
  }

 private:
  Peers peers_;
  Receiver receiver_;
};

class UdpTalker final : public Talker {
 public:
  UdpTalker(const Peers& peers, std::uint32_t seed) : peers_(peers), receiver_(seed) {}

  int open_socket() override { return nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP); }
  int connect(int fd) override { return connect_to(fd, peers_.host, peers_.udp_echo); }

  int exchange(int fd) override {
    const std::string message = "datagram " + std::to_string(receiver_.below(1000));
    if (nrf_send(fd, message.data(), message.size(), 0) < 0) return errno;
    std::string answer(100, '\0');
    const ssize_t count = receiver_.receive(fd, answer.data(), answer.size());
    if (count < 0) return static_cast<int>(-count);
    answer.resize(static_cast<std::size_t>(count));
    if (answer != message) throw std::runtime_error("UDP: the answer is another");
    return kDone;
  }

 private:
  Peers peers_;
  Receiver receiver_;
};

class TlsTalker final : public Talker {
 public:
  TlsTalker(const Peers& peers, std::uint32_t seed) : peers_(peers), receiver_(seed) {}

  int open_socket() override { return nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2); }

  int connect(int fd) override {
    const int verify = NRF_SO_SEC_PEER_VERIFY_NONE;
    if (nrf_setsockopt(fd, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &verify, sizeof verify) != 0) {
      throw std::runtime_error("TLS: the peer must be verified");
    }
    return connect_to(fd, peers_.host, peers_.https);
  }

  int exchange(int fd) override {
    static const std::string kRequest =
        "GET /" + std::string(kPageName) + " HTTP/1.1\r\nHost: host\r\n\r\n";
    if (const int error = send_all(fd, kRequest); error != kDone) return error;
    std::string answer;
    while (!answer.ends_with(kPageText)) {
      std::string part(1000, '\0');
      const ssize_t count = receiver_.receive(fd, part.data(), part.size());
      if (count < 0) return static_cast<int>(-count);
      if (count == 0) throw std::runtime_error("TLS: the answer ends with " + answer);
      answer.append(part, 0, static_cast<std::size_t>(count));
    }
    return kDone;
  }

 private:
  Peers peers_;
  Receiver receiver_;
};

/// Nobody comes.
class ServerTalker final : public Talker {
 public:
  int open_socket() override { return nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP); }
  int connect(int fd) override { return nrf_listen(fd, 1) == 0 ? kDone : errno; }
  /// In nrf_poll(): nrf_accept() would need one more descriptor than there are.
  int exchange(int fd) override {
    nrf_pollfd entry{fd, NRF_POLLIN, 0};
    if (nrf_poll(&entry, 1, -1) != 1) return errno;
    if (entry.revents != NRF_POLLERR) throw std::runtime_error("server: somebody came");
    char byte = 0;
    return nrf_recv(fd, &byte, 1, 0) < 0 ? errno : kDone;
  }
};

}  // namespace

std::unique_ptr<Talker> make_talker(TalkerKind kind, const Peers& peers, std::uint32_t seed) {
  switch (kind) {
    case TalkerKind::kTcp:
      return std::make_unique<TcpTalker>(peers, seed);
    case TalkerKind::kUdp:
      return std::make_unique<UdpTalker>(peers, seed);
    case TalkerKind::kTls:
      return std::make_unique<TlsTalker>(peers, seed);
    case TalkerKind::kServer:
      break;
  }
  return std::make_unique<ServerTalker>();
}

}  // namespace hostmodem::test
