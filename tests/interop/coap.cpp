#include "interop/coap.h"

#include <stdexcept>

namespace hostmodem::test::interop::coap {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kPayloadMarker = 0xff;
constexpr std::uint8_t kUriPath = 11;
// From here on, a length or a number of an option has a byte of its own, or two.
constexpr std::size_t kOneByteMore = 13;
constexpr std::size_t kTwoBytesMore = 14;

char byte(unsigned value) { return static_cast<char>(value & 0xff); }

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return bytes_.empty(); }

  std::uint8_t number8() { return static_cast<std::uint8_t>(take(1)[0]); }

  std::uint16_t number16() {
    const unsigned high = number8();
    return static_cast<std::uint16_t>((high << 8) | number8());
  }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) throw std::runtime_error("a CoAP message is cut off");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  std::string_view take_rest() { return take(bytes_.size()); }

  /// What a nibble of an option's first byte stands for.
  std::size_t extended(std::size_t nibble) {
    if (nibble == kOneByteMore) return kOneByteMore + number8();
    if (nibble == kTwoBytesMore) return kOneByteMore + 256 + number16();
    return nibble;
  }

 private:
  std::string_view bytes_;
};

}  // namespace

std::string write(const Message& message) {
  std::string bytes;
  bytes += byte((kVersion << 6) | (static_cast<unsigned>(message.type) << 4) |
                static_cast<unsigned>(message.token.size()));
  bytes += byte(message.code);
  bytes += byte(message.id >> 8);
  bytes += byte(message.id);
  bytes += message.token;
  if (!message.path.empty()) {
    if (message.path.size() >= kOneByteMore) throw std::logic_error("the path is too long");
    bytes += byte((kUriPath << 4) | static_cast<unsigned>(message.path.size()));
    bytes += message.path;
  }
  if (!message.payload.empty()) bytes += byte(kPayloadMarker) + message.payload;
  return bytes;
}

Message read(std::string_view datagram) {
  Reader reader(datagram);
  Message message;
  const std::uint8_t first = reader.number8();
  if (first >> 6 != kVersion) throw std::runtime_error("it is no CoAP message");
  message.type = static_cast<Type>((first >> 4) & 3);
  message.code = reader.number8();
  message.id = reader.number16();
  message.token = reader.take(first & 0xf);
  while (!reader.at_end()) {
    const std::uint8_t option = reader.number8();
    if (option == kPayloadMarker) {
      message.payload = reader.take_rest();
      break;
    }
    static_cast<void>(reader.extended(option >> 4));
    static_cast<void>(reader.take(reader.extended(option & 0xf)));
  }
  return message;
}

}  // namespace hostmodem::test::interop::coap
