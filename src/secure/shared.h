#pragma once

#include <memory>

namespace hostmodem::secure {

class SessionCache;
class TagCache;

/// What the sessions of one modem share, so that the next one costs less: the credentials as they
/// were parsed, which takes longer than the rest of a handshake's computation, and sessions that
/// can be resumed. Content that changed in the store is noticed and parsed again.
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

  /// Shared with the sessions that will add to it.
  [[nodiscard]] const std::shared_ptr<SessionCache>& sessions() const { return sessions_; }
  /// Forgets the sessions that can be resumed.
  void purge_sessions();

 private:
  std::shared_ptr<SessionCache> sessions_;
  std::unique_ptr<TagCache> tags_;
};

}  // namespace hostmodem::secure
