#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "contract/known_differences.h"
#include "support/host_peer.h"
#include "support/socket.h"
#include "support/socket_api.h"

namespace hostmodem::test {

/// What a contract test runs on.
struct Subject {
  bool modem = false;
  Family family = Family::kIpv4;
};

/// "modem_ipv6"
std::ostream& operator<<(std::ostream& out, const Subject& subject);

/// A test of what the modem's sockets share with POSIX's: the kernel's sockets pass it too.
///
///     HOSTMODEM_CONTRACT(TcpConnect);
///     TEST_P(TcpConnect, IsRefusedWhenNobodyListens) { ... }
class ContractTest : public ::testing::TestWithParam<Subject> {
 protected:
  ContractTest() : api_(GetParam().modem ? make_modem_api() : make_kernel_api()) {}

  [[nodiscard]] SocketApi& api() { return *api_; }
  [[nodiscard]] Family family() const { return GetParam().family; }
  [[nodiscard]] int family_number() const {
    return family() == Family::kIpv4 ? NRF_AF_INET : NRF_AF_INET6;
  }

  [[nodiscard]] Socket open(int type, int protocol) {
    return open_socket(*api_, family_number(), type, protocol);
  }
  [[nodiscard]] Socket tcp() { return open(NRF_SOCK_STREAM, NRF_IPPROTO_TCP); }
  [[nodiscard]] Socket udp() { return open(NRF_SOCK_DGRAM, NRF_IPPROTO_UDP); }

  /// Where the side under test finds a port of the host's loopback, and its own.
  [[nodiscard]] Endpoint host(std::uint16_t port) { return api_->host(family(), port); }
  [[nodiscard]] Endpoint self(std::uint16_t port) { return api_->self(family(), port); }

  /// A connected stream socket and its peer on the host.
  [[nodiscard]] std::pair<Socket, HostConnection> connected_to_host();
  /// The same, with a peer that has room for little while nobody reads it. All buffers on the way
  /// together hold less than kMoreThanAllBuffers.
  [[nodiscard]] std::pair<Socket, HostConnection> connected_to_small_host();
  static constexpr std::size_t kMoreThanAllBuffers = 16 * 1024 * 1024;

  /// A listening socket of the side under test, at self(port).
  struct Server {
    Socket socket;
    Endpoint endpoint;
  };
  [[nodiscard]] Server server(int backlog = 4);

  /// What the side under test does where modem and kernel are known to differ.
  template <typename T>
  [[nodiscard]] const T& expected(const KnownDifference<T>& difference) {
    return api_->is_modem() ? difference.modem : difference.kernel;
  }

 private:
  std::pair<Socket, HostConnection> connected_to(HostListener& listener);

  std::unique_ptr<SocketApi> api_;
};

[[nodiscard]] std::string subject_name(const ::testing::TestParamInfo<Subject>& info);

/// Modem and kernel, IPv4 and IPv6.
inline const auto kSubjects =
    ::testing::Values(Subject{false, Family::kIpv4}, Subject{false, Family::kIpv6},
                      Subject{true, Family::kIpv4}, Subject{true, Family::kIpv6});
/// What the kernel has no counterpart for.
inline const auto kModemSubjects =
    ::testing::Values(Subject{true, Family::kIpv4}, Subject{true, Family::kIpv6});

#define HOSTMODEM_CONTRACT(suite)       \
  class suite : public ContractTest {}; \
  INSTANTIATE_TEST_SUITE_P(On, suite, kSubjects, subject_name)

#define HOSTMODEM_MODEM_CONTRACT(suite) \
  class suite : public ContractTest {}; \
  INSTANTIATE_TEST_SUITE_P(On, suite, kModemSubjects, subject_name)

}  // namespace hostmodem::test
