#include "control_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <thread>

#include "failure.h"

namespace hostmodem::program {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kAnswerTime{30000};
constexpr milliseconds kLookInterval{20};

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    throw Failure(ExitStatus::kUnusable, path + ": not the path of a socket, which has 1 to " +
                                             std::to_string(sizeof address.sun_path - 1) +
                                             " bytes");
  }
  path.copy(address.sun_path, path.size());
  return address;
}

}  // namespace

ControlClient::ControlClient(const std::string& path, milliseconds patience) : path_(path) {
  const sockaddr_un address = address_of(path);
  const auto deadline = steady_clock::now() + patience;
  while (true) {
    socket_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket_.get() < 0) fail_with_errno("socket");
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
        0) {
      return;
    }
    const bool may_come = errno == ENOENT || errno == ECONNREFUSED;
    if (!may_come || steady_clock::now() >= deadline) fail_with_errno(path);
    std::this_thread::sleep_for(kLookInterval);
  }
}

void ControlClient::send(const std::string& text) {
  if (::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(text.size())) {
    fail_with_errno(path_);
  }
}

std::string ControlClient::receive_line() {
  while (true) {
    if (const auto end = received_.find('\n'); end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    pollfd readable{socket_.get(), POLLIN, 0};
    const int count = ::poll(&readable, 1, static_cast<int>(kAnswerTime.count()));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) throw Failure(ExitStatus::kUnusable, path_ + ": the modem does not answer");
    std::array<char, 4096> block;
    const ssize_t size = ::recv(socket_.get(), block.data(), block.size(), 0);
    if (size < 0) fail_with_errno(path_);
    if (size == 0) throw Failure(ExitStatus::kUnusable, path_ + ": the modem went away");
    received_.append(block.data(), static_cast<std::size_t>(size));
  }
}

ControlAnswer ControlClient::ask(const std::string& line) {
  const std::string refusal = "ERROR: ";
  send(line + "\n");
  ControlAnswer answer;
  while (true) {
    const std::string next = receive_line();
    if (next == "OK") return answer;
    if (next.starts_with(refusal)) {
      answer.reason = next.substr(refusal.size());
      return answer;
    }
    answer.lines += next + "\n";
  }
}

}  // namespace hostmodem::program
