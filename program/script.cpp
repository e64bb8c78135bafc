#include "script.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "at_output.h"
#include "failure.h"

namespace hostmodem::program {
namespace {

/// Nobody waits for a notification that so many others came after.
constexpr std::size_t kMaxRemembered = 1000;

constexpr std::string_view kWaitWord = "wait ";

}  // namespace

void Script::run(const Step& step) {
  if (step.kind == Step::Kind::kCommand) {
    send(step.text);
  } else {
    wait(step.text);
  }
}

void Script::send(const std::string& command) {
  drain();
  notifications_.clear();
  modem_.send(command);
  while (true) {
    const auto event = modem_.events().wait();
    if (event->kind == Event::Kind::kNotification) take_notification(event->text);
    if (event->kind != Event::Kind::kResponse) continue;
    print(event->text);
    if (!is_ok(event->text)) all_ok_ = false;
    return;
  }
}

void Script::wait(std::string_view prefix) {
  const auto deadline = std::chrono::steady_clock::now() + timeout_;
  while (!seen(prefix)) {
    const auto event = modem_.events().wait(deadline);
    if (!event) {
      throw Failure(ExitStatus::kTimedOut,
                    "no notification \"" + std::string(prefix) + "\" came in time (see --timeout)");
    }
    if (event->kind == Event::Kind::kNotification) take_notification(event->text);
  }
}

bool Script::seen(std::string_view prefix) const {
  return std::any_of(notifications_.begin(), notifications_.end(),
                     [&](const std::string& text) { return text.starts_with(prefix); });
}

void Script::take_notification(const std::string& text) {
  print(text);
  if (notifications_.size() == kMaxRemembered) notifications_.erase(notifications_.begin());
  notifications_.push_back(text);
}

void Script::drain() {
  while (const auto event = modem_.events().pop()) {
    if (event->kind == Event::Kind::kNotification) take_notification(event->text);
  }
}

bool Script::run_line(const CommandLine& line) {
  if (!line.usable) {
    complain("a line is too long for a command or holds a NUL byte: it was left out");
    all_ok_ = false;
    return true;
  }
  if (line.text == "exit") return false;
  if (line.text.starts_with(kWaitWord)) {
    wait(std::string_view(line.text).substr(kWaitWord.size()));
  } else {
    send(line.text);
  }
  return true;
}

void Script::run_input(int fd) {
  CommandAssembler assembler;
  std::array<char, 4096> buffer{};
  while (true) {
    std::array<pollfd, 2> entries{{{fd, POLLIN, 0}, {modem_.events().fd(), POLLIN, 0}}};
    ::poll(entries.data(), entries.size(), -1);
    drain();
    if (entries[0].revents == 0) continue;
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) fail_with_errno("standard input");
    if (count == 0) break;
    for (const char byte : std::string_view(buffer.data(), static_cast<std::size_t>(count))) {
      const auto line = assembler.take(byte);
      if (line && !run_line(*line)) return;
    }
  }
  if (assembler.inside_quotes()) {
    throw Failure(ExitStatus::kUnusable,
                  "standard input ended inside double quotes: its last command was not sent");
  }
  if (const auto line = assembler.finish()) run_line(*line);
}

}  // namespace hostmodem::program
