#include "modem/control_socket.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace hostmodem {
namespace {

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

bool is_text(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::filesystem::path& path,
                                                           Answer answer) {
  auto file = SocketFile::open(path);
  if (!file) return fail(file.error());
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::move(*file), std::move(answer)));
}

void ControlSocket::prepare(std::vector<pollfd>& fds, TimePoint& /*deadline*/) {
  if (!deaf_) fds.push_back({file_.get(), POLLIN, 0});
  for (const Client& client : clients_) {
    const short events = client.output.empty() ? POLLIN : POLLOUT;
    fds.push_back({client.socket.get(), events, 0});
  }
}

void ControlSocket::dispatch(std::span<const pollfd> fds) {
  bool waiting = false;
  for (const pollfd& fd : fds) {
    if (fd.revents == 0) continue;
    if (fd.fd == file_.get()) {
      waiting = true;
      continue;
    }
    const auto client = std::ranges::find_if(
        clients_, [&](const Client& each) { return each.socket.get() == fd.fd; });
    if (client == clients_.end()) continue;
    if (serve(*client, fd.revents)) {
      clients_.splice(clients_.end(), clients_, client);  // it is not silent
    } else {
      clients_.erase(client);
    }
  }
  if (waiting) accept();  // last: it may close one that has just spoken
}

void ControlSocket::accept() {
  Descriptor socket(::accept4(file_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket.is_open()) {
    if (would_block(errno) || errno == ECONNABORTED) return;
    // It would be tried again at once, for ever.
    log::error("control: listens no more: {}", std::generic_category().message(errno));
    file_.remove();
    deaf_ = true;
    return;
  }
  if (clients_.size() == kMaxClients) clients_.pop_front();
  clients_.push_back({.socket = std::move(socket), .input = {}, .output = {}});
}

/// What there is to do for a client; false: it goes.
bool ControlSocket::serve(Client& client, short events) {
  if ((events & POLLOUT) == 0 && client.output.empty() && !read(client)) return false;
  while (write(client) && client.output.empty()) {
    if (!take_line(client)) return !client.ended;
  }
  return !client.output.empty();
}

/// False: the connection is of no use any more.
bool ControlSocket::read(Client& client) {
  std::array<char, kMaxLine + 1> block;
  const std::size_t room = block.size() - client.input.size();
  const ssize_t size = ::recv(client.socket.get(), block.data(), room, 0);
  if (size < 0) return would_block(errno);
  if (size == 0) client.ended = true;
  client.input.append(block.data(), static_cast<std::size_t>(size));
  return true;
}

/// What it takes of the answer; false: the connection is of no use any more.
bool ControlSocket::write(Client& client) {
  if (client.output.empty()) return true;
  const ssize_t size =
      ::send(client.socket.get(), client.output.data(), client.output.size(), MSG_NOSIGNAL);
  if (size < 0) {
    if (would_block(errno)) return true;
    client.output.clear();
    return false;
  }
  client.output.erase(0, static_cast<std::size_t>(size));
  return true;
}

/// Answers the next line; false: it did not send one yet.
bool ControlSocket::take_line(Client& client) {
  const std::size_t end = client.input.find('\n');
  if (end == std::string::npos) {
    if (client.input.size() <= kMaxLine) return false;
    client.output = "ERROR: the line is longer than " + std::to_string(kMaxLine) + " bytes\n";
    client.input.clear();
    client.ended = true;
    return true;
  }
  std::string line = client.input.substr(0, end);
  client.input.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  client.output = answer_to(line);
  return true;
}

std::string ControlSocket::answer_to(std::string_view line) {
  if (!is_text(line)) return "ERROR: a line is of printable ASCII characters\n";
  return answer_(line);
}

}  // namespace hostmodem
