// A life of the AT side: commands, notifications, and what the world and the application do in
// between. The network has APNs of one address family, and takes a second to register the modem.
//
// Input: records until the end, each an index of kActs (u8) and its arguments, in the order in
// which the act reads them. A line is its length (u8) and its bytes, or 0xff and what it is put
// together from; see compose().
//
// What is promised of every response and notification is in at.cpp; that notifications come in
// order is seen from the last ones, which have to say what the modem says when it is asked.

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "at.h"
#include "at/command_table.h"
#include "hostmodem.h"
#include "input.h"
#include "modem.h"
#include "nrf_errno.h"
#include "nrf_modem_at.h"
#include "nrf_socket.h"
#include "promise.h"
#include "sockets.h"

namespace hostmodem::fuzz {
namespace {

constexpr const char* kNetwork = R"(
[network]
registration_delay = 1
[[network.apn]]
name = "pipe"
link = "pipe"
[[network.apn]]
name = "four"
ipv6 = false
link = "pipe"
rate_control = {packets = 1}
[[network.apn]]
name = "six"
ipv4 = false
link = "none"
)";

// ---------------------------------------------------------------------------------------------
// Lines
// ---------------------------------------------------------------------------------------------

/// Values of parameters. A number below their offset is itself.
constexpr std::uint8_t kFirstWord = 64;
constexpr std::uint8_t kFirstString = 128;
constexpr std::array kWords = {
    "",
    "\"\"",
    "-1",
    "-0",
    "007",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "4294967296",
    "IP",
    "\"IPV6\"",
    "\"IPV4V6\"",
    "Non-IP",
    "pipe",
    "\"four\"",
    "six",
    "\"nobody\"",
    "\"00101\"",
    "\"24201\"",
    "176",
    "12258",
    "3500",
    R"("26/11/22,12:30:45+00")",
    R"("99/12/31,23:59:59-48")",
};

/// value (u8): a number, a word, or the length of a string, and its bytes
std::string read_value(Input& input) {
  const std::uint8_t value = input.u8();
  if (value < kFirstWord) return std::to_string(value);
  if (value < kFirstString) return kWords[(value - kFirstWord) % kWords.size()];
  const auto bytes = input.bytes(value - kFirstString);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return '"' + text + '"';
}

/// A row of the command table (u8), its form (u8: action, set, read or test); of a set command: how
/// many parameters (u8), and each of them
std::string compose(Input& input) {
  std::string line("AT");
  line += command_name(input.u8());
  switch (input.u8() % 4) {
    case 0:
      return line;
    case 1:
      break;
    case 2:
      return line + '?';
    default:
      return line + "=?";
  }
  line += '=';
  for (int count = input.u8() % 16, i = 0; i < count; ++i) {
    if (i > 0) line += ',';
    line += read_value(input);
  }
  return line;
}

std::string read_line(Input& input) {
  const std::uint8_t length = input.u8();
  if (length == 0xff) return compose(input);
  const auto bytes = input.bytes(length);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ---------------------------------------------------------------------------------------------
// Notifications
// ---------------------------------------------------------------------------------------------

/// What the last notifications said. The modem thread writes it.
class Told {
 public:
  void take(std::string_view notification) {
    const std::lock_guard lock(mutex_);
    int value = 0;
    int cid = 0;
    const std::string text(notification);
    if (std::sscanf(text.c_str(), "+CEREG: %3d", &value) == 1) registration_ = value;
    if (std::sscanf(text.c_str(), "+CGEV: ME PDN ACT %2d", &cid) == 1) active_[cid] = true;
    if (std::sscanf(text.c_str(), "+CGEV: %*2c PDN DEACT %2d", &cid) == 1) active_[cid] = false;
    if (text.starts_with("+CGEV: ") && text.find(" DETACH") != std::string::npos) {
      for (auto& [id, active] : active_) active = false;
    }
  }

  void forget_registration() {
    const std::lock_guard lock(mutex_);
    registration_.reset();
  }
  void forget_packet_domain() {
    const std::lock_guard lock(mutex_);
    active_.clear();
  }

  [[nodiscard]] std::optional<int> registration() const {
    const std::lock_guard lock(mutex_);
    return registration_;
  }
  [[nodiscard]] std::map<int, bool> active() const {
    const std::lock_guard lock(mutex_);
    return active_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<int> registration_;
  std::map<int, bool> active_;  ///< by <cid>
};

Told g_told;

void take_notification(const char* text) {
  check_notification(text);
  g_told.take(text);
}

/// One that asks for more than it may, and for what it may.
void take_and_ask(const char* text) {
  take_notification(text);
  require(nrf_modem_at_printf("AT") == -NRF_EPERM, "a handler can't wait for a response");
  send_async("AT+CGACT?");
}

constexpr std::array<nrf_modem_at_notif_handler_t, 3> kHandlers = {nullptr, take_notification,
                                                                   take_and_ask};

/// What clients subscribe to again whenever the mode has changed.
void subscribe_again(int /*mode*/) {
  send("AT+CEREG=5");
  send("AT+CGEREP=1");
}

constexpr std::array<nrf_modem_at_cfun_handler_t, 2> kModeHandlers = {nullptr, subscribe_again};

/// Stands in for the modem's commands that begin like its own, and asks the modem itself.
int answer(char* buffer, std::size_t size, char* command) {
  const int code = nrf_modem_at_printf("%s", command);
  const std::string_view response = code == 0 ? "OK\r\n" : "ERROR\r\n";
  const std::size_t fits = response.copy(buffer, size - 1);
  buffer[fits] = '\0';
  if (fits < response.size()) return -NRF_E2BIG;  // as the modem's own
  return code == 0 ? 0 : NRF_MODEM_AT_ERROR << 16;
}

const nrf_modem_at_cmd_custom kCustom[] = {{"AT%XVBAT", answer}};

// ---------------------------------------------------------------------------------------------
// Acts
// ---------------------------------------------------------------------------------------------

/// A modem and the application's sockets.
class Life {
 public:
  Life() { modem_.emplace(kNetwork); }
  ~Life() {
    nrf_modem_at_notif_handler_set(nullptr);
    nrf_modem_at_cfun_handler_set(nullptr);
    nrf_modem_at_cmd_custom_set(nullptr, 0);
    forget();
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  /// After a command: what is not subscribed to any more is not told of.
  void look_at_subscriptions() {
    if (send("AT+CEREG?").starts_with("+CEREG: 0")) {
      modem_->settle();
      g_told.forget_registration();
    }
    if (send("AT+CGEREP?").starts_with("+CGEREP: 0")) {
      modem_->settle();
      g_told.forget_packet_domain();
    }
  }

  /// What was told is so.
  void check() {
    modem_->settle();
    int registration = -1;
    const auto told = g_told.registration();
    require(std::sscanf(send("AT+CEREG?").c_str(), "+CEREG: %*d,%3d", &registration) == 1,
            "the modem says its registration");
    require(!told || *told == registration, "the last +CEREG is the registration");
    const std::string states = send("AT+CGACT?");
    for (const auto& [cid, active] : g_told.active()) {
      const std::string up = "+CGACT: " + std::to_string(cid) + ",1\r\n";
      require((states.find(up) != std::string::npos) == active,
              "the last +CGEV of a PDN is its state");
    }
  }

  void step(std::uint64_t milliseconds) { modem_->step(milliseconds); }

  /// Another modem. It costs time.
  void restart() {
    if (restarts_++ == kMostRestarts) return;
    modem_.reset();
    forget();
    modem_.emplace(kNetwork);
    look_at_subscriptions();
  }

  /// After the handler has changed.
  void forget() {
    if (modem_) modem_->settle();
    g_told.forget_registration();
    g_told.forget_packet_domain();
  }

 private:
  static constexpr int kMostRestarts = 3;

  std::optional<Modem> modem_;
  int restarts_ = 0;
};

/// line
void say(Life& life, Input& input) {
  send(read_line(input));
  life.look_at_subscriptions();
}

/// room for the response, less 1 (u8); line
void say_with_little_room(Life& life, Input& input) {
  const std::size_t room = std::size_t{1} + input.u8();
  send(read_line(input), room);
  life.look_at_subscriptions();
}

/// line
void say_and_go_on(Life& life, Input& input) {
  send_async(read_line(input));
  life.look_at_subscriptions();
}

/// line
void scan(Life& life, Input& input) {
  std::array<int, 2> numbers{};
  std::array<char, 16> text{};
  const int matched = nrf_modem_at_scanf(read_line(input).c_str(), "%*[^:]: %d,%d,\"%15[^\"]\"",
                                         &numbers[0], &numbers[1], text.data());
  require(matched == -NRF_EBADMSG || (matched > 0 && matched <= 3),
          "nrf_modem_at_scanf() counts what it found");
  life.look_at_subscriptions();
}

/// the root of the milliseconds (u8)
void wait(Life& life, Input& input) {
  const std::uint64_t root = input.u8();
  life.step(root * root);
}

/// PDN (u8)
void drop(Life&, Input& input) {
  const int pdn = input.u8() % 13 - 1;
  const int result = hostmodem_pdn_drop(pdn);
  require(result == 0 || result == -NRF_ENETDOWN || result == -NRF_EINVAL, "a PDN can be dropped");
  require((pdn < 0 || pdn > 10) == (result == -NRF_EINVAL), "a PDN has a number");
}

/// index of kHandlers (u8)
void handle(Life& life, Input& input) {
  nrf_modem_at_notif_handler_set(kHandlers[input.u8() % kHandlers.size()]);
  life.forget();
}

/// index of kModeHandlers (u8)
void handle_modes(Life&, Input& input) {
  nrf_modem_at_cfun_handler_set(kModeHandlers[input.u8() % kModeHandlers.size()]);
}

/// whether (u8)
void customize(Life&, Input& input) {
  const bool custom = input.u8() % 2 != 0;
  nrf_modem_at_cmd_custom_set(custom ? kCustom : nullptr, custom ? std::size(kCustom) : 0);
}

void restart(Life& life, Input&) { life.restart(); }

void check(Life& life, Input&) { life.check(); }

/// PDN (u8): a datagram goes through it, and its socket stays
void talk(Life&, Input& input) {
  const int pdn = input.u8() % 4;
  const int fd = open_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  if (fd < 0) return;
  const Address peer("10.0.2.2", 9);
  checked(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, &pdn, sizeof pdn));
  checked(nrf_sendto(fd, "data", 4, 0, peer.get(), peer.length()));
}

/// whether it lets the modem attach again (u8)
void change_network(Life&, Input& input) {
  const bool attach = input.u8() % 2 != 0;
  require((attach ? hostmodem_network_attach() : hostmodem_network_detach()) == 0,
          "the network can detach the modem and let it attach");
}

/// index of kApns (u8), ESM cause (u8)
void refuse(Life&, Input& input) {
  static constexpr std::array kApns = {"", "pipe", "four", "six"};
  const char* apn = kApns[input.u8() % kApns.size()];
  require(hostmodem_apn_refuse(apn, input.u8()) == 0, "an APN can be refused with any cause");
}

constexpr std::array kActs = {
    say,
    say_with_little_room,
    say_and_go_on,
    scan,
    wait,
    drop,
    handle,
    handle_modes,
    customize,
    restart,
    check,
    talk,
    change_network,
    refuse,
};

void run(Input input) {
  Life life;
  while (!input.empty()) kActs[input.u8() % kActs.size()](life, input);
  life.check();
  check_alive();
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}

// NOLINTNEXTLINE(readability-identifier-naming): likewise
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return hostmodem::fuzz::mutate_commands(data, size, max_size, seed);
}
