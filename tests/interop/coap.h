#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// As much of CoAP (RFC: 7252 3) as a conversation with libcoap needs.
namespace hostmodem::test::interop::coap {

enum class Type : std::uint8_t { kConfirmable = 0, kAcknowledgement = 2 };

/// Class and detail, as in 2.05.
inline constexpr std::uint8_t kGet = 0x01;
inline constexpr std::uint8_t kPut = 0x03;
inline constexpr std::uint8_t kCreated = 0x41;
inline constexpr std::uint8_t kChanged = 0x44;
inline constexpr std::uint8_t kContent = 0x45;

struct Message {
  Type type = Type::kConfirmable;
  std::uint8_t code = 0;
  std::uint16_t id = 0;
  std::string token = {};
  std::string path = {};  ///< one segment; written only
  std::string payload = {};
};

[[nodiscard]] std::string write(const Message& message);

/// Options are left out. Throws when it is no message.
[[nodiscard]] Message read(std::string_view datagram);

}  // namespace hostmodem::test::interop::coap
