#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "peer_services.h"

namespace hostmodem::bench {
namespace {

using Sockets = std::array<int, kServices>;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::system_category(), what);
}

/// A socket on a port of the loopback that the kernel chose; a listening one if it is a stream.
int open_socket(int type) {
  const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("peer: socket");
  if (type == SOCK_DGRAM) share_port(fd);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fail("peer: bind");
  }
  if (type == SOCK_STREAM && ::listen(fd, SOMAXCONN) != 0) fail("peer: listen");
  return fd;
}

Port port_of(int fd) {
  sockaddr_in address{};
  socklen_t length = sizeof(address);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("peer: getsockname");
  }
  return ntohs(address.sin_port);
}

bool is_datagram(Service service) {
  return service == Service::kUdpSink || service == Service::kUdpEcho ||
         service == Service::kUdpLater || service == Service::kDtlsClose;
}

/// Accepts connections for ever, each served by a thread of its own. Those that end at once need
/// none: it would cost more than they do.
void accept_forever(int listener, Service service, PeerServices& services) {
  for (;;) {
    const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      std::perror("peer: accept");
      ::_exit(1);
    }
    if (service == Service::kClose) {
      ::close(fd);
      continue;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    std::thread([fd, service, &services] { services.serve(service, fd); }).detach();
  }
}

/// The child's life.
[[noreturn]] void serve(const Sockets& sockets, const Certificates& certificates,
                        std::atomic<std::uint64_t>& sunk) {
  ::signal(SIGPIPE, SIG_IGN);
  try {
    PeerServices services(certificates, sunk);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kServices; ++i) {
      const auto service = static_cast<Service>(i);
      threads.emplace_back([fd = sockets[i], service, &services] {
        if (is_datagram(service)) {
          services.serve(service, fd);
        } else {
          accept_forever(fd, service, services);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "peer: %s\n", e.what());
  }
  ::_exit(1);
}

}  // namespace

Peer::Peer(const Certificates& certificates) {
  void* shared =
      ::mmap(nullptr, sizeof(*sunk_), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("peer: mmap");
  sunk_ = new (shared) std::atomic<std::uint64_t>(0);

  Sockets sockets{};
  for (std::size_t i = 0; i < kServices; ++i) {
    sockets[i] = open_socket(is_datagram(static_cast<Service>(i)) ? SOCK_DGRAM : SOCK_STREAM);
    ports_[i] = port_of(sockets[i]);
  }
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ < 0) fail("peer: fork");
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // it died before it could be watched
    serve(sockets, certificates, *sunk_);
  }
  for (const int fd : sockets) ::close(fd);
}

Peer::~Peer() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  ::munmap(sunk_, sizeof(*sunk_));
}

}  // namespace hostmodem::bench
