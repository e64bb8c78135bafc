#pragma once

#include <string>
#include <string_view>

/// The few packets of MQTT 3.1.1 that a conversation with a broker needs.
namespace hostmodem::test::interop::mqtt {

/// A client with a clean session.
[[nodiscard]] std::string connect(std::string_view client);
/// The broker's answer to it.
[[nodiscard]] std::string connack();

/// For messages that are delivered at most once.
[[nodiscard]] std::string subscribe(std::string_view topic);
[[nodiscard]] std::string suback();

/// A message: the sender's packet is also that of who subscribed.
[[nodiscard]] std::string publish(std::string_view topic, std::string_view message);

[[nodiscard]] std::string disconnect();

}  // namespace hostmodem::test::interop::mqtt
