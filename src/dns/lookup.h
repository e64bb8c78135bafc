#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "base/timers.h"
#include "base/wait_queue.h"
#include "dns/answer.h"
#include "dns/exchange.h"
#include "ip/interface.h"

namespace hostmodem::dns {

/// How a lookup ended.
struct Outcome {
  int eai = 0;                            ///< 0, or NRF_EAI_*
  std::optional<Errno> system;            ///< with NRF_EAI_SYSTEM: what errno is set to
  std::vector<IpAddress> addresses = {};  ///< of one family, at least one when eai is 0
  std::string canonical_name = {};        ///< when eai is 0
};

/// One name looked up through one interface.
///
/// Theory of operation. The families are asked one after the other, until one has addresses. Within
/// a family there are tries: each is one question to the next of the servers, and has two seconds
/// until the next try is made, twice as long with every round over the servers. An earlier try goes
/// on meanwhile, as an answer that is late is an answer too. A try that goes on to TCP gets more
/// time. A server that fails or refuses is not asked again for that family, and the next try is
/// made at once. All of it is the modem's time.
///
/// A family ends with
///   its addresses       the lookup's end, too
///   no such name        also from one server; the next family is asked even so, as there are
///                       servers that say so of a name without AAAA records (RFC: 4074 4.2)
///   no data             likewise
///   failed              no answer, or every server failed: NRF_EAI_AGAIN
///   refused             every server refused, or cannot be understood: NRF_EAI_FAIL
/// and what the families came to is put together: NRF_EAI_NONAME when the last one says so and none
/// had a name, else NRF_EAI_AGAIN before NRF_EAI_FAIL before NRF_EAI_NODATA. After a family without
/// an answer the next one has one round only: some servers do not answer AAAA questions at all
/// (RFC: 4074 4.1), but a dead server must not be waited for twice.
///
/// Thread: under the modem lock. Destroying it cancels it.
class Lookup {
 public:
  /// Sends the first question; the caller lets the stack settle afterwards. `servers` are asked in
  /// their order, `families` too (at least one). Without a server: NRF_EAI_FAIL.
  Lookup(TimerQueue& timers, ip::Interface& interface, std::vector<SocketAddress> servers,
         std::string name, std::vector<Family> families);

  /// One that is done.
  Lookup(TimerQueue& timers, Outcome outcome);

  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  [[nodiscard]] bool done() const { return outcome_.has_value(); }
  [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  /// Notified when it is done; not when it was so from the start.
  [[nodiscard]] WaitQueue& done_queue() { return done_queue_; }

 private:
  struct Try {
    std::size_t server;
    std::unique_ptr<Exchange> exchange;
    bool streaming = false;
  };

  void run();
  void begin_family();
  void end_family(Verdict verdict);
  bool begin_try();
  void take_answers();
  void take_failure(std::size_t index, Verdict verdict);
  void give_time_to_streams();
  void finish(Outcome outcome);

  ip::Interface* interface_;
  std::vector<SocketAddress> servers_;
  std::string name_;
  std::vector<Family> families_;

  std::size_t family_ = 0;             ///< index of the one that is asked
  std::optional<Verdict> so_far_;      ///< what the families before came to
  std::size_t tries_ = 0;              ///< of this family
  std::size_t tries_limit_ = 0;        ///< of this family
  std::vector<bool> failed_;           ///< servers not to ask again for this family
  Verdict worst_ = Verdict::kRefused;  ///< of the tries of this family that failed
  std::vector<Try> under_way_;         ///< the newest last
  Timer next_try_;                     ///< armed while the newest try has its time

  std::optional<Outcome> outcome_;
  WaitQueue done_queue_;
};

}  // namespace hostmodem::dns
