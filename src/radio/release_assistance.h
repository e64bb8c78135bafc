#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hostmodem::radio {

/// What a user of the connection expects of it. The numbers are those of NRF_SO_RAI.
/// Spec: nrf_sockets.rst, "NRF_SO_RAI_LAST" and its neighbours
enum class Expectation : std::uint8_t {
  kNoData = 1,       ///< nothing more, from now on
  kLast = 2,         ///< nothing after the next output
  kOneResponse = 3,  ///< after the next output one packet from the network, then nothing
  kOngoing = 4,      ///< more, after the next output: the user is a client
  kWaitMore = 5,     ///< the same: the user is a server
};

/// For traces: "one response".
[[nodiscard]] std::string_view name_of(Expectation expectation);

/// Release assistance: the users of the connection say when they need it no more, and the modem
/// tells the network when that holds for all of them.
///
/// Theory of operation: each user (a socket) is a Party with an expectation, which but for kNoData
/// counts from its next output on, and with what it needs meanwhile:
///
///   needs nothing    | is asked no more; so is a party that never said anything
///   needs an answer  | no other party's word releases the connection, but inactivity does
///   needs it kept    | neither does
///
/// A party that comes to need nothing by its own word (the last output is done, the answer came)
/// asks for the release, which happens if nobody else needs the connection; otherwise it waits for
/// the others' word. One that is destroyed says nothing: the network's inactivity timer decides.
/// AT%XRAI asks for the release likewise, as nobody's word.
///
/// Thread: under the modem lock.
class ReleaseAssistance {
 public:
  class Party;
  enum class Need : std::uint8_t { kNothing, kAnswer, kKept };

  /// Who is told of what is said, and of what follows. It must not call back.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// enabled() is another.
    virtual void on_assistance(bool enabled) = 0;
    /// A party said it; it counts if enabled().
    virtual void on_expectation(int party, Expectation expectation) = 0;
    /// What a party needs from now on; kNothing: it may have said so again.
    virtual void on_need(int party, Need need) = 0;
    /// AT%XRAI said that nothing more follows.
    virtual void on_control_plane() = 0;
  };

  /// `release`: a party asks, and agreed() holds. `freed`: kept() holds no more, and nobody asked.
  ReleaseAssistance(std::function<void()> release, std::function<void()> freed)
      : release_(std::move(release)), freed_(std::move(freed)) {}
  ReleaseAssistance(const ReleaseAssistance&) = delete;
  ReleaseAssistance& operator=(const ReleaseAssistance&) = delete;

  /// Who is told from now on, and at once of what holds and is not so at first; nullptr: nobody. It
  /// must outlive this, or be replaced.
  void set_listener(Listener* listener);

  /// Off at first: nothing that parties say counts, nor what they said before. AT%RAI
  void enable(bool on);
  [[nodiscard]] bool enabled() const { return enabled_; }

  /// Nobody needs the connection, as far as anybody said.
  [[nodiscard]] bool agreed() const;
  /// Somebody needs it kept.
  [[nodiscard]] bool kept() const;

  /// Asks for the release for AT%XRAI, whatever enabled() is.
  void ask_for_control_plane();

 private:
  std::function<void()> release_;
  std::function<void()> freed_;
  std::vector<Party*> parties_;
  Listener* listener_ = nullptr;
  bool enabled_ = false;
};

/// One user of the connection. The assistance must outlive it.
class ReleaseAssistance::Party {
 public:
  /// `number` is what the listener knows it by.
  Party(ReleaseAssistance& assistance, int number);
  ~Party();
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;

  void expect(Expectation expectation);

  /// Whether an output is waited for.
  [[nodiscard]] bool awaits_output() const { return expected_.has_value(); }
  /// An output is complete.
  void on_output();
  /// Whether a packet from the network is.
  [[nodiscard]] bool awaits_arrival() const { return need_ == Need::kAnswer; }
  /// A packet came from the network.
  void on_arrival();

 private:
  friend class ReleaseAssistance;

  void need(Need need);
  void need_nothing(bool asks);

  ReleaseAssistance& assistance_;
  const int number_;
  std::optional<Expectation> expected_;  ///< from the next output on
  Need need_ = Need::kNothing;
};

}  // namespace hostmodem::radio
