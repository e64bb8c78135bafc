#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace hostmodem::log {
namespace {

struct LevelRow {
  std::string_view name;
  Level level;
  spdlog::level::level_enum spdlog_level;
};

constexpr std::array kLevels = {
    LevelRow{"debug", Level::kDebug, spdlog::level::debug},
    LevelRow{"info", Level::kInfo, spdlog::level::info},
    LevelRow{"warning", Level::kWarning, spdlog::level::warn},
    LevelRow{"error", Level::kError, spdlog::level::err},
    LevelRow{"off", Level::kOff, spdlog::level::off},
};

std::atomic<Level> g_level{Level::kWarning};

// The sink is the one piece of state that threads share outside the modem lock: lines are also
// written before a modem exists.
std::mutex g_sink_mutex;
std::function<void(Level, std::string_view)> g_sink;

spdlog::logger& standard_error() {
  static const std::unique_ptr<spdlog::logger> logger = [] {
    auto made = std::make_unique<spdlog::logger>(
        "hostmodem", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("[%H:%M:%S.%e] [%n] [%^%l%$] %v");
    made->set_level(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string escape(std::string_view line) {
  std::string escaped;
  for (const char c : line) {
    if (is_control(c)) {
      escaped += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::optional<Level> parse_level(std::string_view name) {
  for (const LevelRow& row : kLevels) {
    if (row.name == name) return row.level;
  }
  return std::nullopt;
}

void set_level(Level level) { g_level = level; }

Level level() { return g_level; }

void set_sink(std::function<void(Level, std::string_view)> sink) {
  const std::lock_guard guard(g_sink_mutex);
  g_sink = std::move(sink);
}

bool enabled(Level level) { return level >= g_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view line) {
  std::string escaped;
  if (std::ranges::any_of(line, is_control)) {
    escaped = escape(line);
    line = escaped;
  }
  const std::lock_guard guard(g_sink_mutex);
  if (g_sink) {
    g_sink(level, line);
    return;
  }
  standard_error().log(kLevels[static_cast<std::size_t>(level)].spdlog_level, line);
}

}  // namespace hostmodem::log
