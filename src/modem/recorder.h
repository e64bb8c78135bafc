#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "capture/capture.h"
#include "pdn/impairments.h"
#include "pdn/pdn_manager.h"
#include "pdn/tap.h"
#include "radio/radio.h"

namespace hostmodem {

/// What goes into a capture: the packets of all PDNs, what impaired links do to them, and what the
/// modem tells it here. While no capture runs, telling it something costs a test of a pointer.
///
/// Times are the modem's clock from a start on: a clock that is held or stepped shows.
///
/// Thread: under the modem lock.
class Recorder final : private pdn::Tap,
                       private pdn::Impairments::Listener,
                       private radio::ReleaseAssistance::Listener {
 public:
  /// `start` is the time at the modem's time zero. The others are borrowed.
  Recorder(capture::Time start, const Clock& clock, radio::Radio& radio, pdn::PdnManager& pdns);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Starts a capture, with the seed, the radio's state, and the PDNs that are up with their
  /// impairments. kAlready: one is running;
  /// else what making the file answers, logged.
  Status start(const std::filesystem::path& path, capture::Capture::Secrets secrets);

  /// Ends it. kAlready: none is running; else why it ended by itself, which is told once.
  Status stop();

  /// Lets go of a capture that ended by itself: nothing is tapped for it any more.
  void settle() {
    if (capture_ && capture_->failure()) abandon();
  }

  /// An AT command, and then its response. Notifications between them are recorded after it: so the
  /// application gets them.
  void command(std::string_view line);
  void response(std::string_view lines);
  void notification(std::string_view line);

  /// These have another value now.
  void functional_mode();
  void registration();

  /// The modem's randomness follows from this one now. To be told before the first capture.
  void seed(std::uint32_t seed);

  void radio_connection(const radio::RrcTransition& transition);

  void network_refused(pdn::PdnId id, pdn::EsmCause cause);
  void network_down(pdn::PdnId id);
  void rate_control(const pdn::Pdn& pdn);

  /// Anything else that happened, in one line. Who has to make one asks running() first.
  void event(std::string_view text);
  [[nodiscard]] bool running() const { return capture_ != nullptr; }

  /// TLS keys, as a line of a key log file without its end; kept only by a capture with secrets.
  void secret(std::string_view nss_line);

 private:
  void abandon();
  void close();
  [[nodiscard]] capture::Time now() const;

  // pdn::Tap
  void on_network(const pdn::Pdn& pdn) override;
  void on_packet(pdn::PdnId id, pdn::Direction direction,
                 std::span<const std::byte> packet) override;

  // pdn::Impairments::Listener
  void on_fault(pdn::PdnId id, const link::FaultEvent& fault) override;
  void on_packet_loss(pdn::PdnId id, const pdn::PacketLoss& loss) override;
  void on_impairment(pdn::PdnId id, link::Direction direction,
                     const link::Impairment& impairment) override;
  void on_blackout(pdn::PdnId id, Duration left) override;

  // radio::ReleaseAssistance::Listener
  void on_assistance(bool enabled) override;
  void on_expectation(int party, radio::Expectation expectation) override;
  void on_need(int party, radio::ReleaseAssistance::Need need) override;
  void on_control_plane() override;

  const capture::Time start_;
  const Clock& clock_;
  radio::Radio& radio_;
  pdn::PdnManager& pdns_;
  std::uint32_t seed_ = 0;
  std::unique_ptr<capture::Capture> capture_;
  std::optional<Errno> failure_;                              ///< of the last one, until it is told
  std::map<pdn::PdnId, capture::Capture::Network> networks_;  ///< of the capture
  bool executing_ = false;                                    ///< a command
  std::vector<std::string> held_;                             ///< notifications meanwhile
};

}  // namespace hostmodem
