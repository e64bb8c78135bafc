#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/endpoint.h"
#include "support/file_descriptor.h"
#include "support/outcome.h"

/// The other side of a test's conversation: sockets of the host on its loopback address. What fails
/// here, or does not come within kPatience, throws: it is never what a test is about.
namespace hostmodem::test {

/// The far end of a TCP connection.
class HostConnection {
 public:
  explicit HostConnection(FileDescriptor fd);

  void send(std::string_view data);
  /// Exactly that many bytes; fewer when the stream ended before.
  [[nodiscard]] std::string receive(std::size_t size);
  /// What has come by now, without waiting; empty when that is nothing.
  [[nodiscard]] std::string receive_some();
  /// All that comes until the stream ends.
  [[nodiscard]] std::string receive_all();
  /// Sends back what comes until the stream ends, and then ends its own side.
  void echo_all();
  /// Ends the sending side (FIN): the connection is half closed.
  void finish();
  /// Ends both sides at once (RST).
  void reset();
  void close() { fd_.close(); }

 private:
  FileDescriptor fd_;
};

/// Connects to somebody who listens on this host. Throws std::system_error when nobody does.
[[nodiscard]] HostConnection connect_from_host(const Endpoint& to);

/// A TCP server.
class HostListener {
 public:
  /// `receive_buffer`: bytes that its connections hold while nobody reads them; the kernel's choice
  /// when it is not given.
  explicit HostListener(Family family, std::optional<int> receive_buffer = std::nullopt);

  [[nodiscard]] std::uint16_t port() const { return endpoint_.port; }
  [[nodiscard]] HostConnection accept();

 private:
  FileDescriptor fd_;
  Endpoint endpoint_;
};

/// A TCP port whose host does not answer: connections to it stay half made.
class SilentPort {
 public:
  explicit SilentPort(Family family);
  [[nodiscard]] std::uint16_t port() const { return endpoint_.port; }

 private:
  FileDescriptor listener_;
  Endpoint endpoint_;
  FileDescriptor first_;
};

/// A UDP peer.
class HostUdp {
 public:
  explicit HostUdp(Family family);

  [[nodiscard]] std::uint16_t port() const { return endpoint_.port; }

  struct Datagram {
    std::string data;
    Endpoint from;
  };
  [[nodiscard]] Datagram receive();
  void send(std::string_view data, const Endpoint& to);
  /// Sends back the next `count` datagrams.
  void echo(std::size_t count);

 private:
  FileDescriptor fd_;
  Endpoint endpoint_;
};

/// Bytes that are the same for the same seed, and show where one is lost, doubled or moved.
[[nodiscard]] std::string pattern(std::size_t size, std::uint32_t seed = 1);

}  // namespace hostmodem::test
