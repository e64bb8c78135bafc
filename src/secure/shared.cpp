#include "secure/shared.h"

#include "secure/session_cache.h"
#include "secure/tag_cache.h"

namespace hostmodem::secure {

Shared::Shared()
    : sessions_(std::make_shared<SessionCache>()), tags_(std::make_unique<TagCache>()) {}
Shared::~Shared() = default;

void Shared::purge_sessions() { sessions_->clear(); }

Result<std::shared_ptr<const void>> Shared::take_saved_place() {
  std::erase_if(saved_, [](const auto& place) { return place.expired(); });
  if (saved_.size() == kSavedPlaces) return fail(Errno::kNoMem);
  const std::shared_ptr<const void> place = std::make_shared<char>();
  saved_.emplace_back(place);
  return place;
}

}  // namespace hostmodem::secure
