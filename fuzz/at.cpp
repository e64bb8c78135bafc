#include "at.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <random>
#include <vector>

#include "at/command_table.h"
#include "block.h"
#include "nrf_errno.h"
#include "nrf_modem_at.h"
#include "promise.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace hostmodem::fuzz {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// The lines, without their ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  require(text.ends_with(kLineEnd), "text of the modem ends in CR LF");
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find(kLineEnd);
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + kLineEnd.size());
  }
  return lines;
}

void check_line(std::string_view line) {
  require(!line.empty() && printable(line), "a line of the modem is printable text");
  require(std::ranges::count(line, '"') % 2 == 0, "a string in a line of the modem is closed");
}

/// What a call returns for a final result that is an error; 0: it is none.
int code_of(std::string_view result) {
  if (result == "ERROR") return NRF_MODEM_AT_ERROR << 16;
  for (const auto& [prefix, type] : {std::pair{"+CME ERROR: ", NRF_MODEM_AT_CME_ERROR},
                                     std::pair{"+CMS ERROR: ", NRF_MODEM_AT_CMS_ERROR}}) {
    if (!result.starts_with(prefix)) continue;
    const std::string_view number = result.substr(std::strlen(prefix));
    const char* const end = number.data() + number.size();
    int code = -1;
    const auto [rest, error] = std::from_chars(number.data(), end, code);
    require(error == std::errc{} && rest == end && code >= 0, "an error has a number");
    return type << 16 | code;
  }
  return 0;
}

void take_response(const char* response) {
  const std::string_view text(response);
  check_response(text, code_of(text.substr(0, text.find(kLineEnd))));
}

}  // namespace

void check_response(std::string_view response, int code) {
  require(code >= 0, "a command that is sent is answered");
  auto lines = lines_of(response);
  require(!lines.empty(), "a response has a final result");
  const std::string_view result = lines.back();
  lines.pop_back();
  require(code != 0 || result == "OK", "a command that succeeds ends with OK");
  require(code == 0 || (code == code_of(result) && lines.empty()),
          "a command that fails says nothing but the error that it returns");
  if (response.starts_with("%CMNG: ")) return;
  for (const std::string_view line : lines) check_line(line);
}

void check_notification(std::string_view notification) {
  const auto lines = lines_of(notification);
  require(lines.size() == 1, "a notification is one line");
  check_line(lines.front());
  const bool named = lines.front().starts_with('+') || lines.front().starts_with('%');
  require(named && lines.front().find(": ") != std::string_view::npos,
          "a notification says of which command it is");
}

std::string send(const std::string& command, std::size_t room) {
  Block block(room);
  std::memset(block.as(), 'x', room);
  const int code = nrf_modem_at_cmd(block.as(), room, "%s", command.c_str());
  if (code == -NRF_ENOMEM) {
    require(command.size() > 32 * std::size_t{1024}, "only a very long command is too long");
    return {};
  }
  const auto* end = static_cast<const char*>(std::memchr(block.as(), '\0', room));
  require(end != nullptr, "a response ends in its room");
  std::string response(block.as<const char>(), end);
  if (code == -NRF_E2BIG && room < kWholeResponse) {
    require(response.size() == room - 1, "a response that does not fit fills its room");
  } else {
    check_response(response, code);
  }
  return response;
}

void send_async(const std::string& command) {
  const int result = nrf_modem_at_cmd_async(take_response, "%s", command.c_str());
  // A handler may be called while the modem is being shut down.
  const bool refused =
      result == -NRF_EINPROGRESS || result == -NRF_ENOMEM || result == -NRF_ESHUTDOWN;
  require(result == 0 || refused, "a command is sent, unless another one is under way");
}

void check_alive() { require(send("AT") == "OK\r\n", "the modem answers"); }

std::string_view command_name(std::size_t choice) {
  const auto table = at::command_table();
  return table[choice % table.size()].name;
}

std::size_t mutate_commands(std::uint8_t* data, std::size_t size, std::size_t max_size,
                            unsigned seed) {
  std::minstd_rand random(seed);
  const std::string_view name = command_name(random());
  if (random() % 4 != 0 || size + name.size() > max_size) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  // Into a gap, or in place of the name that begins there.
  std::uint8_t* const place = data + (size == 0 ? 0 : random() % size);
  std::uint8_t* const end = data + size;
  std::uint8_t* behind = place;
  while (random() % 8 != 0 && behind != end && std::strchr("=?,\"\r\n", *behind) == nullptr) {
    ++behind;
  }
  std::memmove(place + name.size(), behind, static_cast<std::size_t>(end - behind));
  std::memcpy(place, name.data(), name.size());
  return size - static_cast<std::size_t>(behind - place) + name.size();
}

}  // namespace hostmodem::fuzz
