#include "support/endpoint.h"

#include <arpa/inet.h>

#include <stdexcept>

namespace hostmodem::test {

Endpoint endpoint(const std::string& ip, std::uint16_t port) {
  Endpoint result;
  result.port = port;
  result.family = ip.find(':') == std::string::npos ? Family::kIpv4 : Family::kIpv6;
  const int family = result.family == Family::kIpv4 ? AF_INET : AF_INET6;
  if (inet_pton(family, ip.c_str(), result.ip.data()) != 1) {
    throw std::invalid_argument("not an address: " + ip);
  }
  return result;
}

Endpoint loopback(Family family, std::uint16_t port) {
  return endpoint(family == Family::kIpv4 ? "127.0.0.1" : "::1", port);
}

Endpoint any_address(Family family, std::uint16_t port) {
  return endpoint(family == Family::kIpv4 ? "0.0.0.0" : "::", port);
}

std::ostream& operator<<(std::ostream& out, const Endpoint& endpoint) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = endpoint.family == Family::kIpv4 ? AF_INET : AF_INET6;
  inet_ntop(family, endpoint.ip.data(), text.data(), text.size());
  return out << text.data() << " port " << endpoint.port;
}

}  // namespace hostmodem::test
