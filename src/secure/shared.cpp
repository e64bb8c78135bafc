#include "secure/shared.h"

#include "secure/tag_cache.h"

namespace hostmodem::secure {

Shared::Shared() : tags_(std::make_unique<TagCache>()) {}
Shared::~Shared() = default;

}  // namespace hostmodem::secure
