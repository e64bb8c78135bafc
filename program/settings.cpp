#include "settings.h"

#include <hostmodem.h>

#include <algorithm>
#include <string_view>

#include "failure.h"

namespace hostmodem::program {
namespace {

/// What the library logs while it lives. One at a time.
class LogLines {
 public:
  LogLines() { hostmodem_log_handler_set(take, &lines_); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;
  ~LogLines() { hostmodem_log_handler_set(nullptr, nullptr); }

  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  static void take(hostmodem_log_level /*level*/, const char* line, void* context) {
    static_cast<std::vector<std::string>*>(context)->emplace_back(line);
  }

  std::vector<std::string> lines_;
};

/// What is wrong with a line of TOML; nullopt: nothing.
std::optional<std::string> problem_of(const std::string& toml) {
  const LogLines log;
  if (hostmodem_configure(toml.c_str()) == 0) return std::nullopt;
  const std::string message = log.lines().empty() ? "refused" : log.lines().front();
  // Of a text that is not a file, its name and its line say nothing to a person.
  constexpr std::string_view kSource = "configuration:1: ";
  const auto source = message.find(kSource);
  return source == std::string::npos ? message : message.substr(source + kSource.size());
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

bool is_one_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
}

}  // namespace

void Settings::set(const std::string& option, const std::string& key, const std::string& value) {
  const auto refuse = [&](const std::string& why) {
    throw Failure(ExitStatus::kUnusable, option + ": " + why);
  };
  if (!is_one_line(key) || !is_one_line(value)) refuse("has more than one line");
  std::string line = key + " = " + value;
  if (const auto problem = problem_of(line)) {
    line = key + " = " + quoted(value);
    const auto as_text = problem_of(line);
    const bool no_toml = problem->find("not valid TOML") != std::string::npos;
    if (as_text) refuse(no_toml ? *as_text : *problem);
  }
  text_ += line + "\n";
}

void Settings::set(const std::string& option, const std::string& assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Failure(ExitStatus::kUnusable, option + ": expected SECTION.KEY=VALUE");
  }
  set(option, assignment.substr(0, equals), assignment.substr(equals + 1));
}

void check_configuration(const std::string& file) {
  const LogLines log;
  if (hostmodem_configure_file(file.c_str()) == 0) return;
  for (const std::string& line : log.lines()) complain(line);
  throw Failure(ExitStatus::kUnusable, file + " is not a usable configuration");
}

}  // namespace hostmodem::program
