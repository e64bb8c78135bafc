#include "socket/address_options.h"

#include "socket/option_value.h"

namespace hostmodem::socket {

Status set_delayed_refresh(Socket& socket, OptionValue value) {
  const auto on = value_as<int>(value);
  if (!on) return fail(on.error());
  socket.pdns().delay_address_refresh(*on != 0);
  return {};
}

Result<std::vector<std::byte>> get_delayed_refresh(Socket& socket) {
  return value_of(static_cast<int>(socket.pdns().delays_address_refresh()));
}

}  // namespace hostmodem::socket
