#include "capture/pcapng.h"

#include <algorithm>
#include <limits>

namespace hostmodem::capture::pcapng {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kDecryptionSecrets = 10;

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint32_t kTlsKeyLog = 0x544c534b;  // "TLSK"

constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kSectionApplication = 4;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kInterfaceText = 3;
constexpr std::uint16_t kInterfaceAddress4 = 4;
constexpr std::uint16_t kInterfaceAddress6 = 5;
constexpr std::uint16_t kInterfaceResolution = 9;
constexpr std::uint16_t kPacketFlags = 2;

template <typename Number>
void append_number(Bytes& out, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    out.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(number) >> (8 * i)));
  }
}

void append_bytes(Bytes& out, std::span<const std::byte> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Everything of variable length fills up to four bytes.
void append_padded(Bytes& out, std::span<const std::byte> bytes) {
  append_bytes(out, bytes);
  out.resize(out.size() + (4 - bytes.size() % 4) % 4);
}

/// An option has a length of 16 bits: what is longer is cut.
void append_option(Bytes& out, std::uint16_t code, std::span<const std::byte> value) {
  constexpr std::size_t kMax = std::numeric_limits<std::uint16_t>::max();
  value = value.first(std::min(value.size(), kMax));
  append_number(out, code);
  append_number(out, static_cast<std::uint16_t>(value.size()));
  append_padded(out, value);
}

void append_option(Bytes& out, std::uint16_t code, std::string_view text) {
  append_option(out, code, std::as_bytes(std::span(text)));
}

void append_end_of_options(Bytes& out) {
  append_number(out, kEndOfOptions);
  append_number(out, std::uint16_t{0});
}

/// A block from its type to its second length, which both are known when it is complete.
class Block {
 public:
  Block(Bytes& out, std::uint32_t type) : out_(out), start_(out.size()) {
    append_number(out_, type);
    append_number(out_, std::uint32_t{0});
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    const auto length = static_cast<std::uint32_t>(out_.size() - start_ + sizeof(std::uint32_t));
    append_number(out_, length);
    std::copy_n(out_.end() - sizeof length, sizeof length,
                out_.begin() + static_cast<std::ptrdiff_t>(start_ + sizeof length));
  }

 private:
  Bytes& out_;
  std::size_t start_;
};

/// The address, and the mask of one host: the network is a peer.
void append_address4(Bytes& out, const IpAddress& address) {
  Bytes value;
  append_bytes(value, std::as_bytes(address.bytes()));
  value.resize(value.size() + 4, std::byte{0xff});
  append_option(out, kInterfaceAddress4, value);
}

/// The address, and the length of its prefix. 3GPP: TS 23.401 5.3.1.2.2
void append_address6(Bytes& out, const IpAddress& address) {
  Bytes value;
  append_bytes(value, std::as_bytes(address.bytes()));
  value.push_back(std::byte{64});
  append_option(out, kInterfaceAddress6, value);
}

}  // namespace

void append_section_header(Bytes& out, std::string_view application) {
  constexpr std::uint64_t kUnknownLength = std::numeric_limits<std::uint64_t>::max();
  const Block block(out, kSectionHeader);
  append_number(out, kByteOrderMagic);
  append_number(out, std::uint16_t{1});  // version 1.0
  append_number(out, std::uint16_t{0});
  append_number(out, kUnknownLength);  // it may end at any block
  append_option(out, kSectionApplication, application);
  append_end_of_options(out);
}

void append_interface(Bytes& out, const InterfaceDescription& interface) {
  constexpr std::byte kNanoseconds{9};  // 10 to the power of minus that
  const Block block(out, kInterfaceDescription);
  append_number(out, static_cast<std::uint16_t>(interface.link));
  append_number(out, std::uint16_t{0});
  append_number(out, std::uint32_t{0});  // no limit to the length of packets
  append_option(out, kInterfaceName, interface.name);
  if (!interface.description.empty()) append_option(out, kInterfaceText, interface.description);
  if (interface.v4) append_address4(out, *interface.v4);
  if (interface.v6) append_address6(out, *interface.v6);
  append_option(out, kInterfaceResolution, std::span(&kNanoseconds, 1));
  append_end_of_options(out);
}

void append_packet(Bytes& out, const PacketHeader& header, std::span<const std::byte> packet) {
  const Block block(out, kEnhancedPacket);
  const auto time = static_cast<std::uint64_t>(header.time.time_since_epoch().count());
  const auto length = static_cast<std::uint32_t>(packet.size());
  append_number(out, header.interface);
  append_number(out, static_cast<std::uint32_t>(time >> 32));
  append_number(out, static_cast<std::uint32_t>(time));
  append_number(out, length);  // in the file
  append_number(out, length);  // on the wire
  append_padded(out, packet);
  if (header.direction == Direction::kUnknown) return;
  append_number(out, kPacketFlags);
  append_number(out, std::uint16_t{sizeof(std::uint32_t)});
  append_number(out, static_cast<std::uint32_t>(header.direction));
  append_end_of_options(out);
}

void append_tls_secrets(Bytes& out, std::string_view nss_lines) {
  // What grows is moved, and what it leaves behind would hold keys.
  constexpr std::size_t kAround = 5 * sizeof(std::uint32_t) + 3;
  out.reserve(out.size() + nss_lines.size() + kAround);
  const Block block(out, kDecryptionSecrets);
  append_number(out, kTlsKeyLog);
  append_number(out, static_cast<std::uint32_t>(nss_lines.size()));
  append_padded(out, std::as_bytes(std::span(nss_lines)));
}

}  // namespace hostmodem::capture::pcapng
