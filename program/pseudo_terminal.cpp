#include "pseudo_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "failure.h"

namespace hostmodem::program {

PseudoTerminal::PseudoTerminal()
    : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)),
      watch_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  std::array<char, 128> name{};
  if (master_.get() < 0 || ::grantpt(fd()) != 0 || ::unlockpt(fd()) != 0 ||
      ::ptsname_r(fd(), name.data(), name.size()) != 0) {
    fail_with_errno("a pseudo-terminal");
  }
  path_ = name.data();
  if (::inotify_add_watch(watch_.get(), name.data(), IN_OPEN | IN_CLOSE) < 0) {
    fail_with_errno("watching " + path_);
  }
  reset();
}

bool PseudoTerminal::has_record() {
  if (!records_.empty()) return true;
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(watch_.get(), buffer.data(), buffer.size());
  if (count > 0) records_.assign(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::uint32_t PseudoTerminal::next_mask() const {
  inotify_event record{};
  std::memcpy(&record, records_.data(), sizeof record);
  return record.mask;
}

bool PseudoTerminal::is_hung_up() const {
  pollfd entry{fd(), 0, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & POLLHUP) != 0;
}

PseudoTerminal::Change PseudoTerminal::next_change() {
  while (has_record()) {
    const std::uint32_t mask = next_mask();
    records_.erase(0, sizeof(inotify_event));  // a watched file has no name in it
    if ((mask & IN_OPEN) != 0 && ++openings_ == 1) return Change::kOpened;
    if ((mask & IN_CLOSE) == 0 || openings_ == 0 || --openings_ > 0) continue;
    if (is_hung_up() || (has_record() && (next_mask() & IN_OPEN) != 0)) return Change::kClosed;
    openings_ = 1;  // two openings were told as one
  }
  if (openings_ == 0 || !is_hung_up()) return Change::kNone;
  openings_ = 0;  // two closings were told as one
  return Change::kClosed;
}

std::string PseudoTerminal::read() {
  std::array<char, 4096> buffer{};
  // EIO: nobody has the device open; the change says so too.
  const ssize_t count = ::read(fd(), buffer.data(), buffer.size());
  return count <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(count));
}

std::size_t PseudoTerminal::write(std::string_view text) {
  const ssize_t count = ::write(fd(), text.data(), text.size());
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

void PseudoTerminal::reset() {
  ::tcflush(fd(), TCOFLUSH);
  // On Linux the modem's end gives and takes the modes of the device.
  termios modes{};
  if (::tcgetattr(fd(), &modes) != 0) return;
  ::cfmakeraw(&modes);
  ::cfsetspeed(&modes, B115200);
  ::tcsetattr(fd(), TCSANOW, &modes);
}

}  // namespace hostmodem::program
