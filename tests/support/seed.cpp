#include "support/seed.h"

#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hostmodem::test {
namespace {

constexpr const char* kVariable = "HOSTMODEM_RACE_SEED";

std::uint32_t read_seed() {
  const char* const value = getenv(kVariable);
  if (value == nullptr || *value == '\0') return 1;
  const std::string_view text = value;
  std::uint32_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument(std::string(kVariable) + " is not a number: " + value);
  }
  return seed;
}

}  // namespace

std::uint32_t race_seed() {
  static const std::uint32_t seed = read_seed();
  return seed;
}

const char* seed_note() {
  static const std::string note = std::string(kVariable) + "=" + std::to_string(race_seed());
  return note.c_str();
}

}  // namespace hostmodem::test
