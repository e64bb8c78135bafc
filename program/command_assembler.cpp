#include "command_assembler.h"

#include <utility>

namespace hostmodem::program {
namespace {

constexpr char kBackspace = '\b';
constexpr char kDelete = '\x7f';
constexpr const char* kBlanks = " \t\r\n";

}  // namespace

std::optional<CommandLine> CommandAssembler::take(char byte) {
  if ((byte == '\r' || byte == '\n') && (!inside_quotes() || too_long_)) return finish();
  if (byte == kBackspace || byte == kDelete) {
    if (text_.empty()) return std::nullopt;
    if (text_.back() == '"') --quotes_;
    text_.pop_back();
    return std::nullopt;
  }
  if (byte == '\0') usable_ = false;
  if (text_.size() == kMaxLine) too_long_ = true;
  if (too_long_) return std::nullopt;
  if (byte == '"') ++quotes_;
  text_ += byte;
  return std::nullopt;
}

std::optional<CommandLine> CommandAssembler::finish() {
  CommandLine line{std::move(text_), usable_ && !too_long_};
  reset();
  if (!line.usable) {
    line.text.clear();
  } else if (line.text.find_first_not_of(kBlanks) == std::string::npos) {
    return std::nullopt;
  }
  return line;
}

void CommandAssembler::reset() {
  text_.clear();
  quotes_ = 0;
  usable_ = true;
  too_long_ = false;
}

}  // namespace hostmodem::program
