#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace hostmodem::secure {

class SessionCache;
class TagCache;
using KeyLog = std::function<void(std::string_view line)>;  // secure/key_log.h

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

  /// Where the secrets of sessions that begin from now on go; null: nowhere, as from the beginning.
  /// Shared with those sessions.
  void set_key_log(std::shared_ptr<const KeyLog> log) { key_log_ = std::move(log); }
  [[nodiscard]] const std::shared_ptr<const KeyLog>& key_log() const { return key_log_; }

  /// A place for a DTLS connection that is saved: it is free again when the last copy goes. kNoMem
  /// when all are taken.
  Result<std::shared_ptr<const void>> take_saved_place();

 private:
  /// Spec: as newer releases have it, NRF_SO_SEC_DTLS_CONN_SAVE.
  static constexpr std::size_t kSavedPlaces = 4;

  std::shared_ptr<SessionCache> sessions_;
  std::unique_ptr<TagCache> tags_;
  std::shared_ptr<const KeyLog> key_log_;
  std::vector<std::weak_ptr<const void>> saved_;
};

}  // namespace hostmodem::secure
