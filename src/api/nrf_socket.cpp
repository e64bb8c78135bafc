#include "nrf_socket.h"

#include "api/address.h"
#include "api/blocking.h"
#include "api/gate.h"
#include "socket/options.h"
#include "socket/socket.h"
#include "socket/socket_table.h"

namespace {

using hostmodem::Duration;
using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::memory_for;
using hostmodem::api::returned;
using hostmodem::api::with_modem;
using hostmodem::socket::Socket;
using SocketPtr = std::shared_ptr<Socket>;

/// Runs `operation(Call&, const SocketPtr&)` with the socket `fd`.
template <typename Operation>
auto with_socket(int fd, Operation operation) {
  return with_modem([&](Call& call) -> decltype(operation(call, std::declval<SocketPtr&>())) {
    auto socket = call.modem().sockets().find(fd);
    if (!socket) return fail(socket.error());
    auto result = operation(call, *socket);
    (*socket)->update_readiness();
    return result;
  });
}

/// Starts to connect; the network loses it, if that is ordered.
Status start_to_connect(Call& call, Socket& socket, int fd, const hostmodem::SocketAddress& peer) {
  auto& faults = call.modem().faults();
  socket.lose_next_connect((socket.kind().stream || socket.kind().secure) &&
                           faults.due(hostmodem::Failure::kConnect));
  auto started = socket.connect(peer);
  const bool under_way = !started && started.error() == Errno::kInProgress;
  if (under_way && socket.loses_connect()) faults.connect_lost(fd);
  return started;
}

}  // namespace

HOSTMODEM_API int nrf_socket(int family, int type, int protocol) {
  return returned([&] {
    return with_modem([&](Call& call) -> Result<int> {
      const auto kind = hostmodem::socket::check_kind(family, type, protocol);
      if (!kind) return fail(kind.error());
      if (const auto room = memory_for(call, "nrf_socket"); !room) return fail(room.error());
      return call.modem().sockets().insert(
          Socket::create(*kind, call.modem().socket_environment()));
    });
  });
}

HOSTMODEM_API int nrf_close(int fd) {
  return returned(
      [&] { return with_modem([&](Call& call) { return call.modem().sockets().close(fd); }); });
}

HOSTMODEM_API int nrf_fcntl(int fd, int cmd, int flags) {
  return returned([&] {
    return with_socket(fd, [&](Call&, const SocketPtr& socket) -> Result<int> {
      switch (cmd) {
        case NRF_F_GETFL:
          return socket->options.nonblocking ? NRF_O_NONBLOCK : 0;
        case NRF_F_SETFL:
          if ((flags & ~NRF_O_NONBLOCK) != 0) return fail(Errno::kInval);
          socket->options.nonblocking = (flags & NRF_O_NONBLOCK) != 0;
          return 0;
        default:
          return fail(Errno::kInval);
      }
    });
  });
}

HOSTMODEM_API int nrf_bind(int fd, const nrf_sockaddr* address, nrf_socklen_t address_len) {
  return returned([&] {
    return with_socket(fd, [&](Call&, const SocketPtr& socket) -> Status {
      const auto local = hostmodem::api::from_c(address, address_len);
      if (!local) return fail(local.error());
      if (socket->kind().raw) return fail(Errno::kOpNotSupp);
      if (local->address.family() != socket->kind().family) return fail(Errno::kAfNoSupport);
      return socket->bind(*local);
    });
  });
}

HOSTMODEM_API int nrf_connect(int fd, const nrf_sockaddr* address, nrf_socklen_t address_len) {
  return returned([&] {
    return with_socket(fd, [&](Call& call, const SocketPtr& socket) -> Status {
      const auto peer = hostmodem::api::from_c(address, address_len);
      if (!peer) return fail(peer.error());
      if (socket->kind().raw) return fail(Errno::kOpNotSupp);
      if (peer->address.family() != socket->kind().family) return fail(Errno::kAfNoSupport);
      const bool waits = socket->kind().stream || socket->kind().secure;
      const bool blocks = waits && !socket->options.nonblocking;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block("nrf_connect"); !may) return may;
      }
      if (const auto room = memory_for(call, "nrf_connect"); !room) return room;
      const auto started = start_to_connect(call, *socket, fd, *peer);
      if (started || started.error() != Errno::kInProgress || !blocks) return started;
      const auto done =
          hostmodem::api::blocking(call, socket->changed(), socket->options.send_timeout,
                                   Errno::kTimedOut, [&] { return socket->connect_result(); });
      if (!done && done.error() == Errno::kTimedOut) socket->abandon_connect();
      return done;
    });
  });
}

HOSTMODEM_API int nrf_listen(int fd, int backlog) {
  return returned([&] {
    return with_socket(
        fd, [&](Call&, const SocketPtr& socket) -> Status { return socket->listen(backlog); });
  });
}

HOSTMODEM_API int nrf_accept(int fd, nrf_sockaddr* address, nrf_socklen_t* address_len) {
  return returned([&] {
    return with_socket(fd, [&](Call& call, const SocketPtr& socket) -> Result<int> {
      if (address != nullptr && address_len == nullptr) return fail(Errno::kFault);
      const auto try_accept = [&]() -> Result<Socket::Accepted> {
        if (call.modem().sockets().full()) return fail(Errno::kNoBufs);
        return socket->accept();
      };
      const bool blocks = !socket->options.nonblocking;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block("nrf_accept"); !may) {
          return fail(may.error());
        }
      }
      if (const auto room = memory_for(call, "nrf_accept"); !room) return fail(room.error());
      auto accepted = blocks ? hostmodem::api::blocking(call, socket->changed(),
                                                        socket->options.receive_timeout,
                                                        Errno::kAgain, try_accept)
                             : try_accept();
      if (!accepted) return fail(accepted.error());
      hostmodem::api::store_address(accepted->peer, address, address_len);
      return call.modem().sockets().insert(std::move(accepted->socket));
    });
  });
}

namespace {

ssize_t send_to(std::string_view function, int fd, const void* buffer, size_t length, int flags,
                const nrf_sockaddr* address, nrf_socklen_t address_len) {
  return returned<ssize_t>([&] {
    return with_socket(fd, [&](Call& call, const SocketPtr& socket) -> Result<std::size_t> {
      if ((flags & ~(NRF_MSG_DONTWAIT | NRF_MSG_WAITACK)) != 0) return fail(Errno::kOpNotSupp);
      if (buffer == nullptr && length > 0) return fail(Errno::kFault);
      std::optional<hostmodem::SocketAddress> to;
      if (address != nullptr) {
        const auto given = hostmodem::api::from_c(address, address_len);
        if (!given) return fail(given.error());
        to = *given;
      }
      const bool blocks = !socket->options.nonblocking && (flags & NRF_MSG_DONTWAIT) == 0;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block(function); !may) return fail(may.error());
      }
      if (const auto room = memory_for(call, function); !room) return fail(room.error());
      const bool waits = (flags & NRF_MSG_WAITACK) != 0;
      if (waits && !blocks) {
        hostmodem::log::error("nrf_send: NRF_MSG_WAITACK in a call that does not block");
        return fail(Errno::kOpNotSupp);
      }
      const auto delivery = socket->begin_delivery(waits);
      if (!delivery) return fail(delivery.error());
      const std::span data(static_cast<const std::byte*>(buffer), length);
      std::size_t sent = 0;
      // A blocking call sends everything; what was taken before an error counts (POSIX).
      bool taken = false;
      const auto try_send = [&]() -> Result<std::size_t> {
        while (!taken) {
          const auto count = socket->send(data.subspan(sent), to);
          if (!count) return fail(count.error());
          sent += *count;
          if (!blocks) return sent;
          taken = sent == length;
          if (!taken) call.modem().settle();
        }
        // Only what has reached the network survives a nrf_close() that follows.
        if (const auto flushed = socket->flush(); !flushed) return fail(flushed.error());
        if (waits) {
          if (const auto done = socket->await_delivery(); !done) return fail(done.error());
        }
        return sent;
      };
      const auto result =
          blocks ? hostmodem::api::blocking(call, socket->changed(), socket->options.send_timeout,
                                            Errno::kAgain, try_send)
                 : try_send();
      const bool some = result || sent > 0;
      if (some) socket->note_output();
      socket->end_delivery(*delivery, some && !waits ? std::optional(sent) : std::nullopt);
      if (!result && sent > 0 && !waits) {
        socket->keep_error(result.error());
        return sent;
      }
      return result;
    });
  });
}

}  // namespace

HOSTMODEM_API ssize_t nrf_sendto(int fd, const void* buffer, size_t length, int flags,
                                 const nrf_sockaddr* address, nrf_socklen_t address_len) {
  return send_to("nrf_sendto", fd, buffer, length, flags, address, address_len);
}

HOSTMODEM_API ssize_t nrf_send(int fd, const void* buffer, size_t length, int flags) {
  return send_to("nrf_send", fd, buffer, length, flags, nullptr, 0);
}

namespace {

ssize_t receive_from(std::string_view function, int fd, void* buffer, size_t length, int flags,
                     nrf_sockaddr* address, nrf_socklen_t* address_len) {
  return returned<ssize_t>([&] {
    return with_socket(fd, [&](Call& call, const SocketPtr& socket) -> Result<std::size_t> {
      constexpr int kKnown = NRF_MSG_PEEK | NRF_MSG_DONTWAIT | NRF_MSG_WAITALL;
      if ((flags & ~kKnown) != 0) return fail(Errno::kOpNotSupp);
      const bool peek = (flags & NRF_MSG_PEEK) != 0;
      const bool stream = socket->kind().stream;
      if ((flags & NRF_MSG_WAITALL) != 0 && !stream) return fail(Errno::kOpNotSupp);
      if (buffer == nullptr && length > 0) return fail(Errno::kFault);
      if (address != nullptr && address_len == nullptr) return fail(Errno::kFault);
      const bool blocks = !socket->options.nonblocking && (flags & NRF_MSG_DONTWAIT) == 0;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block(function); !may) return fail(may.error());
      }
      if (const auto room = memory_for(call, function); !room) return fail(room.error());
      const bool all = (flags & NRF_MSG_WAITALL) != 0 && blocks && !peek;
      const std::span space(static_cast<std::byte*>(buffer), length);
      std::size_t received = 0;
      const auto try_receive = [&]() -> Result<std::size_t> {
        while (true) {
          const auto got = socket->receive(space.subspan(received), peek);
          if (!got) return fail(got.error());
          received += got->length;
          if (got->from) hostmodem::api::store_address(*got->from, address, address_len);
          if (!all || got->length == 0 || received == length) return received;
        }
      };
      const auto result = blocks ? hostmodem::api::blocking(call, socket->changed(),
                                                            socket->options.receive_timeout,
                                                            Errno::kAgain, try_receive)
                                 : try_receive();
      if (!result && received > 0) {
        socket->keep_error(result.error());
        return received;
      }
      return result;
    });
  });
}

}  // namespace

HOSTMODEM_API ssize_t nrf_recvfrom(int fd, void* buffer, size_t length, int flags,
                                   nrf_sockaddr* address, nrf_socklen_t* address_len) {
  return receive_from("nrf_recvfrom", fd, buffer, length, flags, address, address_len);
}

HOSTMODEM_API ssize_t nrf_recv(int fd, void* buffer, size_t length, int flags) {
  return receive_from("nrf_recv", fd, buffer, length, flags, nullptr, nullptr);
}

HOSTMODEM_API int nrf_setsockopt(int fd, int level, int option_name, const void* option_value,
                                 nrf_socklen_t option_len) {
  return returned([&] {
    return with_socket(fd, [&](Call& call, const SocketPtr& socket) -> Status {
      hostmodem::socket::OptionValue value;
      if (option_value != nullptr) {
        value = std::span(static_cast<const std::byte*>(option_value), option_len);
      } else if (option_len != 0) {
        return fail(Errno::kFault);
      }
      auto status = hostmodem::socket::set_option(*socket, level, option_name, value);
      if (const auto callback = socket->take_immediate_callback()) {
        call.modem().loop().call_now(call.lock(), *callback);
      }
      return status;
    });
  });
}

HOSTMODEM_API int nrf_getsockopt(int fd, int level, int option_name, void* option_value,
                                 nrf_socklen_t* option_len) {
  return returned([&] {
    return with_socket(fd, [&](Call&, const SocketPtr& socket) -> Status {
      if (option_value == nullptr || option_len == nullptr) return fail(Errno::kFault);
      const auto value = hostmodem::socket::get_option(*socket, level, option_name);
      if (!value) return fail(value.error());
      const auto count = std::min<std::size_t>(*option_len, value->size());
      std::copy_n(value->begin(), count, static_cast<std::byte*>(option_value));
      *option_len = static_cast<nrf_socklen_t>(count);
      return {};
    });
  });
}

HOSTMODEM_API int nrf_socket_data_enabled_set(bool enabled) {
  return returned([&] {
    return with_modem([&](Call& call) -> Status {
      call.modem().sockets().set_enabled(enabled);
      return {};
    });
  });
}

HOSTMODEM_API bool nrf_socket_data_enabled_get() {
  const auto enabled = hostmodem::api::guarded([] {
    return with_modem([](Call& call) -> Result<bool> { return call.modem().sockets().enabled(); });
  });
  return enabled && *enabled;
}
