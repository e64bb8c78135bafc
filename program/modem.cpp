#include "modem.h"

#include <hostmodem.h>
#include <nrf_errno.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <climits>

#include "failure.h"

namespace hostmodem::program {
namespace {

// The library's handlers have no context.
std::atomic<EventQueue*> g_events{nullptr};
std::atomic<bool> g_log_as_events{false};

void push(Event::Kind kind, const char* text) {
  if (EventQueue* const events = g_events) events->push({kind, text});
}

void take_response(const char* text) { push(Event::Kind::kResponse, text); }
void take_notification(const char* text) { push(Event::Kind::kNotification, text); }

void take_log_line(hostmodem_log_level /*level*/, const char* line, void* /*context*/) {
  if (g_log_as_events) {
    push(Event::Kind::kLog, line);
  } else {
    complain(line);
  }
}

void take_fault(nrf_modem_fault_info* fault) {
  complain("the modem crashed, reason " + std::to_string(fault->reason));
}

/// While it lives no signal is delivered to this thread, nor ever to one that is started meanwhile.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }

 private:
  sigset_t former_{};
};

}  // namespace

Modem::Modem(const std::optional<std::string>& config_file) {
  hostmodem_log_handler_set(take_log_line, nullptr);
  if (config_file && hostmodem_configure_file(config_file->c_str()) != 0) {
    throw Failure(ExitStatus::kUnusable, *config_file + " is not a usable configuration");
  }
  g_events = &events_;
  nrf_modem_at_notif_handler_set(take_notification);
  nrf_modem_init_params parameters{};
  parameters.fault_handler = take_fault;
  // Signals are for the thread that reads the terminal.
  const AllSignalsBlocked blocked;
  const int result = nrf_modem_init(&parameters);
  if (result != 0) {
    g_events = nullptr;
    throw Failure(ExitStatus::kUnusable,
                  std::string("the modem does not start: ") + hostmodem_strerror(result));
  }
}

Modem::~Modem() {
  nrf_modem_shutdown();
  g_events = nullptr;
}

void Modem::send(const std::string& command) {
  const bool whole = command.find('\0') == std::string::npos;
  const int result =
      whole ? nrf_modem_at_cmd_async(take_response, "%s", command.c_str()) : -NRF_EINVAL;
  if (result == 0) return;
  complain(std::string("a command could not be sent: ") +
           (whole ? hostmodem_strerror(result) : "it holds a NUL byte"));
  take_response("ERROR\r\n");
}

std::string Modem::ask(const std::string& command) {
  send(command);
  while (true) {
    const auto event = events_.wait();
    if (event && event->kind == Event::Kind::kResponse) return event->text;
  }
}

void Modem::set_log_as_events(bool as_events) { g_log_as_events = as_events; }

std::optional<std::string> Modem::state_directory() {
  std::array<char, PATH_MAX> path{};
  if (hostmodem_state_directory(path.data(), path.size()) != 0) return std::nullopt;
  return path.data();
}

bool is_ok(std::string_view response) {
  return response == "OK\r\n" || response.ends_with("\r\nOK\r\n");
}

}  // namespace hostmodem::program
