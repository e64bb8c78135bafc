// Socket options: any level, name, length and value, on every kind of socket and in every state.
//
// Input: records until the end, each an index of kActs (u8) and its arguments, in the order in
// which the act reads them. Numbers are little-endian. A descriptor is a u8, modulo 10, less 1.

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>

#include "block.h"
#include "blocked_send.h"
#include "hostmodem.h"
#include "input.h"
#include "modem.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "nrf_socket.h"
#include "promise.h"
#include "sockets.h"

namespace hostmodem::fuzz {
namespace {

/// PDN 2 may be one that allows little.
constexpr const char* kNetwork = R"(
[[network.apn]]
name = "pipe"
link = "pipe"
[[network.apn]]
name = "limited"
link = "pipe"
[network.apn.rate_control]
packets = 2
exceptional = true
additional_packets = 1
)";

// ---------------------------------------------------------------------------------------------
// What is chosen from
// ---------------------------------------------------------------------------------------------

struct Kind {
  int family;
  int type;
  int protocol;
};

constexpr std::array kKinds = {
    Kind{NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP},
    Kind{NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP},
    Kind{NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2},
    Kind{NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_IP},
    Kind{NRF_AF_INET6, NRF_SOCK_STREAM, NRF_IPPROTO_TCP},
    Kind{NRF_AF_INET6, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP},
    Kind{NRF_AF_INET6, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2},
    Kind{NRF_AF_INET, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2},
};

struct Option {
  int level;
  int name;
};

constexpr std::array kOptions = {
    Option{NRF_SOL_SOCKET, NRF_SO_REUSEADDR},
    Option{NRF_SOL_SOCKET, NRF_SO_ERROR},
    Option{NRF_SOL_SOCKET, NRF_SO_RCVTIMEO},
    Option{NRF_SOL_SOCKET, NRF_SO_SNDTIMEO},
    Option{NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI_NO_DATA},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI_LAST},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI_ONE_RESP},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI_ONGOING},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI_WAIT_MORE},
    Option{NRF_SOL_SOCKET, NRF_SO_POLLCB},
    Option{NRF_SOL_SOCKET, NRF_SO_EXCEPTIONAL_DATA},
    Option{NRF_SOL_SOCKET, NRF_SO_KEEPOPEN},
    Option{NRF_SOL_SOCKET, NRF_SO_BINDTOPDN},
    Option{NRF_SOL_SOCKET, NRF_SO_RAI},
    Option{NRF_SOL_SOCKET, NRF_SO_SENDCB},
    Option{NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL},
    Option{NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY},
    Option{NRF_IPPROTO_IPV6, NRF_SO_IPV6_ECHO_REPLY},
    Option{NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH},
    Option{NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_ROLE},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE_PURGE},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID_STATUS},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_SAVE},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_LOAD},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_HANDSHAKE_STATUS},
    Option{NRF_SOL_SECURE, NRF_SO_SEC_DTLS_FRAG_EXT},
};

/// An index of kOptions; beyond it a level and a name follow.
Option read_option(Input& input) {
  const std::size_t index = input.u8();
  if (index < kOptions.size()) return kOptions[index];
  const auto level = static_cast<int>(input.u32());
  return {level, static_cast<int>(input.u32())};
}

int read_descriptor(Input& input) { return input.u8() % 10 - 1; }

constexpr std::uint16_t kPort = 7000;

/// The modem itself, where its own sockets answer, and a host that does not.
Address read_address(Input& input) {
  static constexpr std::array kHosts = {"10.0.2.15", "fd00:0:0:2::15", "10.0.2.2", "fd00:0:0:2::2"};
  const std::size_t host = input.u8();
  return {kHosts[host % kHosts.size()], static_cast<std::uint16_t>(kPort + input.u8() % 4)};
}

// ---------------------------------------------------------------------------------------------
// Callbacks of the application
// ---------------------------------------------------------------------------------------------

/// Callbacks that cause each other must come to an end.
constexpr int kMostCallbacks = 64;
std::atomic<int> g_callbacks = 0;

bool is_worth_an_act(const nrf_pollfd* pollfd) {
  require(pollfd != nullptr && pollfd->revents != 0, "a poll callback is told of an event");
  return ++g_callbacks <= kMostCallbacks;
}

void take_nothing(nrf_pollfd* pollfd) { is_worth_an_act(pollfd); }

void take_data(nrf_pollfd* pollfd) {
  if (!is_worth_an_act(pollfd)) return;
  std::array<std::byte, 100> buffer{};
  checked(nrf_recv(pollfd->fd, buffer.data(), buffer.size(), NRF_MSG_DONTWAIT));
}

void send_data(nrf_pollfd* pollfd) {
  if (!is_worth_an_act(pollfd)) return;
  checked(nrf_send(pollfd->fd, "callback", 8, NRF_MSG_DONTWAIT));
}

void close_itself(nrf_pollfd* pollfd) {
  if (is_worth_an_act(pollfd)) checked(nrf_close(pollfd->fd));
}

void unset_itself(nrf_pollfd* pollfd) {
  if (!is_worth_an_act(pollfd)) return;
  checked(nrf_setsockopt(pollfd->fd, NRF_SOL_SOCKET, NRF_SO_POLLCB, nullptr, 0));
}

void replace_itself(nrf_pollfd* pollfd) {
  if (!is_worth_an_act(pollfd)) return;
  const nrf_modem_pollcb other{take_data, NRF_POLLIN | NRF_POLLOUT, true};
  checked(nrf_setsockopt(pollfd->fd, NRF_SOL_SOCKET, NRF_SO_POLLCB, &other, sizeof other));
}

/// Everything that a callback must not do.
void misbehave(nrf_pollfd* pollfd) {
  if (!is_worth_an_act(pollfd)) return;
  require(nrf_modem_shutdown() != 0, "a callback cannot shut the modem down");
  require(nrf_poll(nullptr, 0, -1) == -1, "a callback cannot wait");
  nrf_addrinfo* found = nullptr;
  require(nrf_getaddrinfo("known.example", nullptr, nullptr, &found) != 0,
          "a callback cannot look a name up");
}

void step_the_clock(nrf_pollfd* pollfd) {
  if (is_worth_an_act(pollfd)) hostmodem_clock_step(1000);
}

constexpr std::array<nrf_modem_pollcb_t, 9> kPollCallbacks = {
    take_nothing, nullptr,        take_data, send_data,      close_itself,
    unset_itself, replace_itself, misbehave, step_the_clock,
};

/// An arbitrary pointer to a function would be the application's fault: the first byte chooses one
/// that exists. The other bytes stay.
void make_callback_real(const Option& option, std::span<std::byte> value) {
  static_assert(offsetof(nrf_modem_pollcb, callback) == 0);
  static_assert(offsetof(nrf_modem_sendcb, callback) == 0);
  if (option.level != NRF_SOL_SOCKET || value.size() < sizeof(nrf_modem_pollcb_t)) return;
  const auto choice = std::to_integer<std::size_t>(value[0]);
  if (option.name == NRF_SO_POLLCB) {
    const auto callback = kPollCallbacks[choice % kPollCallbacks.size()];
    std::memcpy(value.data(), &callback, sizeof callback);
  } else if (option.name == NRF_SO_SENDCB) {
    const nrf_modem_sendcb_t callback =
        choice % 2 == 0 ? nullptr : +[](const nrf_modem_sendcb_params* params) {
          require(params != nullptr, "a send callback is told something");
        };
    std::memcpy(value.data(), &callback, sizeof callback);
  }
}

// ---------------------------------------------------------------------------------------------
// Acts
// ---------------------------------------------------------------------------------------------

void open(Modem&, Input& input) {
  const Kind& kind = kKinds[input.u8() % kKinds.size()];
  open_socket(kind.family, kind.type, kind.protocol);
}

void close(Modem&, Input& input) { checked(nrf_close(read_descriptor(input))); }

/// Bits of how a value is given.
enum Form : std::uint8_t {
  kNull = 0x01,        ///< NULL, with a length that follows (u32)
  kNullLength = 0x02,  ///< NULL for the length; of nrf_getsockopt()
  kMisaligned = 0x04,  ///< at an odd address
};

/// descriptor, option, form, length (u8), value
void set(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  const Option option = read_option(input);
  const std::uint8_t form = input.u8();
  if ((form & kNull) != 0) {
    checked(nrf_setsockopt(fd, option.level, option.name, nullptr, input.u32()));
    return;
  }
  const auto bytes = input.bytes(input.u8());
  const std::size_t shift = (form & kMisaligned) != 0 ? 1 : 0;
  Block block(shift + bytes.size());
  const auto value = block.span().subspan(shift);
  std::copy(bytes.begin(), bytes.end(), value.begin());
  make_callback_real(option, value);
  checked(nrf_setsockopt(fd, option.level, option.name, block.as() + shift,
                         static_cast<nrf_socklen_t>(value.size())));
}

/// descriptor, option, form, length (u8)
void get(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  const Option option = read_option(input);
  const std::uint8_t form = input.u8();
  const std::size_t size = input.u8();
  const std::size_t shift = (form & kMisaligned) != 0 ? 1 : 0;
  constexpr std::byte kUntouched{0xa5};
  Block block(shift + size);
  std::fill(block.span().begin(), block.span().end(), kUntouched);
  auto length = static_cast<nrf_socklen_t>(size);
  const long got = checked(nrf_getsockopt(fd, option.level, option.name,
                                          (form & kNull) != 0 ? nullptr : block.as() + shift,
                                          (form & kNullLength) != 0 ? nullptr : &length));
  require(length <= size, "nrf_getsockopt() gives no more than there is room for");
  const std::size_t written = got == 0 ? shift + length : 0;
  for (const std::byte rest : block.span().subspan(written)) {
    require(rest == kUntouched, "nrf_getsockopt() writes only what it says");
  }
}

/// count (u8), or 0xff and the count that goes with NULL (u32); for each a descriptor and events
void poll(Modem&, Input& input) {
  const std::uint8_t count = input.u8();
  if (count == 0xff) {
    checked(nrf_poll(nullptr, input.u32(), 0));
    return;
  }
  Block block((count % 16) * sizeof(nrf_pollfd));
  const std::span entries(block.as<nrf_pollfd>(), count % 16);
  for (nrf_pollfd& entry : entries) {
    entry.fd = read_descriptor(input);
    entry.events = static_cast<short>(input.u16());
  }
  const long ready = checked(nrf_poll(entries.data(), count % 16, 0));
  const auto told = std::count_if(entries.begin(), entries.end(),
                                  [](const nrf_pollfd& entry) { return entry.revents != 0; });
  require(ready == told, "nrf_poll() gives the number of entries with events");
}

/// descriptor, length (u16), flags (u16)
void send(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Block data(input.u16() % 20000);
  checked(nrf_send(fd, data.as(), data.size(), input.u16() | NRF_MSG_DONTWAIT));
}

/// descriptor, length (u16), the root of the milliseconds (u8): sends what is to be delivered
/// within that time, or the socket is closed
void deliver(Modem& modem, Input& input) {
  const int fd = read_descriptor(input);
  const std::size_t length = input.u16() % 20000;
  const std::uint64_t root = input.u8();
  checked(nrf_fcntl(fd, NRF_F_SETFL, 0));
  {
    const BlockedSend send(fd, length, NRF_MSG_WAITACK);
    if (send.blocks()) modem.step(root * root);
    if (send.blocks()) checked(nrf_close(fd));
  }
  checked(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK));
}

/// descriptor, length (u16), flags (u16)
void receive(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Block buffer(input.u16() % 20000);
  checked(nrf_recv(fd, buffer.as(), buffer.size(), input.u16() | NRF_MSG_DONTWAIT));
}

/// descriptor, address
void connect(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  connect_to(fd, read_address(input));
}

/// descriptor, address
void bind(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  bind_to(fd, read_address(input));
}

/// descriptor, backlog (u32)
void listen(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  checked(nrf_listen(fd, static_cast<int>(input.u32())));
}

void accept(Modem&, Input& input) { accept_socket(read_descriptor(input), nullptr, nullptr); }

/// the root of the milliseconds (u8)
void step(Modem& modem, Input& input) {
  const std::uint64_t root = input.u8();
  modem.step(root * root);
}

void reattach(Modem& modem, Input&) { modem.reattach(); }

/// number of a packet data network (u8), what becomes of it (u8): the application ends it, or
/// activates it, or the network takes it away
void change_network(Modem&, Input& input) {
  const int pdn = input.u8() % 3;
  const int change = input.u8() % 3;
  if (change == 2) {
    hostmodem_pdn_drop(pdn);
    return;
  }
  nrf_modem_at_printf("AT+CGDCONT=%d,\"IPV4V6\",\"%s\"", pdn, pdn == 2 ? "limited" : "pipe");
  nrf_modem_at_printf("AT%%EXCEPTIONALDATA=0,%d,1", pdn);
  nrf_modem_at_printf("AT+CGACT=%d,%d", change, pdn);
}

/// descriptor, events (u16)
void watch(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  const int shown = hostmodem_socket_readiness(fd, static_cast<short>(input.u16()));
  if (shown >= 0) ::close(shown);
}

/// allowed (u8)
void enable_data(Modem&, Input& input) {
  checked(nrf_socket_data_enabled_set(input.u8() % 2 != 0));
}

constexpr std::array<void (*)(Modem&, Input&), 17> kActs = {
    open,   close,  set,  get,      poll,  send,        receive,        connect, bind,
    listen, accept, step, reattach, watch, enable_data, change_network, deliver,
};

void run(Input input) {
  Modem modem(kNetwork);
  g_callbacks = 0;
  while (!input.empty()) {
    kActs[input.u8() % kActs.size()](modem, input);
    modem.settle();
  }
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}
