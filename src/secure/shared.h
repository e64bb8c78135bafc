#pragma once

#include <memory>

namespace hostmodem::secure {

class TagCache;

/// What the sessions of one modem share, so that the next one costs less: the credentials as they
/// were parsed, which takes longer than the rest of a handshake's computation. Content that changed
/// in the store is noticed and parsed again.
///
/// Thread: under the modem lock. Ownership: the modem's; outlives the calls that borrow it, not
/// necessarily the sessions.
class Shared {
 public:
  Shared();
  ~Shared();
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] TagCache& tags() { return *tags_; }

 private:
  std::unique_ptr<TagCache> tags_;
};

}  // namespace hostmodem::secure
