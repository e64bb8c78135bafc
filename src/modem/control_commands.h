#pragma once

#include <string>
#include <string_view>

#include "modem/control_arguments.h"

namespace hostmodem {

class Modem;
class Recorder;

/// What is controlled, and where it is noted.
struct Controlled {
  Modem& modem;
  Recorder& recorder;
};

/// Does what a line of the control socket says: one of the commands of the table in
/// control_commands.cpp. What changed something is told to the log, at level "info", and to the
/// capture.
///
/// @param line Printable ASCII, without a line end.
/// @return Lines, the last one "OK" or "ERROR: <reason>", each with its end. After an error nothing
///         is changed.
///
/// Thread: under the modem lock.
[[nodiscard]] std::string control_answer(const Controlled& controlled, std::string_view line);

/// The rows of that table that are more than a call: what they answer before "OK".
Answered<std::string> control_impair(const Controlled& controlled, ControlArguments& arguments);
Answered<std::string> control_status(const Controlled& controlled, ControlArguments& arguments);

}  // namespace hostmodem
