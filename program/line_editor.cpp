#include "line_editor.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <string_view>
#include <utility>

#include "failure.h"

namespace hostmodem::program {
namespace {

constexpr int kHistorySize = 1000;

/// Whether the terminal understands the control sequences that everything since the VT100 does.
bool has_cursor_movement() {
  const char* const terminal = std::getenv("TERM");
  return terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
}

std::size_t columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

LineEditor::LineEditor(const Signals& signals, int fd, std::function<void()> show)
    : signals_(signals),
      fd_(fd),
      show_(std::move(show)),
      history_(history_init(), history_end),
      editor_(nullptr, el_end) {
  std::setlocale(LC_CTYPE, "");
  editor_.reset(el_init("hostmodem", stdin, stdout, stderr));
  if (!editor_ || !history_) throw Failure(ExitStatus::kUnusable, "the terminal is not usable");
  EditLine* const editor = editor_.get();
  HistEvent ignored{};
  history(history_.get(), &ignored, H_SETSIZE, kHistorySize);
  history(history_.get(), &ignored, H_SETUNIQUE, 1);
  el_set(editor, EL_CLIENTDATA, this);
  el_set(editor, EL_PROMPT, &LineEditor::prompt_of);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 1);  // of the signals that are not blocked: the window's size, stops
  el_set(editor, EL_HIST, &history, history_.get());
  el_set(editor, EL_GETCFN, &LineEditor::take_character);
  el_source(editor, nullptr);  // the user's own key bindings
}

char* LineEditor::prompt_of(EditLine* editor) {
  LineEditor* self = nullptr;
  el_get(editor, EL_CLIENTDATA, &self);
  return self->prompt_.data();
}

int LineEditor::take_character(EditLine* editor, wchar_t* character) {
  LineEditor* self = nullptr;
  el_get(editor, EL_CLIENTDATA, &self);
  try {
    return self->next_character(*character);
  } catch (...) {
    self->failure_ = std::current_exception();  // libedit is C: it goes on in read()
    return 0;
  }
}

LineEditor::Result LineEditor::read(const std::string& prompt, std::string& line) {
  prompt_ = prompt;
  cancelled_ = false;
  // Before the prompt is there, which libedit itself writes first: the terminal makes something
  // else of a Ctrl-D that comes between.
  el_set(editor_.get(), EL_PREP_TERM, 1);
  int count = 0;
  const char* const text = el_gets(editor_.get(), &count);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  if (cancelled_) return Result::kCancelled;
  if (text == nullptr || count <= 0) return Result::kEnd;
  line.assign(text, static_cast<std::size_t>(count));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  return Result::kLine;
}

void LineEditor::remember(const std::string& line) {
  HistEvent ignored{};
  history(history_.get(), &ignored, H_ENTER, line.c_str());
}

int LineEditor::next_character(wchar_t& character) {
  std::mbstate_t state{};
  while (wait_for_input()) {
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return 0;
    const std::size_t length = std::mbrtowc(&character, &byte, 1, &state);
    if (length == static_cast<std::size_t>(-2)) continue;  // more of the character is to come
    if (length == static_cast<std::size_t>(-1)) {          // of another encoding: as it is
      character = static_cast<unsigned char>(byte);
    }
    return 1;
  }
  return 0;
}

bool LineEditor::wait_for_input() {
  while (true) {
    std::array<pollfd, 3> entries{
        {{STDIN_FILENO, POLLIN, 0}, {fd_, POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), -1) < 0) continue;
    if (const auto signal = signals_.take()) {
      if (*signal == SIGINT) {
        cancelled_ = true;
        std::fputs("^C\n", stdout);
        std::fflush(stdout);
      }
      return false;
    }
    if (entries[1].revents != 0) show_above();
    if (entries[0].revents != 0) return true;
  }
}

void LineEditor::show_above() {
  take_line_off();
  show_();
  el_set(editor_.get(), EL_REFRESH);
}

void LineEditor::take_line_off() const {
  if (!has_cursor_movement()) {
    std::fputc('\n', stdout);
    return;
  }
  const LineInfo* const line = el_line(editor_.get());
  const std::size_t before_cursor =
      prompt_.size() + static_cast<std::size_t>(line->cursor - line->buffer);
  const std::size_t row = before_cursor / columns();
  if (row > 0) std::printf("\033[%zuA", row);
  std::fputs("\r\033[J", stdout);
  std::fflush(stdout);
}

}  // namespace hostmodem::program
