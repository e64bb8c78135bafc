#pragma once

#include <cstdint>
#include <memory>
#include <random>

namespace hostmodem::test {

/// Where a talker finds the host on its network, and what is there.
struct Peers {
  const char* host = "";  ///< "10.0.3.2"
  std::uint16_t tcp_echo = 0;
  std::uint16_t udp_echo = 0;
  std::uint16_t https = 0;  ///< has kPage
};

/// The page that a TLS talker fetches, and where it is.
inline constexpr const char* kPageName = "page";
inline constexpr const char* kPageText = "the page, to its last word";

/// What one socket of an application does, again and again. Each function gives 0, or the error
/// number of the call that failed; in the way are PDNs that go at any time, and nothing else.
class Talker {
 public:
  Talker() = default;
  Talker(const Talker&) = delete;
  Talker& operator=(const Talker&) = delete;
  virtual ~Talker() = default;

  [[nodiscard]] virtual int open_socket() = 0;
  /// As far as the socket has to be for exchange().
  [[nodiscard]] virtual int connect(int fd) = 0;
  /// One message and its answer; or, of a server, one call that waits for somebody to come.
  [[nodiscard]] virtual int exchange(int fd) = 0;
};

enum class TalkerKind { kTcp, kUdp, kTls, kServer };

[[nodiscard]] std::unique_ptr<Talker> make_talker(TalkerKind kind, const Peers& peers,
                                                  std::uint32_t seed);

}  // namespace hostmodem::test
