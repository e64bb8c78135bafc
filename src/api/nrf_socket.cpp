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

/// Runs `operation(Call&, const SocketPtr&)` of `function` with the socket `fd`.
template <typename Operation>
auto with_socket(std::string_view function, int fd, Operation operation) {
  const auto with_call = [&](Call& call) -> decltype(operation(call, std::declval<SocketPtr&>())) {
    auto socket = call.modem().sockets().find(fd);
    if (!socket) {
      hostmodem::api::report_no_socket(function, fd, call.modem().sockets());
      return fail(socket.error());
    }
    auto result = operation(call, *socket);
    (*socket)->update_readiness();
    if (!result) hostmodem::api::explain(function, fd, result.error());
    return result;
  };
  return with_modem(with_call, function);
}

/// A new socket has the descriptor `fd`.
Result<int> opened(Result<int> fd) {
  if (fd) hostmodem::api::forget_misuse(*fd);
  return fd;
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
    return with_modem(
        [&](Call& call) -> Result<int> {
          const auto kind = hostmodem::socket::check_kind(family, type, protocol);
          if (!kind) return fail(kind.error());
          if (const auto room = memory_for(call, "nrf_socket"); !room) return fail(room.error());
          return opened(call.modem().sockets().insert(
              Socket::create(*kind, call.modem().socket_environment())));
        },
        "nrf_socket");
  });
}

HOSTMODEM_API int nrf_close(int fd) {
  return returned([&] {
    return with_socket("nrf_close", fd, [&](Call& call, const SocketPtr&) {
      return call.modem().sockets().close(fd);
    });
  });
}

HOSTMODEM_API int nrf_fcntl(int fd, int cmd, int flags) {
  return returned([&] {
    return with_socket("nrf_fcntl", fd, [&](Call&, const SocketPtr& socket) -> Result<int> {
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
    return with_socket("nrf_bind", fd, [&](Call&, const SocketPtr& socket) -> Status {
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
    return with_socket("nrf_connect", fd, [&](Call& call, const SocketPtr& socket) -> Status {
      const auto peer = hostmodem::api::from_c(address, address_len);
      if (!peer) return fail(peer.error());
      if (socket->kind().raw) return fail(Errno::kOpNotSupp);
      if (peer->address.family() != socket->kind().family) return fail(Errno::kAfNoSupport);
      const bool waits = socket->kind().stream || socket->kind().secure;
      const bool blocks = waits && !socket->options.nonblocking;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block("nrf_connect", fd); !may) return may;
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
    return with_socket("nrf_listen", fd, [&](Call&, const SocketPtr& socket) -> Status {
      return socket->listen(backlog);
    });
  });
}

HOSTMODEM_API int nrf_accept(int fd, nrf_sockaddr* address, nrf_socklen_t* address_len) {
  return returned([&] {
    return with_socket("nrf_accept", fd, [&](Call& call, const SocketPtr& socket) -> Result<int> {
      if (address != nullptr && address_len == nullptr) return fail(Errno::kFault);
      const auto try_accept = [&]() -> Result<Socket::Accepted> {
        if (call.modem().sockets().full()) return fail(Errno::kNoBufs);
        return socket->accept();
      };
      const bool blocks = !socket->options.nonblocking;
      if (blocks) {
        if (const auto may = hostmodem::api::may_block("nrf_accept", fd); !may) {
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
      return opened(call.modem().sockets().insert(std::move(accepted->socket)));
    });
  });
}

namespace {

/// What a call sends, and how.
struct Output {
  std::span<const std::byte> data;
  std::optional<hostmodem::SocketAddress> to;
  bool blocks = true;
  bool waits = false;  ///< until it is delivered (NRF_MSG_WAITACK)
};

/// A blocking call sends everything; what was taken before an error counts (POSIX), but where the
/// call tells of all of it.
Result<std::size_t> send_output(Call& call, hostmodem::socket::Socket& socket,
                                const Output& output) {
  const auto delivery = socket.begin_delivery(output.waits);
  if (!delivery) return fail(delivery.error());
  std::size_t sent = 0;
  bool taken = false;
  const auto try_send = [&]() -> Result<std::size_t> {
    while (!taken) {
      const auto count = socket.send(output.data.subspan(sent), output.to);
      if (!count) return fail(count.error());
      sent += *count;
      if (!output.blocks) return sent;
      taken = sent == output.data.size();
      if (!taken) call.modem().settle();
    }
    // Only what has reached the network survives a nrf_close() that follows.
    if (const auto flushed = socket.flush(); !flushed) return fail(flushed.error());
    if (output.waits) {
      if (const auto done = socket.await_delivery(); !done) return fail(done.error());
    }
    return sent;
  };
  const auto result =
      output.blocks ? hostmodem::api::blocking(call, socket.changed(), socket.options.send_timeout,
                                               Errno::kAgain, try_send)
                    : try_send();
  const bool some = result || sent > 0;
  if (some) socket.note_output();
  const bool counts = some && !output.waits;
  socket.end_delivery(*delivery, counts ? std::optional(sent) : std::nullopt);
  if (result || !counts) return result;
  socket.keep_error(result.error());
  return sent;
}

/// Its errors are counted by the name of the function.
ssize_t send_to(const char* function, int fd, const void* buffer, size_t length, int flags,
                const nrf_sockaddr* address, nrf_socklen_t address_len) {
  return returned<ssize_t>(
      [&] {
        return with_socket(
            function, fd, [&](Call& call, const SocketPtr& socket) -> Result<std::size_t> {
              if ((flags & ~(NRF_MSG_DONTWAIT | NRF_MSG_WAITACK)) != 0)
                return fail(Errno::kOpNotSupp);
              if (buffer == nullptr && length > 0) return fail(Errno::kFault);
              Output output;
              output.data = {static_cast<const std::byte*>(buffer), length};
              if (address != nullptr) {
                const auto given = hostmodem::api::from_c(address, address_len);
                if (!given) return fail(given.error());
                output.to = *given;
              }
              output.blocks = !socket->options.nonblocking && (flags & NRF_MSG_DONTWAIT) == 0;
              output.waits = (flags & NRF_MSG_WAITACK) != 0;
              if (output.blocks) {
                if (const auto may = hostmodem::api::may_block(function, fd); !may) {
                  return fail(may.error());
                }
              } else if (output.waits) {
                hostmodem::log::error("{}: NRF_MSG_WAITACK in a call that does not block",
                                      function);
                return fail(Errno::kOpNotSupp);
              }
              if (const auto room = memory_for(call, function); !room) return fail(room.error());
              return send_output(call, *socket, output);
            });
      },
      -1, function);
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

/// Likewise.
ssize_t receive_from(const char* function, int fd, void* buffer, size_t length, int flags,
                     nrf_sockaddr* address, nrf_socklen_t* address_len) {
  return returned<ssize_t>(
      [&] {
        return with_socket(
            function, fd, [&](Call& call, const SocketPtr& socket) -> Result<std::size_t> {
              constexpr int kKnown = NRF_MSG_PEEK | NRF_MSG_DONTWAIT | NRF_MSG_WAITALL;
              if ((flags & ~kKnown) != 0) return fail(Errno::kOpNotSupp);
              const bool peek = (flags & NRF_MSG_PEEK) != 0;
              const bool stream = socket->kind().stream;
              if ((flags & NRF_MSG_WAITALL) != 0 && !stream) return fail(Errno::kOpNotSupp);
              if (buffer == nullptr && length > 0) return fail(Errno::kFault);
              if (address != nullptr && address_len == nullptr) return fail(Errno::kFault);
              const bool blocks = !socket->options.nonblocking && (flags & NRF_MSG_DONTWAIT) == 0;
              if (blocks) {
                if (const auto may = hostmodem::api::may_block(function, fd); !may)
                  return fail(may.error());
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
      },
      -1, function);
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
    return with_socket("nrf_setsockopt", fd, [&](Call& call, const SocketPtr& socket) -> Status {
      hostmodem::socket::OptionValue value;
      if (option_value != nullptr) {
        value = std::span(static_cast<const std::byte*>(option_value), option_len);
      } else if (option_len != 0) {
        return fail(Errno::kFault);
      }
      auto status = hostmodem::socket::set_option(*socket, level, option_name, value);
      hostmodem::api::check_option(fd, *socket, level, option_name, option_len, status);
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
    return with_socket("nrf_getsockopt", fd, [&](Call&, const SocketPtr& socket) -> Status {
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
