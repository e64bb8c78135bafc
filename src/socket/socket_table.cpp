#include "socket/socket_table.h"

#include <algorithm>
#include <utility>

namespace hostmodem::socket {

Result<int> SocketTable::insert(std::shared_ptr<Socket> socket) {
  if (!enabled_) return fail(Errno::kAcces);
  for (std::size_t fd = 0; fd < sockets_.size(); ++fd) {
    if (sockets_[fd]) continue;
    socket->set_descriptor(static_cast<int>(fd));
    ++opened_[index(socket->kind())];
    sockets_[fd] = std::move(socket);
    return static_cast<int>(fd);
  }
  return fail(Errno::kNoBufs);
}

bool SocketTable::full() const {
  return std::all_of(sockets_.begin(), sockets_.end(), [](const auto& s) { return s != nullptr; });
}

Result<std::shared_ptr<Socket>> SocketTable::find(int fd) const {
  if (fd < 0 || static_cast<std::size_t>(fd) >= sockets_.size()) return fail(Errno::kBadF);
  const auto& socket = sockets_[static_cast<std::size_t>(fd)];
  if (!socket) return fail(Errno::kBadF);
  return socket;
}

void SocketTable::end_readiness() {
  for (const auto& socket : sockets_) {
    if (socket) socket->end_readiness();
  }
}

bool SocketTable::empty() const {
  return std::all_of(sockets_.begin(), sockets_.end(), [](const auto& s) { return s == nullptr; });
}

SocketTable::Past SocketTable::past(int fd) const {
  if (fd < 0 || static_cast<std::size_t>(fd) >= past_.size()) return Past::kNone;
  return past_[static_cast<std::size_t>(fd)];
}

Status SocketTable::close(int fd) {
  const auto socket = find(fd);
  if (!socket) return fail(socket.error());
  past_[static_cast<std::size_t>(fd)] = Past::kClosed;
  sockets_[static_cast<std::size_t>(fd)].reset();
  (*socket)->close();
  return {};
}

pdn::FlowOwner SocketTable::owner_of(const pdn::Flow& flow) {
  const auto as_owner = [](Socket& socket) {
    return pdn::FlowOwner{socket.consumer(), socket.options.exceptional};
  };
  Socket* raw = nullptr;
  for (const auto& socket : sockets_) {
    if (!socket || socket->options.pdn != flow.pdn || !socket->carries(flow)) continue;
    if (!socket->kind().raw) return as_owner(*socket);
    raw = socket.get();
  }
  return raw == nullptr ? pdn::FlowOwner{} : as_owner(*raw);
}

void SocketTable::set_enabled(bool enabled) {
  enabled_ = enabled;
  if (enabled) return;
  for (std::size_t fd = 0; fd < sockets_.size(); ++fd) {
    if (sockets_[fd]) past_[fd] = Past::kDataDisabled;
  }
  close_all();
}

void SocketTable::close_all() {
  for (auto& slot : sockets_) {
    if (const auto socket = std::exchange(slot, nullptr)) socket->close();
  }
}

namespace {

struct ProtocolRow {
  int protocol;
  int type;
  bool secure;
};

// The protocols that a socket type can have; 0 is the plain one of the type.
constexpr std::array kProtocols = {
    ProtocolRow{NRF_IPPROTO_TCP, NRF_SOCK_STREAM, false},
    ProtocolRow{NRF_SPROTO_TLS1v2, NRF_SOCK_STREAM, true},
    ProtocolRow{NRF_IPPROTO_UDP, NRF_SOCK_DGRAM, false},
    ProtocolRow{NRF_SPROTO_DTLS1v2, NRF_SOCK_DGRAM, true},
    ProtocolRow{NRF_IPPROTO_IP, NRF_SOCK_RAW, false},
    ProtocolRow{NRF_IPPROTO_RAW, NRF_SOCK_RAW, false},
};

}  // namespace

Result<Kind> check_kind(int family, int type, int protocol) {
  const bool ip = family == NRF_AF_INET || family == NRF_AF_INET6;
  if (!ip && family != NRF_AF_PACKET) return fail(Errno::kAfNoSupport);
  if (type != NRF_SOCK_STREAM && type != NRF_SOCK_DGRAM && type != NRF_SOCK_RAW) {
    return fail(Errno::kSockTNoSupport);
  }
  if (ip == (type == NRF_SOCK_RAW)) return fail(Errno::kSockTNoSupport);

  const auto* row = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const ProtocolRow& r) {
    return protocol == 0 ? r.type == type : r.protocol == protocol;
  });
  if (row == kProtocols.end()) return fail(Errno::kProtoNoSupport);
  if (row->type != type) return fail(Errno::kPrototype);
  return Kind{.family = family == NRF_AF_INET6 ? Family::kIpv6 : Family::kIpv4,
              .stream = type == NRF_SOCK_STREAM,
              .secure = row->secure,
              .raw = type == NRF_SOCK_RAW};
}

}  // namespace hostmodem::socket
