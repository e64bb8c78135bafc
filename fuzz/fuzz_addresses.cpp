// Addresses in and out: socket addresses of any bytes and length, text and binary addresses, names
// and services, name servers, and room for an address that is too small.
//
// Input: records until the end, each an index of kActs (u8) and its arguments, in the order in
// which the act reads them. Numbers are little-endian. A descriptor is a u8, modulo 10, less 1.
//
// No name is asked for in the network: the modem has no name server, and the application's own one
// is removed before a name is looked up, as nobody would answer and the clock stands still.

#include <array>
#include <cstring>
#include <string>

#include "block.h"
#include "input.h"
#include "modem.h"
#include "nrf_socket.h"
#include "promise.h"
#include "sockets.h"

namespace hostmodem::fuzz {
namespace {

struct Kind {
  int family;
  int type;
};

constexpr std::array kKinds = {
    Kind{NRF_AF_INET, NRF_SOCK_STREAM},  Kind{NRF_AF_INET, NRF_SOCK_DGRAM},
    Kind{NRF_AF_INET6, NRF_SOCK_STREAM}, Kind{NRF_AF_INET6, NRF_SOCK_DGRAM},
    Kind{NRF_AF_PACKET, NRF_SOCK_RAW},
};

int read_descriptor(Input& input) { return input.u8() % 10 - 1; }

/// Bytes that a function takes with their length, or NULL with any length.
///
/// length (u8), or 0xff and the length that goes with NULL (u32); bytes
class Argument {
 public:
  explicit Argument(Input& input) : Argument(input, input.u8()) {}

  /// Null, or exactly length() bytes.
  template <typename T>
  [[nodiscard]] T* as() {
    return is_null_ ? nullptr : block_.as<T>();
  }
  [[nodiscard]] nrf_socklen_t length() const { return length_; }

 private:
  Argument(Input& input, std::uint8_t length)
      : is_null_(length == 0xff),
        length_(is_null_ ? input.u32() : 0),
        block_(input.bytes(is_null_ ? 0 : length)) {
    if (!is_null_) length_ = static_cast<nrf_socklen_t>(block_.size());
  }

  bool is_null_;
  nrf_socklen_t length_;
  Block block_;
};

/// Text that ends where its memory ends, or NULL.
///
/// length (u8), or 0xff for NULL; characters
class Text {
 public:
  explicit Text(Input& input) : Text(input, input.u8()) {}

  [[nodiscard]] const char* get() { return is_null_ ? nullptr : block_.as<const char>(); }

 private:
  Text(Input& input, std::uint8_t length)
      : is_null_(length == 0xff), block_(terminated(input.bytes(is_null_ ? 0 : length))) {}

  static Block terminated(std::span<const std::byte> characters) {
    Block block(characters.size() + 1);
    std::copy(characters.begin(), characters.end(), block.span().begin());
    return block;
  }

  bool is_null_;
  Block block_;
};

/// Room for an address and its length, which may both be missing.
///
/// length (u8); form (u8): bit 0: NULL for the address, bit 1: NULL for the length
class Room {
 public:
  explicit Room(Input& input) : block_(input.u8()), form_(input.u8()) {
    length_ = static_cast<nrf_socklen_t>(block_.size());
  }

  [[nodiscard]] nrf_sockaddr* address() {
    return (form_ & 1) != 0 ? nullptr : block_.as<nrf_sockaddr>();
  }
  [[nodiscard]] nrf_socklen_t* length() { return (form_ & 2) != 0 ? nullptr : &length_; }

  /// After a call that filled it.
  void check() {
    const bool is_size = length_ == block_.size() || length_ == sizeof(nrf_sockaddr_in) ||
                         length_ == sizeof(nrf_sockaddr_in6);
    require(is_size, "a length that is returned is that of an address");
  }

 private:
  Block block_;
  std::uint8_t form_;
  nrf_socklen_t length_ = 0;
};

// ---------------------------------------------------------------------------------------------
// Acts on sockets
// ---------------------------------------------------------------------------------------------

constexpr std::uint16_t kPort = 7000;

/// The modem's own.
Address read_own(Input& input) {
  const std::uint8_t choice = input.u8();
  return {std::string((choice & 1) != 0 ? Modem::kOwn6 : Modem::kOwn4),
          static_cast<std::uint16_t>(kPort + (choice >> 1) % 4)};
}

void open(Modem&, Input& input) {
  const Kind& kind = kKinds[input.u8() % kKinds.size()];
  open_socket(kind.family, kind.type, 0);
}

void close(Modem&, Input& input) { checked(nrf_close(read_descriptor(input))); }

/// descriptor, address
void bind(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Argument address(input);
  checked(nrf_bind(fd, address.as<nrf_sockaddr>(), address.length()));
}

/// descriptor, address
void connect(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Argument address(input);
  checked(nrf_connect(fd, address.as<nrf_sockaddr>(), address.length()));
}

/// descriptor, length of the data (u16), flags (u8), address
void send_to(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Block data(input.u16());
  const int flags = input.u8() | NRF_MSG_DONTWAIT;
  Argument address(input);
  checked(
      nrf_sendto(fd, data.as(), data.size(), flags, address.as<nrf_sockaddr>(), address.length()));
}

/// descriptor, own address
void bind_well(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  bind_to(fd, read_own(input));
}

/// descriptor, own address
void connect_well(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  connect_to(fd, read_own(input));
}

/// descriptor, own address
void send_well(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  const Address to = read_own(input);
  checked(nrf_sendto(fd, "data", 4, NRF_MSG_DONTWAIT, to.get(), to.length()));
}

/// descriptor
void listen(Modem&, Input& input) { checked(nrf_listen(read_descriptor(input), 4)); }

/// descriptor, room
void accept(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Room peer(input);
  if (accept_socket(fd, peer.address(), peer.length()) >= 0) peer.check();
}

/// descriptor, length of the buffer (u16), flags (u8), room
void receive_from(Modem&, Input& input) {
  const int fd = read_descriptor(input);
  Block buffer(input.u16());
  const int flags = input.u8() | NRF_MSG_DONTWAIT;
  Room sender(input);
  const long got = checked(
      nrf_recvfrom(fd, buffer.as(), buffer.size(), flags, sender.address(), sender.length()));
  if (got >= 0) sender.check();
}

// ---------------------------------------------------------------------------------------------
// Acts on names and text
// ---------------------------------------------------------------------------------------------

/// family (u32), text, where the address goes: 0xff for NULL (u8)
void text_to_address(Modem&, Input& input) {
  const auto family = static_cast<int>(input.u32());
  Text text(input);
  Block room(family == NRF_AF_INET ? sizeof(nrf_in_addr) : sizeof(nrf_in6_addr));
  const bool null = input.u8() == 0xff;
  const long parsed = checked(nrf_inet_pton(family, text.get(), null ? nullptr : room.as()));
  if (parsed != 1) return;

  std::array<char, NRF_INET6_ADDRSTRLEN> shown{};
  require(nrf_inet_ntop(family, room.as(), shown.data(), shown.size()) == shown.data(),
          "what nrf_inet_pton() makes has a text");
  Block again(room.size());
  require(nrf_inet_pton(family, shown.data(), again.as()) == 1 &&
              std::memcmp(room.as(), again.as(), room.size()) == 0,
          "the text of an address is that address");
}

/// family (u32), address of 16 bytes, room (u8), form (u8): bit 0: NULL for the address, bit 1: for
/// the room
void address_to_text(Modem&, Input& input) {
  const auto family = static_cast<int>(input.u32());
  Block address(sizeof(nrf_in6_addr));
  const auto bytes = input.bytes(address.size());
  std::copy(bytes.begin(), bytes.end(), address.span().begin());
  Block room(input.u8());
  const std::uint8_t form = input.u8();
  const char* text = nrf_inet_ntop(family, (form & 1) != 0 ? nullptr : address.as(),
                                   (form & 2) != 0 ? nullptr : room.as<char>(),
                                   static_cast<nrf_socklen_t>(room.size()));
  if (text == nullptr) return;
  const auto* end = std::memchr(text, 0, room.size());
  require(text == room.as<char>() && end != nullptr, "the text ends in its room");
}

void check_found(const nrf_addrinfo* found) {
  require(found != nullptr, "a name that is found has an address");
  for (; found != nullptr; found = found->ai_next) {
    const bool v4 = found->ai_family == NRF_AF_INET;
    require(v4 || found->ai_family == NRF_AF_INET6, "an address that is found has a family");
    require(found->ai_addrlen == (v4 ? sizeof(nrf_sockaddr_in) : sizeof(nrf_sockaddr_in6)),
            "an address that is found has the length of its family");
    require(found->ai_addr->sa_family == found->ai_family, "an address knows its family");
    if (found->ai_canonname != nullptr) static_cast<void>(std::strlen(found->ai_canonname));
  }
}

/// name, service, form (u8): bit 0: no hints, bit 1: NULL for the result; hints: flags (u16),
/// family, type (u8), protocol (u16)
void look_up(Modem&, Input& input) {
  for (const int family : {NRF_AF_INET, NRF_AF_INET6}) {
    require(nrf_setdnsaddr(family, nullptr, 0) == 0, "a name server can be removed");
  }
  Text name(input);
  Text service(input);
  const std::uint8_t form = input.u8();
  nrf_addrinfo hints{};
  hints.ai_flags = input.u16();
  hints.ai_family = input.u8();
  hints.ai_socktype = input.u8();
  hints.ai_protocol = input.u16();
  nrf_addrinfo* found = nullptr;
  const int error = nrf_getaddrinfo(name.get(), service.get(), (form & 1) != 0 ? nullptr : &hints,
                                    (form & 2) != 0 ? nullptr : &found);
  require(error <= 0, "nrf_getaddrinfo() gives 0 or a negative code");
  require((error == 0) == (found != nullptr), "there is a result unless there is an error");
  if (error == 0) check_found(found);
  nrf_freeaddrinfo(found);
}

/// family (u32), address
void set_name_server(Modem&, Input& input) {
  const auto family = static_cast<int>(input.u32());
  Argument address(input);
  checked(nrf_setdnsaddr(family, address.as<void>(), address.length()));
}

constexpr std::array kActs = {
    open,
    close,
    bind,
    connect,
    send_to,
    bind_well,
    connect_well,
    send_well,
    listen,
    accept,
    receive_from,
    text_to_address,
    address_to_text,
    look_up,
    set_name_server,
};

void run(Input input) {
  Modem modem;
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
