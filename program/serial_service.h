#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "command_assembler.h"
#include "modem.h"
#include "pseudo_terminal.h"
#include "signals.h"

namespace hostmodem::program {

/// Serves the modem on a pseudo-terminal, as the chip's AT interface is served on a serial port.
///
/// **Theory of operation.** One thread waits for the device, its openings and closings, the modem
/// and the signals. Commands are sent one at a time: the next one when the response to the last is
/// there. While that is due, or while the client does not read what it asked for, its input stays
/// in the device, so that a client that writes too fast is slowed down and no response is lost.
/// What the modem says by itself can't be slowed down: beyond kMaxQueued notifications are dropped,
/// and so are those that nobody has the device open for; both are told on standard error.
///
/// What a client wrote before it closed the device is still executed; its responses are for nobody.
/// A client that opens the device before the service saw that another closed it is told apart from
/// that by the order of inotify's events; of what is in the device then, all counts as its own.
class SerialService {
 public:
  SerialService(Modem& modem, const Signals& signals, PseudoTerminal& terminal);

  /// Serves until SIGINT, SIGTERM or SIGHUP.
  void run();

 private:
  static constexpr std::size_t kMaxQueued = std::size_t{64} * 1024;

  /// Takes what the client wrote (when there is something to be read), and clients that come and
  /// go.
  void take_client(bool readable);
  void take_input(const std::string& bytes);
  void take_events();
  void start_next();
  /// What the program itself answers (ATE0, ATE1); false: it is the modem's.
  bool answer_itself(const CommandLine& line);
  void echo(char byte);
  /// Nothing of a client stays for the next one.
  void end_client();

  void respond(const std::string& text);
  void notify(const std::string& text);
  void write_queued();
  void report_dropped();

  /// A command, and for which client its response is.
  struct Pending {
    CommandLine line;
    std::uint64_t client;
  };

  Modem& modem_;
  const Signals& signals_;
  PseudoTerminal& terminal_;
  CommandAssembler assembler_;
  std::deque<Pending> pending_;
  std::string queued_;        ///< for the client
  std::uint64_t client_ = 0;  ///< the number of the one that is there, or comes next
  std::uint64_t asker_ = 0;   ///< whose command the modem is at
  bool response_is_due_ = false;
  bool echo_ = false;
  char last_byte_ = '\0';      ///< that was echoed
  std::uint64_t dropped_ = 0;  ///< notifications that nobody got, since the last that was told
};

}  // namespace hostmodem::program
