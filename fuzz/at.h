#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What nrf_modem_at.h promises of the modem's text, and lines of text to send.
namespace hostmodem::fuzz {

/// The response to a command, and what the call returned with it.
///
/// Its last line is the final result and says what `code` says. Before an error there are no lines.
/// Information lines are printable, and strings in them are closed; but the content of a credential
/// is whatever was stored.
void check_response(std::string_view response, int code);

/// One line, that of a command's own prefix, which ends in CR LF.
void check_notification(std::string_view notification);

/// Room that every response fits into.
inline constexpr std::size_t kWholeResponse = std::size_t{64} * 1024;

/// Sends a command through nrf_modem_at_cmd(), with so much room, and checks what comes back.
/// Returns the response as far as it fits; nothing when the command is too long to be sent.
std::string send(const std::string& command, std::size_t room = kWholeResponse);

/// Sends one through nrf_modem_at_cmd_async(), and checks the response when it comes.
void send_async(const std::string& command);

/// The modem still answers.
void check_alive();

/// The name of a row of the command table, such as "+CFUN": `choice` modulo their number.
std::string_view command_name(std::size_t choice);

/// Mutates an input for libFuzzer: now and then the name of a command goes into its text, which so
/// is a dictionary that has every command. The parameters are those of LLVMFuzzerCustomMutator().
std::size_t mutate_commands(std::uint8_t* data, std::size_t size, std::size_t max_size,
                            unsigned seed);

}  // namespace hostmodem::fuzz
