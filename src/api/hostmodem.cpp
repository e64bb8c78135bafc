#include "hostmodem.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "api/gate.h"
#include "base/error.h"
#include "base/log.h"
#include "nrf_socket.h"
#include "pdn/pdn.h"

using hostmodem::Config;
using hostmodem::ConfigError;
using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::guarded;
using hostmodem::api::negated;
using hostmodem::api::Persistent;
using hostmodem::api::with_modem;
using hostmodem::api::with_persistent;

namespace {

constexpr double kMinScale = 0.001;
constexpr double kMaxScale = 1000000;
constexpr std::uint64_t kMaxStep = std::uint64_t{100} * 365 * 24 * 3600 * 1000;

Status configure_with(const tl::expected<Config, ConfigError>& config) {
  if (!config) {
    hostmodem::log::error("{}", config.error().message);
    return fail(config.error().error);
  }
  return with_persistent([&](Persistent& persistent, bool running) -> Status {
    if (running) {
      hostmodem::log::error("hostmodem_configure: the modem is initialised");
      return fail(Errno::kPerm);
    }
    persistent.config = *config;
    persistent.configured = true;
    return {};
  });
}

using Transport = hostmodem::link::PortForward::Transport;

struct Forward {
  hostmodem::pdn::Pdn& pdn;
  Transport transport;
  hostmodem::SocketAddress outside;
};

/// What the arguments of the forward functions mean.
Result<Forward> forward_of(Call& call, int pdn, int type, const char* address, uint16_t port) {
  if (address == nullptr) return fail(Errno::kFault);
  const auto outside = hostmodem::IpAddress::parse(address);
  if (pdn < 0 || pdn > hostmodem::pdn::kLastPdn || !outside) return fail(Errno::kInval);
  if (type != NRF_SOCK_STREAM && type != NRF_SOCK_DGRAM) return fail(Errno::kInval);
  const auto active = call.modem().pdns().find(static_cast<hostmodem::pdn::PdnId>(pdn));
  if (!active) return fail(Errno::kNetDown);
  return Forward{
      **active, type == NRF_SOCK_STREAM ? Transport::kTcp : Transport::kUdp, {*outside, port}};
}

}  // namespace

HOSTMODEM_API const char* hostmodem_version() { return HOSTMODEM_VERSION; }

// The tables hold string literals: their views end in NUL.
HOSTMODEM_API const char* hostmodem_errno_name(int number) {
  return hostmodem::errno_name(std::abs(number)).data();
}

HOSTMODEM_API const char* hostmodem_strerror(int number) {
  return hostmodem::errno_text(std::abs(number)).data();
}

HOSTMODEM_API int hostmodem_configure(const char* toml) {
  return negated([&]() -> Status {
    if (toml != nullptr) {
      return configure_with(hostmodem::parse_config(toml, "configuration"));
    }
    return with_persistent([&](Persistent& persistent, bool running) -> Status {
      if (running) return fail(Errno::kPerm);
      persistent.configured = false;
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_configure_file(const char* path) {
  return negated([&]() -> Status {
    if (path == nullptr) return fail(Errno::kFault);
    return configure_with(hostmodem::load_config(path));
  });
}

HOSTMODEM_API int hostmodem_state_directory(char* path, size_t size) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (path == nullptr) return fail(Errno::kFault);
      const auto& directory = call.modem().state_directory();
      if (!directory) return fail(Errno::kNoEnt);
      const std::string& text = directory->native();
      if (text.size() >= size) return fail(Errno::kNameTooLong);
      std::memcpy(path, text.c_str(), text.size() + 1);
      return {};
    });
  });
}

HOSTMODEM_API void hostmodem_log_handler_set(hostmodem_log_handler_t handler, void* context) {
  static_assert(static_cast<int>(hostmodem::log::Level::kError) == HOSTMODEM_LOG_ERROR);
  if (handler == nullptr) {
    hostmodem::log::set_sink({});
    return;
  }
  hostmodem::log::set_sink([handler, context](hostmodem::log::Level level, std::string_view line) {
    handler(static_cast<hostmodem_log_level>(level), std::string(line).c_str(), context);
  });
}

HOSTMODEM_API int hostmodem_socket_readiness(int fd, short events) {
  const auto opened = guarded([&] {
    return with_modem([&](Call& call) -> Result<int> {
      if ((events & ~(NRF_POLLIN | NRF_POLLOUT)) != 0) return fail(Errno::kInval);
      const auto socket = call.modem().sockets().find(fd);
      if (!socket) return fail(socket.error());
      return (*socket)->open_readiness(events);
    });
  });
  return opened ? *opened : -static_cast<int>(opened.error());
}

HOSTMODEM_API int hostmodem_clock_hold() {
  return negated([] {
    return with_modem([](Call& call) -> Status {
      call.modem().clock().hold();
      call.modem().loop().clock_changed();
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_clock_run(double scale) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      // Written so that not-a-number is refused too.
      if (!(scale >= kMinScale && scale <= kMaxScale)) return fail(Errno::kInval);
      call.modem().clock().run(scale);
      call.modem().loop().clock_changed();
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_clock_step(uint64_t milliseconds) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (milliseconds > kMaxStep) return fail(Errno::kInval);
      return call.modem().loop().step(call.lock(), std::chrono::milliseconds(milliseconds));
    });
  });
}

HOSTMODEM_API uint64_t hostmodem_clock_now() {
  using std::chrono::microseconds;
  const auto now = guarded([] {
    return with_modem([](Call& call) -> Result<microseconds> {
      const auto since_start = call.modem().clock().now().time_since_epoch();
      return std::chrono::duration_cast<microseconds>(since_start);
    });
  });
  return now ? static_cast<uint64_t>(now->count()) : 0;
}

HOSTMODEM_API int hostmodem_pdn_drop(int pdn) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (pdn < 0 || pdn > hostmodem::pdn::kLastPdn) return fail(Errno::kInval);
      return call.modem().drop_pdn(static_cast<hostmodem::pdn::PdnId>(pdn));
    });
  });
}

HOSTMODEM_API int hostmodem_network_detach(void) {
  return negated([] {
    return with_modem([](Call& call) -> Status {
      call.modem().network_detach();
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_network_attach(void) {
  return negated([] {
    return with_modem([](Call& call) -> Status {
      call.modem().network_attach();
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_apn_refuse(const char* apn, int cause) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      constexpr int kLastCause = 255;
      if (apn == nullptr) return fail(Errno::kFault);
      const std::string name = apn;
      if (name.size() > hostmodem::pdn::kMaxApn || cause < 0 || cause > kLastCause)
        return fail(Errno::kInval);
      call.modem().pdns().refuse_apn(name, static_cast<hostmodem::pdn::EsmCause>(cause));
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_forward_add(int pdn, int type, const char* host_address,
                                        uint16_t host_port, uint16_t modem_port) {
  const auto port = guarded([&] {
    return with_modem([&](Call& call) -> Result<int> {
      const auto forward = forward_of(call, pdn, type, host_address, host_port);
      if (!forward) return fail(forward.error());
      if (modem_port == 0) return fail(Errno::kInval);
      const auto at = forward->pdn.add_forward(forward->transport, forward->outside, modem_port);
      if (!at) return fail(at.error());
      return at->port;
    });
  });
  return port ? *port : -static_cast<int>(port.error());
}

HOSTMODEM_API int hostmodem_forward_remove(int pdn, int type, const char* host_address,
                                           uint16_t host_port) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      const auto forward = forward_of(call, pdn, type, host_address, host_port);
      if (!forward) return fail(forward.error());
      forward->pdn.remove_forward(forward->transport, forward->outside);
      return {};
    });
  });
}

HOSTMODEM_API void hostmodem_pipe_handler_set(hostmodem_pipe_handler_t handler, void* context) {
  negated([&] {
    return with_persistent([&](Persistent& persistent, bool) -> Status {
      persistent.handlers.pipe = nullptr;
      if (handler == nullptr) return {};
      persistent.handlers.pipe = std::make_shared<const hostmodem::Modem::PipeHandler>(
          [handler, context](int pdn, std::span<const std::byte> packet) {
            handler(pdn, packet.data(), packet.size(), context);
          });
      return {};
    });
  });
  // The one before may be at work: its context is the caller's again when this returns.
  static_cast<void>(guarded([]() -> Status {
    hostmodem::api::finish_callback();
    return {};
  }));
}

HOSTMODEM_API int hostmodem_pipe_send(int pdn, const void* packet, size_t length) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (packet == nullptr) return fail(Errno::kFault);
      if (pdn < 0 || pdn > hostmodem::pdn::kLastPdn || length == 0 || length > 65535)
        return fail(Errno::kInval);
      const auto active = call.modem().pdns().find(static_cast<hostmodem::pdn::PdnId>(pdn));
      if (!active) return fail(Errno::kNetDown);
      if ((*active)->pipe() == nullptr) return fail(Errno::kInval);
      (*active)->pipe()->inject({static_cast<const std::byte*>(packet), length});
      return {};
    });
  });
}

HOSTMODEM_API int hostmodem_capture_start(const char* path) {
  return negated([&] {
    return with_modem([&](Call& call) -> Status {
      if (path == nullptr) return fail(Errno::kFault);
      return call.modem().start_capture(path);
    });
  });
}

HOSTMODEM_API int hostmodem_capture_stop() {
  return negated(
      [] { return with_modem([](Call& call) -> Status { return call.modem().stop_capture(); }); });
}
