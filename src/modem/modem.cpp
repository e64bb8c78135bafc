#include "modem/modem.h"

#include <chrono>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "base/process_name.h"
#include "modem/control_commands.h"

namespace hostmodem {
namespace {

at::Identity identity_of(const Config& config) {
  at::Identity identity;
  if (!config.imei.empty()) identity.imei = config.imei;
  return identity;
}

/// The sequences of randomness that follow from the modem's seed.
constexpr std::uint64_t kPorts = 0;
constexpr std::uint64_t kPackets = 1;

std::uint32_t seed_of(const Config& config) {
  // A seed that the host chose is one that can be given again.
  const std::uint32_t seed =
      config.seed ? *config.seed : static_cast<std::uint32_t>(Random::host_seed());
  log::info("modem: seed {}", seed);
  return seed;
}

/// The time of day at the modem's time zero.
std::chrono::system_clock::time_point time_zero(const Config& config) {
  if (config.capture.time == CaptureTime::kModel) return {};
  return std::chrono::system_clock::now();
}

}  // namespace

Result<std::unique_ptr<Modem>> Modem::create(const Config& config, std::mutex& mutex,
                                             const Handlers& handlers) {
  auto store = std::make_unique<credentials::Store>();
  if (config.state_dir) {
    auto opened = credentials::Store::open(*config.state_dir);
    if (!opened) return fail(opened.error());
    store = std::move(*opened);
  }
  std::unique_ptr<KeyLogFile> key_log;
  if (config.capture.key_log) {
    auto opened = KeyLogFile::open(*config.capture.key_log);
    if (!opened) return fail(opened.error());
    key_log = std::move(*opened);
  }
  std::unique_ptr<Modem> modem(new Modem(config, std::move(store), mutex, handlers));
  modem->key_log_ = std::move(key_log);
  if (modem->key_log_ || config.capture.secrets) {
    modem->secure_.set_key_log(std::make_shared<const secure::KeyLog>(
        [modem = modem.get()](std::string_view line) { modem->log_keys(line); }));
  }
  if (config.capture.file) {
    const auto started = modem->start_capture(with_process_number(config.capture.file->native()));
    if (!started) return fail(started.error());
  }
  if (config.control_socket) {
    const auto started = modem->start_control(*config.control_socket);
    if (!started) return fail(started.error());
  }
  if (const auto started = modem->loop_.start(); !started) return fail(started.error());
  return modem;
}

Modem::Modem(const Config& config, std::unique_ptr<credentials::Store> credentials,
             std::mutex& mutex, const Handlers& handlers)
    : handlers_(handlers),
      seed_(seed_of(config)),
      clock_(config.clock_scale, config.clock_held ? Clock::Start::kHeld : Clock::Start::kRunning),
      random_(Random::derived_seed(seed_, kPorts)),
      timers_(clock_),
      stack_(clock_, random_),
      credentials_(std::move(credentials)),
      radio_(timers_, config.network, config.rrc(), config.current()),
      time_zero_(time_zero(config)),
      pdns_(stack_, timers_, config.apns, Random::derived_seed(seed_, kPackets),
            {.rrc = &radio_.rrc(),
             .profile = config.profile,
             .energy = &radio_.energy(),
             .owners = &sockets_}),
      recorder_(time_zero_, clock_, radio_, pdns_),
      faults_(recorder_),
      capture_secrets_(config.capture.secrets),
      resolver_(timers_, config.hosts),
      at_(*credentials_, radio_, pdns_, at::WallClock(clock_, time_zero_), identity_of(config),
          [this](std::string text) { notify(std::move(text)); }),
      blackout_(timers_,
                [this, span = config.blackout] { pdns_.impairments().set_blackout_of_all(span); }),
      loop_(mutex, clock_, timers_, *this, [this] { stack_.settle(); }) {
  recorder_.seed(seed_);
  radio_.set_listener(this);
  pdns_.set_listener(this);
  pdns_.impairments().set_default(link::Direction::kUp, config.uplink);
  pdns_.impairments().set_default(link::Direction::kDown, config.downlink);
  if (config.blackout > Duration{}) {
    if (config.blackout_after == Duration{}) {
      pdns_.impairments().set_blackout_of_all(config.blackout);
    } else {
      blackout_.set_after(config.blackout_after);
    }
  }
}

Modem::~Modem() {
  radio_.set_listener(nullptr);
  pdns_.set_listener(nullptr);
}

void Modem::crash(std::uint32_t reason, std::uint32_t program_counter) {
  faults_.modem_fault(reason, program_counter);
  static_cast<void>(recorder_.stop());  // nobody asks a modem that crashed why it failed
  loop_.post([handler = handlers_.fault, reason, program_counter] {
    if (handler) handler(reason, program_counter);
  });
  crashed_ = true;
  sockets_.end_readiness();
  loop_.halt();
  begin_shutdown();
}

void Modem::begin_shutdown() {
  shutting_down_ = true;
  if (control_) {
    control_.reset();
    loop_.kick();  // whoever polls has descriptors of it
  }
  loop_.signal_all();
}

void Modem::finish_shutdown(Lock& lock) {
  if (crashed_) pdns_.deactivate_all();  // first: a crash says goodbye to nobody
  sockets_.close_all();
  stack_.settle();  // what was sent, and the ends of connections, still leave
  pdns_.deactivate_all();
  stack_.settle();
  loop_.stop(lock);
}

Status Modem::drop_pdn(pdn::PdnId id) {
  if (!pdns_.find(id)) return fail(Errno::kNetDown);
  initiator_ = at::Initiator::kNetwork;
  pdns_.deactivate(id);
  initiator_ = at::Initiator::kModem;
  return {};
}

void Modem::network_detach() {
  initiator_ = at::Initiator::kNetwork;
  radio_.network_detach();
  initiator_ = at::Initiator::kModem;
}

void Modem::seed(std::uint32_t seed) {
  log::info("modem: seed {}", seed);
  seed_ = seed;
  random_ = Random(Random::derived_seed(seed, kPorts));
  pdns_.seed(Random::derived_seed(seed, kPackets));
  recorder_.seed(seed);
}

at::Response Modem::execute(std::string_view command) {
  recorder_.command(command);
  at::Response response = at_.execute(command);
  recorder_.response(response.text);
  return response;
}

Status Modem::start_capture(const std::filesystem::path& path) {
  using Secrets = capture::Capture::Secrets;
  return recorder_.start(path, capture_secrets_ ? Secrets::kIncluded : Secrets::kLeftOut);
}

Status Modem::start_control(const std::filesystem::path& path) {
  auto opened = ControlSocket::open(with_process_number(path), [this](std::string_view line) {
    return control_answer({.modem = *this, .recorder = recorder_}, line);
  });
  if (!opened) return fail(opened.error());
  control_ = std::move(*opened);
  return {};
}

void Modem::log_keys(std::string_view line) {
  if (key_log_) key_log_->write(line);
  recorder_.secret(line);
}

void Modem::settle() {
  if (crashed_) return;
  stack_.settle();
  if (handlers_.progress) handlers_.progress(*this);
  loop_.kick();
}

void Modem::post(Callback callback) {
  if (!crashed_) loop_.post(std::move(callback));
}

socket::Environment Modem::socket_environment() {
  return {.stack = stack_,
          .pdns = pdns_,
          .timers = timers_,
          .credentials = *credentials_,
          .post = [this](Callback callback) { post(std::move(callback)); },
          .shared = &secure_,
          .assistance = &radio_.rrc().assistance(),
          .energy = &radio_.energy()};
}

void Modem::on_functional_mode_changed() { recorder_.functional_mode(); }

void Modem::on_registration_changed() {
  recorder_.registration();
  at_.on_registration_changed();
}

bool Modem::on_attached() {
  const auto activated = pdns_.activate(pdn::kDefaultPdn);
  if (activated) return true;
  log::error("modem: the default PDN did not come up");
  return activated.error().cause == pdn::EsmCause{};  // else the network denied it
}

void Modem::on_detached() {
  detaching_ = true;
  pdns_.deactivate_all();
  detaching_ = false;
  at_.on_detached(initiator_);
}

void Modem::on_rrc_transition(const radio::RrcTransition& transition) {
  recorder_.radio_connection(transition);
  at_.on_rrc_transition(transition);
}

void Modem::on_activated(pdn::Pdn& pdn) {
  if (pdn.pipe() != nullptr) {
    pdn.pipe()->set_handler([this, id = pdn.id()](std::span<const std::byte> packet) {
      if (!handlers_.pipe) return;
      std::vector<std::byte> copy(packet.begin(), packet.end());
      post(
          {.call = [handler = handlers_.pipe, id, copy = std::move(copy)] { (*handler)(id, copy); },
           .wanted = [this, handler = handlers_.pipe] { return handlers_.pipe == handler; }});
    });
  }
  at_.on_pdn_activated(pdn.id(), pdn.cause(), pdn.address6().has_value());
  at_.on_rate_limits(pdn);
}

void Modem::on_rate_control(const pdn::Pdn& pdn) {
  recorder_.rate_control(pdn);
  at_.on_rate_control(pdn);
}

void Modem::on_refused(pdn::PdnId id, pdn::EsmCause cause) {
  recorder_.network_refused(id, cause);
  at_.on_pdn_refused(id, cause);
}

void Modem::on_deactivated(pdn::PdnId id) {
  recorder_.network_down(id);
  // A detach is told as one event.
  if (!detaching_) at_.on_pdn_deactivated(id, initiator_);
}

void Modem::notify(std::string text) {
  log::debug("at: notification {}", text);
  recorder_.notification(text);
  post({[handler = handlers_.notification, text = std::move(text)] {
    if (handler) handler(text.c_str());
  }});
}

void Modem::prepare(std::vector<pollfd>& fds, TimePoint& deadline) {
  recorder_.settle();
  if (handlers_.progress) handlers_.progress(*this);
  watched_.clear();
  const auto watch = [&](PollSource* source) {
    if (source == nullptr) return;
    const std::size_t before = fds.size();
    source->prepare(fds, deadline);
    watched_.push_back({source, fds.size() - before});
  };
  pdns_.for_each([&](pdn::Pdn& pdn) { watch(pdn.link().poll_source()); });
  watch(control_.get());  // last: what it is told may take links away
  if (const auto lwip = stack_.next_deadline()) deadline = std::min(deadline, *lwip);
}

void Modem::dispatch(std::span<const pollfd> fds) {
  for (const Watched& watched : std::exchange(watched_, {})) {
    watched.source->dispatch(fds.first(watched.count));
    fds = fds.subspan(watched.count);
  }
  stack_.run_timers();
}

}  // namespace hostmodem
