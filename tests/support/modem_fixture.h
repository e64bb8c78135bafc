#pragma once

#include <condition_variable>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "hostmodem.h"
#include "support/endpoint.h"
#include "support/socket_api.h"

namespace hostmodem::test {

/// An address as the modem's sockets take it, and back.
[[nodiscard]] RawAddress encode_for_modem(const Endpoint& endpoint);
[[nodiscard]] Endpoint decode_from_modem(const RawAddress& address);

/// Lines that come from another thread, one at a time.
class Lines {
 public:
  void add(std::string line);
  [[nodiscard]] std::vector<std::string> all() const;
  [[nodiscard]] bool contains(std::string_view part) const;
  /// Whether a line that contains one of the `parts` has come, or comes within kPatience.
  [[nodiscard]] bool wait_for(std::initializer_list<std::string_view> parts) const;
  [[nodiscard]] bool wait_for(std::string_view part) const { return wait_for({part}); }
  void clear();

 private:
  [[nodiscard]] bool has(std::string_view part) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> lines_;
};

/// Takes the log of the library while it lives, at level "debug" only when the configuration of the
/// modem says so.
class LogCapture {
 public:
  LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  ~LogCapture();

  [[nodiscard]] const Lines& lines() const { return lines_; }

 private:
  Lines lines_;
};

/// A modem, from initialisation to shutdown. One at a time. A failure throws, with the log.
class Modem {
 public:
  enum class Start {
    kOnline,   ///< registered, with its default packet data network
    kOffline,  ///< initialised, AT+CFUN=0
  };

  /// `configuration` is TOML; empty: the default of the library.
  explicit Modem(const std::string& configuration = "", Start start = Start::kOnline);
  Modem(const Modem&) = delete;
  Modem& operator=(const Modem&) = delete;
  /// Shuts it down, if that was not done, and forgets the configuration.
  ~Modem();

  /// AT+CFUN=1, and waits until it is registered.
  void go_online();
  void shutdown();

  /// Sends a command (as it is: not a format) that must succeed; gives its whole response.
  std::string at(const std::string& command);  // NOLINT(readability-identifier-length)

  /// Writes credentials; the modem must be offline. Types as %CMNG has them.
  enum class Credential { kRootCa = 0, kClientCertificate = 1, kClientKey = 2, kPsk = 3, kId = 4 };
  void provision(unsigned tag, Credential type, const std::string& content);
  /// An encrypted private key, with its password.
  void provision_key(unsigned tag, const std::string& key, const std::string& password);

  [[nodiscard]] const Lines& log() const { return log_.lines(); }
  /// What the modem said by itself, without line ends.
  [[nodiscard]] const Lines& notifications() const { return notifications_; }

 private:
  static void take_notification(const char* text);

  LogCapture log_;
  Lines notifications_;
};

}  // namespace hostmodem::test
