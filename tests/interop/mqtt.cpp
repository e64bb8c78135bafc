#include "interop/mqtt.h"

#include <cstddef>

namespace hostmodem::test::interop::mqtt {
namespace {

using namespace std::string_literals;

std::string number16(std::size_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

std::string field(std::string_view text) { return number16(text.size()) + std::string(text); }

/// `type` with its flags. The length has seven bits a byte, the lowest first.
std::string packet(unsigned char type, const std::string& rest) {
  std::string result(1, static_cast<char>(type));
  std::size_t length = rest.size();
  do {
    const std::size_t more = length > 0x7f ? 0x80 : 0;
    result += static_cast<char>((length & 0x7f) | more);
    length >>= 7;
  } while (length > 0);
  return result + rest;
}

constexpr std::size_t kPacketId = 1;
constexpr std::size_t kKeepAliveSeconds = 600;

}  // namespace

std::string connect(std::string_view client) {
  constexpr char kVersion = 4;
  constexpr char kCleanSession = 2;
  return packet(
      0x10, field("MQTT") + kVersion + kCleanSession + number16(kKeepAliveSeconds) + field(client));
}
std::string connack() { return packet(0x20, "\0\0"s); }

std::string subscribe(std::string_view topic) {
  return packet(0x82, number16(kPacketId) + field(topic) + "\0"s);
}
std::string suback() { return packet(0x90, number16(kPacketId) + "\0"s); }

std::string publish(std::string_view topic, std::string_view message) {
  return packet(0x30, field(topic) + std::string(message));
}

std::string disconnect() { return packet(0xe0, ""); }

}  // namespace hostmodem::test::interop::mqtt
