#pragma once

#include <fmt/core.h>

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace hostmodem::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

/// "debug", "info", "warning", "error" or "off"; nullopt for anything else.
[[nodiscard]] std::optional<Level> parse_level(std::string_view name);

/// Lines below `level` are dropped. The default is kWarning. Any thread.
void set_level(Level level);
[[nodiscard]] Level level();

/// Where lines go: `sink` is called with each line that passes the level, on the thread that
/// logged it and with the modem lock held, so it must neither block nor call the modem. An empty
/// function restores the default, which writes to the host's standard error. Any thread.
void set_sink(std::function<void(Level, std::string_view)> sink);

[[nodiscard]] bool enabled(Level level);

/// Writes one line, without a newline at its end; control characters in it become \xNN.
void write(Level level, std::string_view line);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kDebug)) {
    write(Level::kDebug, fmt::format(format, std::forward<Args>(args)...));
  }
}

template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kInfo)) {
    write(Level::kInfo, fmt::format(format, std::forward<Args>(args)...));
  }
}

template <typename... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kWarning)) {
    write(Level::kWarning, fmt::format(format, std::forward<Args>(args)...));
  }
}

template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kError)) {
    write(Level::kError, fmt::format(format, std::forward<Args>(args)...));
  }
}

}  // namespace hostmodem::log
