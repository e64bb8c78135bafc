#include "at/wall_clock.h"

#include <cstdlib>

namespace hostmodem::at {
namespace {

using std::chrono::duration_cast;
using std::chrono::sys_seconds;
using std::chrono::system_clock;
using Quarters = std::chrono::duration<int, std::ratio<900>>;

constexpr int kMaxZone = 48;

void append_two_digits(std::string& text, int value) {
  text += static_cast<char>('0' + value / 10 % 10);
  text += static_cast<char>('0' + value % 10);
}

void append_semi_octet(std::string& text, int value) {
  text += static_cast<char>('0' + value % 10);
  text += static_cast<char>('0' + value / 10 % 10);
}

/// Year in the century, month, day, hour, minute, second.
struct Fields {
  int value[6];
};

Fields fields_of(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {
      {static_cast<int>(date.year()) % 100, static_cast<int>(static_cast<unsigned>(date.month())),
       static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(clock.hours().count()),
       static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())}};
}

/// Takes two digits and the separator behind them off the front; 0: there is none.
std::optional<int> take(std::string_view& text, char separator) {
  if (text.size() < 2) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, 2)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(2);
  if (separator == '\0') return value;
  if (!text.starts_with(separator)) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

}  // namespace

WallClock::WallClock(const Clock& clock, system_clock::time_point start)
    : clock_(clock), network_start_(start), start_(start) {}

sys_seconds WallClock::after(system_clock::time_point start) const {
  const auto passed = duration_cast<system_clock::duration>(clock_.now().time_since_epoch());
  return std::chrono::floor<std::chrono::seconds>(start + passed);
}

bool WallClock::set(std::string_view text) {
  constexpr std::string_view kSeparators{"//,::\0", 6};
  Fields fields{};
  for (std::size_t i = 0; i < kSeparators.size(); ++i) {
    const auto value = take(text, kSeparators[i]);
    if (!value) return false;
    fields.value[i] = *value;
  }
  const auto& [year, month, day, hour, minute, second] = fields.value;
  const char sign = text.empty() ? '\0' : text.front();
  if (sign != '+' && sign != '-') return false;
  text.remove_prefix(1);
  const auto zone = take(text, '\0');
  const std::chrono::year_month_day date(std::chrono::year(2000 + year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!zone || *zone > kMaxZone || !text.empty() || !date.ok() || hour > 23 || minute > 59 ||
      second > 59) {
    return false;
  }
  zone_ = sign == '-' ? -*zone : *zone;
  const auto local = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                     std::chrono::minutes(minute) + std::chrono::seconds(second);
  const auto passed = duration_cast<system_clock::duration>(clock_.now().time_since_epoch());
  start_ = local - Quarters(zone_) - passed;
  return true;
}

std::string WallClock::text() const {
  const Fields fields = fields_of(after(start_) + Quarters(zone_));
  constexpr std::string_view kSeparators = "//,::";
  std::string text;
  for (std::size_t i = 0; i < 6; ++i) {
    append_two_digits(text, fields.value[i]);
    if (i < kSeparators.size()) text += kSeparators[i];
  }
  text += zone_ < 0 ? '-' : '+';
  append_two_digits(text, std::abs(zone_));
  return text;
}

std::string WallClock::network_time() const {
  std::string text;
  for (const int value : fields_of(after(network_start_)).value) append_semi_octet(text, value);
  append_semi_octet(text, 0);
  return text;
}

}  // namespace hostmodem::at
