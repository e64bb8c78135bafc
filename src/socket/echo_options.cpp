#include "socket/echo_options.h"

#include "socket/option_value.h"

namespace hostmodem::socket {
namespace {

Status set_flag(Socket& socket, OptionValue value, bool ip::EchoReplies::*flag) {
  const auto on = value_as<int>(value);
  if (!on) return fail(on.error());
  socket.stack().echo_replies.*flag = *on != 0;
  return {};
}

Result<std::vector<std::byte>> get_flag(Socket& socket, bool ip::EchoReplies::*flag) {
  return value_of(static_cast<int>(socket.stack().echo_replies.*flag));
}

}  // namespace

Status set_silence_all(Socket& socket, OptionValue value) {
  return set_flag(socket, value, &ip::EchoReplies::silence_all);
}

Result<std::vector<std::byte>> get_silence_all(Socket& socket) {
  return get_flag(socket, &ip::EchoReplies::silence_all);
}

Status set_echo_reply4(Socket& socket, OptionValue value) {
  return set_flag(socket, value, &ip::EchoReplies::v4);
}

Result<std::vector<std::byte>> get_echo_reply4(Socket& socket) {
  return get_flag(socket, &ip::EchoReplies::v4);
}

Status set_echo_reply6(Socket& socket, OptionValue value) {
  return set_flag(socket, value, &ip::EchoReplies::v6);
}

Result<std::vector<std::byte>> get_echo_reply6(Socket& socket) {
  return get_flag(socket, &ip::EchoReplies::v6);
}

}  // namespace hostmodem::socket
