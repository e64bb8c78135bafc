#include "secure/shared.h"

#include "secure/session_cache.h"
#include "secure/tag_cache.h"

namespace hostmodem::secure {

Shared::Shared()
    : sessions_(std::make_shared<SessionCache>()), tags_(std::make_unique<TagCache>()) {}
Shared::~Shared() = default;

void Shared::purge_sessions() { sessions_->clear(); }

}  // namespace hostmodem::secure
