#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ip_address.h"
#include "dns/answer.h"
#include "dns/sockets.h"
#include "ip/interface.h"

struct ares_channeldata;

namespace hostmodem::dns {

/// One question to one server: a c-ares channel of its own. c-ares makes the query, knows its
/// answer from a forged one, and turns to TCP when the answer is truncated. It reads neither the
/// host's files nor its environment, and does not wait by the host's clock: an Exchange waits for
/// ever, and who made it gives up by destroying it.
///
/// Thread: under the modem lock.
class Exchange {
 public:
  /// Sends the question. `on_change` is called from Stack::settle() when an answer came, or the
  /// question went on to TCP; it may destroy this object.
  Exchange(ip::Interface& interface, const SocketAddress& server, const std::string& name,
           Family family, std::function<void()> on_change);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// What became of the question; nullopt while nothing did. It may be there from the start, when
  /// the question could not be sent.
  [[nodiscard]] const std::optional<Answer>& answer();

  /// Whether the question is asked over TCP now.
  [[nodiscard]] bool streaming() const { return sockets_.streaming(); }

 private:
  struct Ares;
  struct Destroy {
    void operator()(ares_channeldata* channel) const;
  };

  bool open(const SocketAddress& server);
  void on_event(int socket, ip::Events events);

  Family family_;
  std::function<void()> on_change_;
  std::optional<Answer> answer_;
  VirtualSockets sockets_;
  std::unique_ptr<ares_channeldata, Destroy> channel_;  ///< closes its sockets: before sockets_
};

}  // namespace hostmodem::dns
