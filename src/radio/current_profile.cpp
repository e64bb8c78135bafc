#include "radio/current_profile.h"

#include <algorithm>

namespace hostmodem::radio {
namespace {

struct Row {
  Draw draw;
  std::string_view name;
  double lte_m;
  double nb_iot;
};

constexpr auto kRows = std::to_array<Row>({
    {Draw::kOff, "off", 0.0027, 0.0027},
    {Draw::kSearching, "searching", 45, 35},
    {Draw::kIdle, "idle", 0.98, 1.10},
    {Draw::kConnecting, "connecting", 19, 55},
    {Draw::kConnected, "connected", 19, 55},
    {Draw::kEdrxSleep, "edrx_sleep", 0.0027, 0.0027},
    {Draw::kPsm, "psm", 0.0027, 0.0027},
    {Draw::kTransmit, "transmit", 3.8, 31},
    {Draw::kReceive, "receive", 1.2, 0},
});
static_assert(kRows.size() == kDraws);
static_assert(std::ranges::is_sorted(kRows, {}, &Row::draw));
static_assert(draw_of(RrcState::kPsm) == Draw::kPsm && draw_of(RrcState::kOff) == Draw::kOff);

constexpr CurrentProfile column(double Row::*value) {
  CurrentProfile profile{};
  for (std::size_t i = 0; i < kDraws; ++i) profile[i] = kRows[i].*value;
  return profile;
}
constexpr CurrentProfile kLteM = column(&Row::lte_m);
constexpr CurrentProfile kNbIot = column(&Row::nb_iot);

}  // namespace

const CurrentProfile& current_profile(AccessTechnology access) {
  return access == AccessTechnology::kNbIot ? kNbIot : kLteM;
}

std::string_view name_of(Draw draw) { return kRows.at(static_cast<std::size_t>(draw)).name; }

std::optional<Draw> draw_named(std::string_view name) {
  const auto* const row = std::ranges::find(kRows, name, &Row::name);
  return row == kRows.end() ? std::nullopt : std::optional(row->draw);
}

}  // namespace hostmodem::radio
