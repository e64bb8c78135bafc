#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/timers.h"
#include "ip/stack.h"
#include "pdn/pdn.h"

namespace hostmodem::pdn {

/// The packet data networks of the modem: brings them up and takes them down.
///
/// Thread: under the modem lock, listener calls included.
class PdnManager {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    /// `pdn` came up.
    virtual void on_activated(Pdn& pdn) = 0;
    /// The PDN is going; find() does not give it any more.
    virtual void on_deactivated(PdnId id) = 0;
  };

  PdnManager(ip::Stack& stack, TimerQueue& timers, std::vector<Apn> apns);
  ~PdnManager();

  /// The listener must outlive the manager; nullptr for none.
  void set_listener(Listener* listener) { listener_ = listener; }

  /// Brings the PDN up; one that is up stays as it is. Errors are those of its link.
  Status activate(PdnId id);

  /// Takes the PDN down: its endpoints end with kNetDown. No such PDN: nothing happens.
  void deactivate(PdnId id);
  void deactivate_all();

  /// The active PDN; kNetUnreach when it never was active, kNetDown when it was lost.
  Result<Pdn*> find(PdnId id) const;

  /// Calls `visit` for every active PDN.
  void for_each(const std::function<void(Pdn&)>& visit) const;

 private:
  ip::Stack& stack_;
  TimerQueue& timers_;
  std::vector<Apn> apns_;
  Listener* listener_ = nullptr;
  /// Null: the PDN was active once and is not now.
  std::map<PdnId, std::unique_ptr<Pdn>> pdns_;
};

}  // namespace hostmodem::pdn
