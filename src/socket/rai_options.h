#pragma once

#include "socket/options.h"

/// Release assistance indication: what the application expects of the radio connection. Internal to
/// socket/.
namespace hostmodem::socket {

Status set_rai(Socket& socket, OptionValue value);
Status set_rai_no_data(Socket& socket, OptionValue value);
Status set_rai_last(Socket& socket, OptionValue value);
Status set_rai_one_response(Socket& socket, OptionValue value);
Status set_rai_ongoing(Socket& socket, OptionValue value);
Status set_rai_wait_more(Socket& socket, OptionValue value);

}  // namespace hostmodem::socket
