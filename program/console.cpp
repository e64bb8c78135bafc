#include "console.h"

#include <hostmodem.h>

#include <algorithm>

#include "at_output.h"
#include "failure.h"

namespace hostmodem::program {
namespace {

constexpr const char* kPrompt = "> ";
constexpr const char* kContinuation = "\" ";  // a quote is open

bool quote_is_open(const std::string& text) {
  return std::count(text.begin(), text.end(), '"') % 2 != 0;
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void show(const Event& event) {
  if (event.kind == Event::Kind::kLog) {
    complain(event.text);
  } else {
    print(event.text);
  }
}

}  // namespace

Console::Console(Modem& modem, const Signals& signals)
    : modem_(modem), editor_(signals, modem.events().fd(), [this] { show_events(); }) {
  for (const std::string& command : history_.commands()) editor_.remember(command);
  Modem::set_log_as_events(true);
}

Console::~Console() { Modem::set_log_as_events(false); }

void Console::run() {
  print(std::string("hostmodem ") + hostmodem_version() +
        ". AT commands, one a line; exit or Ctrl-D leaves.\r\n");
  std::string command;
  while (read_command(command)) {
    if (is_blank(command)) continue;
    if (command == "exit") return;
    if (may_be_kept(command)) {
      editor_.remember(command);
      history_.append(command);
    }
    send(command);
  }
  print("\r\n");
}

bool Console::read_command(std::string& command) {
  command.clear();
  std::string line;
  while (true) {
    const bool first = command.empty();
    switch (editor_.read(first ? kPrompt : kContinuation, line)) {
      case LineEditor::Result::kEnd:
        return false;
      case LineEditor::Result::kCancelled:
        command.clear();
        continue;
      case LineEditor::Result::kLine:
        break;
    }
    command += first ? line : "\n" + line;
    if (!quote_is_open(command)) return true;
  }
}

void Console::send(const std::string& command) {
  modem_.send(command);
  while (true) {
    const auto event = modem_.events().wait();
    show(*event);
    if (event->kind == Event::Kind::kResponse) return;
  }
}

void Console::show_events() {
  while (const auto event = modem_.events().pop()) show(*event);
}

}  // namespace hostmodem::program
