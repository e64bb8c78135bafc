#include "secure/session_cache.h"

#include <algorithm>
#include <utility>

namespace hostmodem::secure {

const SessionCache::Kept* SessionCache::find(const std::string& key) {
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.key == key; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return &kept_.front();
}

void SessionCache::put(Kept kept) {
  remove(kept.key);
  kept_.push_front(std::move(kept));
  if (kept_.size() > kMost) kept_.pop_back();
}

void SessionCache::remove(const std::string& key) {
  std::erase_if(kept_, [&](const Kept& kept) { return kept.key == key; });
}

}  // namespace hostmodem::secure
