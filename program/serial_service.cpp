#include "serial_service.h"

#include <poll.h>

#include <array>
#include <string_view>
#include <utility>

#include "failure.h"

namespace hostmodem::program {
namespace {

/// Whether `text` is `word`, which is in upper case, in either case and with blanks around it.
bool is_word(std::string_view text, std::string_view word) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string_view::npos || end - begin + 1 != word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = text[begin + i];
    if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != word[i]) return false;
  }
  return true;
}

}  // namespace

SerialService::SerialService(Modem& modem, const Signals& signals, PseudoTerminal& terminal)
    : modem_(modem), signals_(signals), terminal_(terminal) {}

void SerialService::run() {
  while (true) {
    const bool wants_input = !response_is_due_ && pending_.empty() && queued_.size() < kMaxQueued;
    const auto wanted =
        static_cast<short>((wants_input ? POLLIN : 0) | (queued_.empty() ? 0 : POLLOUT));
    std::array<pollfd, 4> entries{{{signals_.fd(), POLLIN, 0},
                                   {terminal_.changes_fd(), POLLIN, 0},
                                   {modem_.events().fd(), POLLIN, 0},
                                   {terminal_.is_open() ? terminal_.fd() : -1, wanted, 0}}};
    ::poll(entries.data(), entries.size(), -1);
    if (signals_.take()) return;
    take_client((entries[3].revents & POLLIN) != 0);
    take_events();
    start_next();
    write_queued();
  }
}

void SerialService::take_client(bool readable) {
  std::string bytes;
  if (readable) bytes = terminal_.read();
  bool left = false;
  // After reading: a client's opening is told before it can write, so that what was read is surely
  // the old client's unless an opening is told now.
  for (auto change = terminal_.next_change(); change != PseudoTerminal::Change::kNone;
       change = terminal_.next_change()) {
    if (change == PseudoTerminal::Change::kOpened) {
      report_dropped();
      continue;
    }
    left = true;
    for (std::string rest = terminal_.read(); !rest.empty(); rest = terminal_.read()) bytes += rest;
  }
  const bool for_the_next = left && terminal_.is_open();
  if (!for_the_next) take_input(bytes);
  if (left) end_client();
  if (for_the_next) take_input(bytes);
}

void SerialService::end_client() {
  assembler_.reset();
  queued_.clear();
  echo_ = false;
  ++client_;
  terminal_.reset();
}

void SerialService::take_input(const std::string& bytes) {
  for (const char byte : bytes) {
    if (echo_) echo(byte);
    if (auto line = assembler_.take(byte)) pending_.push_back({std::move(*line), client_});
  }
}

void SerialService::start_next() {
  while (!response_is_due_ && !pending_.empty()) {
    const Pending next = std::move(pending_.front());
    pending_.pop_front();
    asker_ = next.client;
    if (answer_itself(next.line)) continue;
    response_is_due_ = true;
    modem_.send(next.line.text);
  }
}

bool SerialService::answer_itself(const CommandLine& line) {
  if (!line.usable) {
    complain("a line is too long for a command or holds a NUL byte: it was dropped");
    respond("ERROR\r\n");
    return true;
  }
  const bool off = is_word(line.text, "ATE0") || is_word(line.text, "ATE");
  const bool on = is_word(line.text, "ATE1");
  if (!off && !on) return false;
  if (asker_ == client_) echo_ = on;
  respond("OK\r\n");
  return true;
}

void SerialService::echo(char byte) {
  switch (byte) {
    case '\r':
      queued_ += "\r\n";
      break;
    case '\n':
      if (last_byte_ != '\r') queued_ += "\r\n";
      break;
    case '\b':
    case '\x7f':
      queued_ += "\b \b";
      break;
    default:
      queued_ += byte;
  }
  last_byte_ = byte;
}

void SerialService::take_events() {
  while (const auto event = modem_.events().pop()) {
    if (event->kind == Event::Kind::kResponse) {
      response_is_due_ = false;
      respond(event->text);
      start_next();
    } else if (event->kind == Event::Kind::kNotification) {
      notify(event->text);
    }
  }
}

void SerialService::respond(const std::string& text) {
  if (asker_ == client_) queued_ += text;
}

void SerialService::notify(const std::string& text) {
  const bool room = queued_.size() + text.size() <= kMaxQueued;
  if (terminal_.is_open() && room) {
    report_dropped();
    queued_ += text;
    return;
  }
  if (++dropped_ > 1) return;
  complain(terminal_.is_open()
               ? "the client does not read: notifications are dropped"
               : "nobody has " + terminal_.path() + " open: notifications are dropped");
}

void SerialService::report_dropped() {
  if (dropped_ == 0) return;
  complain("notifications dropped: " + std::to_string(dropped_));
  dropped_ = 0;
}

void SerialService::write_queued() {
  if (!terminal_.is_open()) queued_.clear();
  if (!queued_.empty()) queued_.erase(0, terminal_.write(queued_));
}

}  // namespace hostmodem::program
