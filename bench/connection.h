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

/// The pre-shared key, in hexadecimal, whose it is, and the security tag under which the modem has
/// both.
inline constexpr const char* kPsk = "000102030405060708090a0b0c0d0e0f";
inline constexpr const char* kPskIdentity = "bench";
inline constexpr std::uint32_t kPskTag = 2;

/// By the kernel's sockets, to 127.0.0.1.
Connect kernel_tcp(Port port);
Connect kernel_udp(Port port);

/// A cipher suite.
struct Suite {
  std::uint16_t id;          ///< as IANA assigned it
  const char* openssl_name;  ///< OpenSSL's name
  bool psk;                  ///< the peer is proven by the pre-shared key, not by a certificate
};

/// How a client does TLS.
struct Secure {
  const Suite* suite = nullptr;  ///< the only one that is offered; nullptr: the server's choice
  bool resume = false;           ///< the session of the connection before
  bool datagrams = false;        ///< DTLS
};

/// By OpenSSL over the kernel's sockets, set up as the modem is: (D)TLS 1.2, the chain and the name
/// verified.
Connect openssl_tls(Port port, const std::string& authority_pem, Secure how = {});

/// By the modem's sockets, to the host's loopback as it sees it. The modem must be online, and hold
/// the authority under kSecurityTag and the pre-shared key under kPskTag for TLS.
Connect modem_tcp(Port port);
Connect modem_udp(Port port);
Connect modem_tls(Port port, Secure how = {});

}  // namespace hostmodem::bench
