#include "radio/link_profile.h"

#include <algorithm>
#include <array>

namespace hostmodem::radio {
namespace {

using namespace std::chrono_literals;

constexpr auto kProfiles = std::to_array<LinkProfile>({
    {.name = "ideal"},
    {.name = "lte-m",
     .access = AccessTechnology::kLteM,
     .set_up = 75ms,
     .paging_cycle = 1280ms,
     .uplink = {.rate = 375'000, .delay = 10ms, .jitter = 5ms},
     .downlink = {.rate = 300'000, .delay = 10ms, .jitter = 5ms}},
    {.name = "nb-iot",
     .access = AccessTechnology::kNbIot,
     .set_up = 1200ms,
     .paging_cycle = 2560ms,
     .uplink = {.rate = 62'500, .delay = 100ms, .jitter = 100ms},
     .downlink = {.rate = 26'000, .delay = 100ms, .jitter = 100ms}},
});

bool instant(const Air& air) { return air.rate == 0 && air.delay + air.jitter == 0ms; }

}  // namespace

bool LinkProfile::instant() const { return radio::instant(uplink) && radio::instant(downlink); }

std::span<const LinkProfile> link_profiles() { return kProfiles; }

const LinkProfile* find_link_profile(std::string_view name) {
  const auto* const found = std::ranges::find(kProfiles, name, &LinkProfile::name);
  return found == kProfiles.end() ? nullptr : found;
}

}  // namespace hostmodem::radio
