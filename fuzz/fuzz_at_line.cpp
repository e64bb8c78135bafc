// AT command lines: one line of any bytes, in a modem that was brought into some state.
//
// Input: a byte of bits (kStates and kWays), then the line, to the end.

#include <array>
#include <string>
#include <vector>

#include "at.h"
#include "at/command_table.h"
#include "hostmodem.h"
#include "input.h"
#include "modem.h"
#include "nrf_modem_at.h"
#include "promise.h"

namespace hostmodem::fuzz {
namespace {

/// What the modem was told before the line, for each bit.
struct State {
  std::uint8_t bit;
  std::vector<const char*> commands;
};

const std::array kStates = {
    State{1, {"AT+CMEE=1"}},
    State{2, {"AT+CFUN=4", R"(AT%CMNG=0,1,0,"content")", R"(AT%CMNG=0,2,3,"00ff")"}},
    State{4,
          {"AT+CFUN=1", R"(AT+CGDCONT=1,"IP","pipe")", R"(AT+CGAUTH=1,1,"name","word")",
           "AT+CGACT=1,1"}},
    State{8,
          {"AT+CEREG=5", "AT+CGEREP=1", "AT+CNEC=24", "AT%XSIM=1", "AT%CESQ=1", "AT%XSNRSQ=1",
           "AT%XTIME=1", "AT%MDMEV=1"}},
};

/// How the line is sent.
enum Way : std::uint8_t {
  kWithoutRoom = 16,  ///< for the response: less than it may need
  kLong = 32,         ///< its last byte so often that it is longer than a command may be
  kAsync = 64,
};

constexpr std::size_t kLongLine = std::size_t{20} * 1024;

/// Whatever the line left behind can be read.
void read_everything() {
  for (const at::CommandRow& row : at::command_table()) {
    if (row.read != nullptr) send("AT" + std::string(row.name) + '?');
  }
}

void run(Input input) {
  Modem modem;
  nrf_modem_at_notif_handler_set([](const char* text) { check_notification(text); });
  const std::uint8_t bits = input.u8();
  for (const State& state : kStates) {
    if ((bits & state.bit) == 0) continue;
    for (const char* command : state.commands) {
      require(send(command) == "OK\r\n", "the modem can be brought into a state");
      modem.settle();
    }
  }

  const auto bytes = input.bytes(kLongLine);
  std::string line(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if ((bits & kLong) != 0 && !line.empty()) line.append(kLongLine - line.size() % 4, line.back());
  if ((bits & kAsync) != 0) {
    send_async(line);
  } else {
    send(line, (bits & kWithoutRoom) != 0 ? 1 + line.size() : kWholeResponse);
  }
  modem.settle();
  read_everything();
  modem.step(2000);
  check_alive();
  nrf_modem_at_notif_handler_set(nullptr);
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
