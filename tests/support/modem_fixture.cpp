#include "support/modem_fixture.h"

#include <algorithm>
#include <stdexcept>

#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "support/outcome.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

// The notification handler has no context: this is where it finds the modem.
std::mutex current_mutex;
Lines* current_notifications = nullptr;

void set_current(Lines* notifications) {
  const std::lock_guard lock(current_mutex);
  current_notifications = notifications;
}

}  // namespace

void Lines::add(std::string line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  changed_.notify_all();
}

std::vector<std::string> Lines::all() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

bool Lines::has(std::string_view part) const {
  return std::any_of(lines_.begin(), lines_.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

bool Lines::wait_for(std::initializer_list<std::string_view> parts) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    return std::any_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return has(part); });
  });
}

bool Lines::contains(std::string_view part) const {
  const std::lock_guard lock(mutex_);
  return has(part);
}

void Lines::clear() {
  const std::lock_guard lock(mutex_);
  lines_.clear();
}

LogCapture::LogCapture() {
  hostmodem_log_handler_set([](hostmodem_log_level, const char* line,
                               void* lines) { static_cast<Lines*>(lines)->add(line); },
                            &lines_);
}

LogCapture::~LogCapture() { hostmodem_log_handler_set(nullptr, nullptr); }

Modem::Modem(const std::string& configuration, Start start) {
  const auto fail = [this](const std::string& what, int error) {
    std::string text = what + " gave " + std::string(error_name(-error)) + "; log:";
    for (const std::string& line : log().all()) text += "\n  " + line;
    throw std::runtime_error(text);
  };
  const char* toml = configuration.empty() ? nullptr : configuration.c_str();
  if (const int error = hostmodem_configure(toml); error != 0) fail("hostmodem_configure", error);
  nrf_modem_init_params params{};
  params.fault_handler = [](nrf_modem_fault_info*) {};
  if (const int error = nrf_modem_init(&params); error != 0) fail("nrf_modem_init", error);
  set_current(&notifications_);
  nrf_modem_at_notif_handler_set(take_notification);
  if (start == Start::kOnline) go_online();
}

Modem::~Modem() {
  nrf_modem_shutdown();  // also when it crashed
  set_current(nullptr);
  hostmodem_configure(nullptr);
}

void Modem::take_notification(const char* text) {
  const std::lock_guard lock(current_mutex);
  if (current_notifications == nullptr) return;
  std::string line = text;
  while (line.ends_with('\r') || line.ends_with('\n')) line.pop_back();
  current_notifications->add(line);
}

void Modem::go_online() {
  notifications_.clear();
  at("AT+CEREG=5");
  at("AT+CGEREP=1");
  at("AT+CFUN=1");
  if (!notifications_.wait_for({"+CEREG: 1", "+CEREG: 5"})) {
    throw std::runtime_error("the modem did not register");
  }
}

void Modem::shutdown() {
  if (const int error = nrf_modem_shutdown(); error != 0) {
    throw std::runtime_error("nrf_modem_shutdown gave " + std::string(error_name(-error)));
  }
}

std::string Modem::at(const std::string& command) {
  std::string response(8192, '\0');
  const int error = nrf_modem_at_cmd(response.data(), response.size(), "%s", command.c_str());
  response.resize(response.find('\0'));
  if (error != 0) {
    throw std::runtime_error(command + " gave " + std::to_string(error) + ": " + response);
  }
  return response;
}

void Modem::provision(unsigned tag, Credential type, const std::string& content) {
  at("AT%CMNG=0," + std::to_string(tag) + "," + std::to_string(static_cast<int>(type)) + ",\"" +
     content + "\"");
}

void Modem::provision_key(unsigned tag, const std::string& key, const std::string& password) {
  at("AT%CMNG=0," + std::to_string(tag) + ",2,\"" + key + "\",\"" + password + "\"");
}

}  // namespace hostmodem::test
