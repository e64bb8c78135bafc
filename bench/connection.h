#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace hostmodem::bench {

/// A client's connection to the peer: a TCP or TLS stream, or a connected UDP socket. What is
/// measured is written against this, so that the very same loop runs over the modem and over the
/// kernel (or OpenSSL).
///
/// Everything blocks, for at most kPatience; a failure throws std::runtime_error.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends all of it; a datagram socket sends it as one datagram.
  virtual void send(std::span<const std::byte> data) = 0;

  /// Returns how many bytes came; 0 at the end of the stream.
  virtual std::size_t receive(std::span<std::byte> buffer) = 0;

  /// Polls until receive() has something; false after so many milliseconds.
  virtual bool poll(int milliseconds) = 0;
};

/// Makes a new connection.
using Connect = std::function<std::unique_ptr<Connection>()>;

using Port = std::uint16_t;

/// After this many seconds without progress an operation has failed.
inline constexpr int kPatience = 5;

/// The name in the peer's certificate, which every TLS client verifies.
inline constexpr const char* kServerName = "server.test";

/// The security tag with which the modem trusts the peer.
inline constexpr std::uint32_t kSecurityTag = 1;

/// By the kernel's sockets, to 127.0.0.1.
Connect kernel_tcp(Port port);
Connect kernel_udp(Port port);

/// By OpenSSL over the kernel's sockets, set up as the modem is: TLS 1.2, no resumption, the chain
/// and the name verified.
Connect openssl_tls(Port port, const std::string& authority_pem);

/// By the modem's sockets, to the host's loopback as it sees it. The modem must be online, and hold
/// the authority under kSecurityTag for TLS.
Connect modem_tcp(Port port);
Connect modem_udp(Port port);
Connect modem_tls(Port port);

}  // namespace hostmodem::bench
