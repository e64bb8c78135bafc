#include "support/control_peer.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "support/host_socket.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

int connect_to(const FileDescriptor& socket, const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.native().copy(address.sun_path, sizeof address.sun_path - 1);
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

FileDescriptor unix_socket() {
  return FileDescriptor(checked(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
}

bool has_end(const std::string& answer) {
  if (!answer.ends_with('\n')) return false;
  const std::size_t before = answer.find_last_of('\n', answer.size() - 2);
  const std::string last = answer.substr(before == std::string::npos ? 0 : before + 1);
  return last == "OK\n" || last.starts_with("ERROR: ");
}

}  // namespace

ControlPeer::ControlPeer(const std::filesystem::path& path) : socket_(unix_socket()) {
  checked(connect_to(socket_, path), path.c_str());
}

void ControlPeer::send(std::string_view text) const {
  checked(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL), "send");
}

std::size_t ControlPeer::send_what_fits(std::string_view text) const {
  const ssize_t size = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

void ControlPeer::end_sending() const { checked(::shutdown(socket_.get(), SHUT_WR), "shutdown"); }

std::string ControlPeer::take() {
  std::string result;
  std::array<char, 4096> block;
  while (true) {
    const ssize_t size = ::recv(socket_.get(), block.data(), block.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return result;
    if (size <= 0) {
      closed_ = true;  // also when it was reset, as of who left something unread
      return result;
    }
    result.append(block.data(), static_cast<std::size_t>(size));
  }
}

std::string ControlPeer::ask(std::string_view line) {
  send(std::string(line) + "\n");
  std::string answer;
  const bool whole = eventually(
      [&] {
        answer += take();
        return has_end(answer) || closed();
      },
      socket_.get());
  if (!whole || !has_end(answer)) throw std::runtime_error("no answer, but: " + answer);
  return answer;
}

bool control_listens(const std::filesystem::path& path) {
  return connect_to(unix_socket(), path) == 0;
}

}  // namespace hostmodem::test
