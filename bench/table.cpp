#include "table.h"

#include <hostmodem.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

namespace hostmodem::bench {
namespace {

constexpr const char* kLine = "%-31s %-5s %9s %9s  %6s  %s\n";

/// Three digits that matter, but no fraction of what is 100 or more.
std::string number(std::optional<double> value) {
  if (!value) return "-";
  const int decimals = *value >= 100 ? 0 : *value >= 10 ? 1 : *value >= 1 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, *value);
  return text;
}

std::optional<double> median(const std::optional<Summary>& summary) {
  return summary ? std::optional(summary->median) : std::nullopt;
}

std::string line(const std::string& name, const std::string& unit, const std::string& modem,
                 const std::string& reference, const std::string& ratio, const std::string& range) {
  char text[256];
  std::snprintf(text, sizeof(text), kLine, name.c_str(), unit.c_str(), modem.c_str(),
                reference.c_str(), ratio.c_str(), range.c_str());
  return text;
}

nlohmann::ordered_json to_json(const std::optional<Summary>& summary) {
  if (!summary) return nullptr;
  return {{"median", summary->median}, {"min", summary->min}, {"max", summary->max}};
}

}  // namespace

void print_head(std::ostream& out, int rounds, Seconds time) {
  out << "hostmodem " << hostmodem_version() << ", " << std::thread::hardware_concurrency()
      << " processors, medians of " << rounds << " rounds of " << number(time.count()) << " s\n"
      << "The reference is the kernel's sockets; for TLS, OpenSSL over them; for memory, the same\n"
      << "process without a modem; for links, the pipe without an impaired link.\n\n"
      << line("", "", "modem", "reference", "ratio", "ratio in single rounds");
}

void print_line(std::ostream& out, const Result& result) {
  if (!result.error.empty()) {
    out << line(result.row.name, result.row.unit, "FAILED", "", "", result.error);
  } else {
    const auto& rounds = result.round_ratio;
    out << line(result.row.name, result.row.unit, number(median(result.modem)),
                number(median(result.reference)), number(result.ratio),
                rounds ? number(rounds->min) + " - " + number(rounds->max) : "-");
  }
  out.flush();
}

void print_json(std::ostream& out, const std::vector<Result>& results, int rounds, Seconds time) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Result& result : results) {
    nlohmann::ordered_json row = {
        {"name", result.row.name},
        {"unit", result.row.unit},
        {"better", result.row.better == Better::kHigher ? "higher" : "lower"},
        {"modem", to_json(result.modem)},
        {"reference", to_json(result.reference)},
        {"ratio", result.ratio ? nlohmann::ordered_json(*result.ratio) : nullptr},
        {"round_ratio", to_json(result.round_ratio)},
    };
    if (!result.error.empty()) row["error"] = result.error;
    rows.push_back(row);
  }
  out << nlohmann::ordered_json{{"version", hostmodem_version()},
                                {"processors", std::thread::hardware_concurrency()},
                                {"rounds", rounds},
                                {"seconds", time.count()},
                                {"rows", rows}}
             .dump(2)
      << '\n';
}

}  // namespace hostmodem::bench
