#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "option_helpers.h"
#include "pdn/pdn.h"
#include "secure/shared.h"
#include "socket/options.h"
#include "socket_fixture.h"
#include "support/certificates.h"
#include "support/ip_packets.h"

namespace hostmodem::socket {

/// DTLS sockets of two packet data networks, and what lies between them: each packet of one network
/// is shown to `carry`, which says what becomes of it. The clock is held.
///
/// The client is on the first network, the server on the second.
class DtlsTest : public SocketTest {
 protected:
  static constexpr credentials::SecTag kClientTag = 1;
  static constexpr credentials::SecTag kServerTag = 2;
  static constexpr std::uint16_t kPort = 5684;

  struct Packet {
    bool up = true;          ///< from the client's network
    std::size_t number = 0;  ///< of all, in the order of their sending, from 0
    test::Bytes bytes;
    TimePoint sent;
  };

  DtlsTest();
  ~DtlsTest() override;

  /// A PSK for both; the client's identity is known to the server.
  void provision_psk();
  /// A certificate for "server.test" of a CA that the client trusts.
  void provision_certificate();

  std::shared_ptr<Socket> make_dtls(pdn::PdnId network, credentials::SecTag tag);
  std::shared_ptr<Socket> make_client() { return make_dtls(0, kClientTag); }
  /// Bound to kPort, and in the server's role.
  std::shared_ptr<Socket> make_server();

  [[nodiscard]] static SocketAddress server_address() {
    return {IpAddress::v4({10, 0, 3, 15}), kPort};
  }

  /// Starts to connect.
  void begin(Socket& client) {
    EXPECT_THAT(client.connect(server_address()), FailsWith(Errno::kInProgress));
  }
  /// Goes on until nothing is under way; time stands still.
  void run();
  /// Lets time pass, from timer to timer.
  void pass(Duration span);

  /// A client and a server that are connected to each other.
  Pair connected_pair();

  /// Delivers now.
  void deliver(const Packet& packet);

  [[nodiscard]] std::string log() const;
  [[nodiscard]] const std::vector<Packet>& packets() const { return packets_; }
  /// How many packets of the client's network are ClientHellos.
  [[nodiscard]] std::vector<TimePoint> hello_times() const;

  secure::Shared shared;
  /// What becomes of a packet; at first it is delivered.
  std::function<void(const Packet&)> carry = [this](const Packet& packet) { deliver(packet); };

 private:
  void connect_networks();
  void take(bool up, std::span<const std::byte> packet);

  std::vector<Packet> packets_;   ///< all that were sent
  std::deque<Packet> under_way_;  ///< sent, and not yet shown to `carry`
  std::vector<std::string> lines_;
};

/// A DTLS record's content type and epoch, of the first record in a UDP packet over IPv4.
struct RecordHead {
  int type = 0;
  int epoch = 0;
  int handshake = -1;  ///< the type of the handshake message, when it is one in plaintext
};
[[nodiscard]] RecordHead record_of(const test::Bytes& packet);

}  // namespace hostmodem::socket
