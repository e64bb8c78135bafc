#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "at/interpreter.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/poll_source.h"
#include "base/random.h"
#include "base/timers.h"
#include "credentials/store.h"
#include "dns/resolver.h"
#include "ip/stack.h"
#include "modem/config.h"
#include "modem/control_socket.h"
#include "modem/event_loop.h"
#include "modem/injected_faults.h"
#include "modem/key_log_file.h"
#include "modem/recorder.h"
#include "pdn/pdn_manager.h"
#include "radio/radio.h"
#include "secure/shared.h"
#include "socket/socket_table.h"

namespace hostmodem {

/// The modem: builds the parts, owns them, connects them to each other, and tears them down.
///
/// Thread: under the modem lock, the constructor and destructor included.
class Modem final : private radio::Radio::Listener,
                    private pdn::PdnManager::Listener,
                    private PollSource {
 public:
  /// Where AT notifications go: called by the modem thread with the lock released.
  using NotificationHandler = std::function<void(const char*)>;
  /// Where packets of pipe links go; called likewise.
  using PipeHandler = std::function<void(int pdn, std::span<const std::byte> packet)>;
  /// Who is told that the modem crashed; called likewise.
  using FaultHandler = std::function<void(std::uint32_t reason, std::uint32_t program_counter)>;
  struct Handlers {
    NotificationHandler notification;
    std::shared_ptr<const PipeHandler> pipe;  ///< null: packets are dropped
    FaultHandler fault;
    /// Called under the lock when something may have happened: by each turn of the event loop and
    /// at the end of each operation.
    std::function<void(Modem&)> progress;
  };

  /// Builds a modem and starts its thread. All are logged: kNoMem, and what opening the state
  /// directory, the key log or the file of a capture answers.
  ///
  /// `handlers` is borrowed: who owns it may change it at any time, under the modem lock.
  static Result<std::unique_ptr<Modem>> create(const Config& config, std::mutex& mutex,
                                               const Handlers& handlers);
  ~Modem() override;

  /// The modem crashes. Blocked calls wake up as by begin_shutdown(), and the application is told.
  /// From now on it does nothing any more: nothing is sent, what arrives is not looked at, nothing
  /// falls due, a capture is over. What is left is to shut it down, of which peers hear nothing.
  void crash(std::uint32_t reason, std::uint32_t program_counter);

  /// From now on nothing succeeds any more: blocked calls wake up and find shutting_down().
  void begin_shutdown();
  [[nodiscard]] bool shutting_down() const { return shutting_down_; }

  /// Closes every socket, takes the PDNs down and ends the thread. No call is blocked any more.
  /// Releases the lock meanwhile.
  void finish_shutdown(Lock& lock);

  /// Ends an operation: carries on what it started, and tells the event loop.
  void settle();

  /// The network takes a PDN away. kNetDown: it is not active.
  Status drop_pdn(pdn::PdnId id);
  /// The network detaches the modem and does not let it attach, until network_attach().
  void network_detach();
  void network_attach() { radio_.network_attach(); }
  [[nodiscard]] const radio::Radio& radio() const { return radio_; }

  /// Randomness outside cryptography starts anew; ports go on as they are.
  void seed(std::uint32_t seed);
  [[nodiscard]] std::uint32_t seed() const { return seed_; }

  /// Executes an AT command.
  at::Response execute(std::string_view command);

  /// Starts and ends a capture; see Recorder.
  Status start_capture(const std::filesystem::path& path);
  Status stop_capture() { return recorder_.stop(); }

  /// Where state is kept from one modem to the next; nullopt: nowhere.
  [[nodiscard]] const std::optional<std::filesystem::path>& state_directory() const {
    return credentials_->directory();
  }

  /// The descriptor on which it listens to who controls it, until begin_shutdown(); -1: to nobody.
  [[nodiscard]] int control_listener() const { return control_ ? control_->listener() : -1; }

  [[nodiscard]] EventLoop& loop() { return loop_; }
  [[nodiscard]] InjectedFaults& faults() { return faults_; }
  [[nodiscard]] Clock& clock() { return clock_; }
  [[nodiscard]] TimerQueue& timers() { return timers_; }
  [[nodiscard]] socket::SocketTable& sockets() { return sockets_; }
  [[nodiscard]] pdn::PdnManager& pdns() { return pdns_; }
  [[nodiscard]] radio::EnergyMeter& energy() { return radio_.energy(); }
  [[nodiscard]] dns::Resolver& resolver() { return resolver_; }
  [[nodiscard]] socket::Environment socket_environment();

 private:
  Modem(const Config& config, std::unique_ptr<credentials::Store> credentials, std::mutex& mutex,
        const Handlers& handlers);

  Status start_control(const std::filesystem::path& path);
  void log_keys(std::string_view line);

  // radio::Radio::Listener
  void on_functional_mode_changed() override;
  void on_registration_changed() override;
  bool on_attached() override;
  void on_detached() override;
  void on_power_saving_changed() override { at_.on_power_saving_changed(); }
  void on_rrc_transition(const radio::RrcTransition& transition) override;

  // pdn::PdnManager::Listener
  void on_activated(pdn::Pdn& pdn) override;
  void on_refused(pdn::PdnId id, pdn::EsmCause cause) override;
  void on_rate_control(const pdn::Pdn& pdn) override;
  void on_address_refreshed(const pdn::Pdn& pdn, bool succeeded) override {
    at_.on_address_refreshed(pdn.id(), succeeded);
  }
  void on_deactivated(pdn::PdnId id) override;

  // PollSource: the links of all PDNs, the IP stack's timers, and the control socket.
  void prepare(std::vector<pollfd>& fds, TimePoint& deadline) override;
  void dispatch(std::span<const pollfd> fds) override;

  void notify(std::string text);
  void post(Callback callback);

  struct Watched {
    PollSource* source;
    std::size_t count;
  };

  const Handlers& handlers_;
  bool shutting_down_ = false;
  bool crashed_ = false;
  bool detaching_ = false;
  at::Initiator initiator_ = at::Initiator::kModem;  ///< of a PDN's end, or of the detach
  std::uint32_t seed_;
  Clock clock_;
  Random random_;
  TimerQueue timers_;
  ip::Stack stack_;
  std::unique_ptr<credentials::Store> credentials_;
  radio::Radio radio_;
  const std::chrono::system_clock::time_point time_zero_;  ///< the time of day then
  pdn::PdnManager pdns_;
  Recorder recorder_;
  InjectedFaults faults_;
  std::unique_ptr<KeyLogFile> key_log_;  ///< null: TLS keys have no file of their own
  bool capture_secrets_;
  dns::Resolver resolver_;
  secure::Shared secure_;
  socket::SocketTable sockets_;
  at::Interpreter at_;
  Timer blackout_;  ///< until the one that the configuration has
  std::vector<Watched> watched_;
  std::unique_ptr<ControlSocket> control_;  ///< null: nobody controls it
  EventLoop loop_;
};

}  // namespace hostmodem
