#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/error.h"
#include "nrf_socket.h"
#include "pdn/flow.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// The modem's sockets by their descriptors, 0 to NRF_MODEM_MAX_SOCKET_COUNT - 1.
///
/// Thread: under the modem lock.
class SocketTable final : public pdn::FlowOwners {
 public:
  SocketTable() = default;
  ~SocketTable() override { close_all(); }
  SocketTable(const SocketTable&) = delete;
  SocketTable& operator=(const SocketTable&) = delete;

  /// Gives the lowest free descriptor; kNoBufs when there is none; kAcces while not enabled().
  Result<int> insert(std::shared_ptr<Socket> socket);

  /// How many sockets of a kind there were until now: which kind() they have, without the family.
  [[nodiscard]] std::uint64_t opened(const Kind& kind) const { return opened_[index(kind)]; }

  /// kBadF when there is no such socket.
  [[nodiscard]] Result<std::shared_ptr<Socket>> find(int fd) const;

  /// kBadF when there is no such socket.
  Status close(int fd);

  /// What became of the last socket with that descriptor.
  enum class Past { kNone, kClosed, kDataDisabled };
  [[nodiscard]] Past past(int fd) const;
  void close_all();

  /// The readiness of every socket shows that the modem crashed.
  void end_readiness();

  [[nodiscard]] bool full() const;
  [[nodiscard]] bool empty() const;

  /// The socket that the packets are for; what no other one has is a raw socket's of its PDN.
  pdn::FlowOwner owner_of(const pdn::Flow& flow) override;

  /// Whether there may be sockets; false closes all that there are.
  void set_enabled(bool enabled);
  [[nodiscard]] bool enabled() const { return enabled_; }

 private:
  static std::size_t index(const Kind& kind) {
    constexpr std::size_t kRaw = 4;
    return kind.raw ? kRaw : (kind.stream ? 0U : 2U) + (kind.secure ? 1U : 0U);
  }

  std::array<std::uint64_t, 5> opened_{};
  std::array<std::shared_ptr<Socket>, NRF_MODEM_MAX_SOCKET_COUNT> sockets_;
  std::array<Past, NRF_MODEM_MAX_SOCKET_COUNT> past_{};
  bool enabled_ = true;
};

/// Checks what nrf_socket() was given. Spec: nrf_sockets.rst, "Networking sockets".
/// kAfNoSupport, kSockTNoSupport, kProtoNoSupport, kPrototype; kOpNotSupp for what is not built.
Result<Kind> check_kind(int family, int type, int protocol);

}  // namespace hostmodem::socket
