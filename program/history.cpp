#include "history.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include "descriptor.h"
#include "failure.h"

namespace hostmodem::program {
namespace {

/// Beginnings of commands that hold a secret.
constexpr std::array<std::string_view, 3> kSecretCommands = {"AT%CMNG=0", "AT+CPIN=", "AT+CGAUTH="};

/// Where the user's state is; nullopt: nowhere. The specification has relative paths ignored.
std::optional<std::filesystem::path> state_home() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return state;
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return std::nullopt;
  return std::filesystem::path(home) / ".local" / "state";
}

bool write_whole(int fd, std::string_view text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

HistoryFile::HistoryFile() {
  const auto home = state_home();
  if (!home) return;
  path_ = *home / "hostmodem" / "history";
  std::error_code error;
  std::filesystem::create_directories(*home, error);
  if (::mkdir(path_->parent_path().c_str(), 0700) != 0 && errno != EEXIST) {
    give_up(std::strerror(errno));
    return;
  }
  load();
}

void HistoryFile::load() {
  std::ifstream file(*path_);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) commands_.push_back(line);
  }
  if (commands_.size() <= kMaxCommands) return;
  commands_.erase(commands_.begin(), commands_.end() - static_cast<std::ptrdiff_t>(kMaxCommands));
  shorten();
}

void HistoryFile::shorten() const {
  std::string name = path_->string() + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));  // of mode 0600
  if (file.get() < 0) return;                                 // it may stay long
  std::string text;
  for (const std::string& command : commands_) text += command + '\n';
  if (!write_whole(file.get(), text) || ::rename(name.c_str(), path_->c_str()) != 0) {
    ::unlink(name.c_str());
  }
}

void HistoryFile::append(const std::string& command) {
  if (!path_) return;
  const Descriptor file(::open(
      path_->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.get() < 0 || ::fchmod(file.get(), S_IRUSR | S_IWUSR) != 0 ||
      !write_whole(file.get(), command + '\n')) {
    give_up(std::strerror(errno));
  }
}

void HistoryFile::give_up(const std::string& what) {
  complain(path_->string() + ": " + what + "; commands are not kept for the next session");
  path_.reset();
}

bool may_be_kept(std::string_view command) {
  if (command.find_first_of("\r\n") != std::string_view::npos) return false;
  std::string plain;  // as the modem understands it: in either case, with blanks anywhere
  for (const char c : command) {
    if (c == ' ' || c == '\t') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return std::none_of(kSecretCommands.begin(), kSecretCommands.end(),
                      [&](std::string_view secret) { return plain.starts_with(secret); });
}

}  // namespace hostmodem::program
