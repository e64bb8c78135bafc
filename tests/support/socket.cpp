#include "support/socket.h"

#include <sstream>
#include <stdexcept>

#include "support/patience.h"

namespace hostmodem::test {
namespace {

[[noreturn]] void give_up(const char* call, const Outcome& outcome) {
  std::ostringstream text;
  text << call << " gave " << outcome;
  throw std::runtime_error(text.str());
}

}  // namespace

Outcome Socket::connect(const Endpoint& peer) {
  const RawAddress address = api_->encode(peer);
  return api_->connect(fd_, address.data(), address.length);
}

Outcome Socket::bind(const Endpoint& local) {
  const RawAddress address = api_->encode(local);
  return api_->bind(fd_, address.data(), address.length);
}

std::pair<Socket, Endpoint> Socket::accept_from() {
  RawAddress address;
  address.length = sizeof address.bytes;
  const Outcome outcome = api_->accept(fd_, address.data(), &address.length);
  if (outcome.value < 0) give_up("accept", outcome);
  return {Socket(*api_, static_cast<int>(outcome.value)), api_->decode(address)};
}

Outcome Socket::sendto(std::string_view data, const Endpoint& peer, int flags) {
  const RawAddress address = api_->encode(peer);
  return api_->sendto(fd_, data.data(), data.size(), flags, address.data(), address.length);
}

Received Socket::recv(std::size_t size, int flags) {
  Received received{std::string(size, '\0')};
  const Outcome outcome = api_->recv(fd_, received.data.data(), size, flags);
  received.error = outcome.error;
  received.data.resize(outcome.value < 0 ? 0 : static_cast<std::size_t>(outcome.value));
  return received;
}

ReceivedFrom Socket::recvfrom(std::size_t size, int flags) {
  ReceivedFrom result{Received{std::string(size, '\0')}, {}};
  RawAddress address;
  address.length = sizeof address.bytes;
  const Outcome outcome = api_->recvfrom(fd_, result.received.data.data(), size, flags,
                                         address.data(), &address.length);
  result.received.error = outcome.error;
  result.received.data.resize(outcome.value < 0 ? 0 : static_cast<std::size_t>(outcome.value));
  if (outcome.error == 0) result.from = api_->decode(address);
  return result;
}

void Socket::set_nonblocking(bool on) {
  const Outcome outcome = api_->fcntl(fd_, NRF_F_SETFL, on ? NRF_O_NONBLOCK : 0);
  if (outcome != gives(0)) give_up("fcntl", outcome);
}

Outcome Socket::set_timeout(int option, std::chrono::microseconds timeout) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const nrf_timeval value{static_cast<std::uint32_t>(seconds.count()),
                          static_cast<std::uint32_t>((timeout - seconds).count())};
  return api_->setsockopt(fd_, NRF_SOL_SOCKET, option, &value, sizeof value);
}

int Socket::take_error() {
  int error = -1;
  std::uint32_t length = sizeof error;
  const Outcome outcome = api_->getsockopt(fd_, NRF_SOL_SOCKET, NRF_SO_ERROR, &error, &length);
  if (outcome != gives(0)) give_up("getsockopt", outcome);
  return error;
}

short Socket::poll(short events, int timeout) {
  nrf_pollfd entry{fd_, events, 0};
  const Outcome outcome = api_->poll(&entry, 1, timeout);
  // What is returned and revents must tell the same story.
  if (outcome != gives(entry.revents != 0 ? 1 : 0)) give_up("poll", outcome);
  return entry.revents;
}

short Socket::poll(short events) { return poll(events, 0); }

short Socket::wait(short events) { return poll(events, static_cast<int>(kPatience.count())); }

Socket open_socket(SocketApi& api, int family, int type, int protocol) {
  const Outcome outcome = api.socket(family, type, protocol);
  if (outcome.value < 0) give_up("socket", outcome);
  return {api, static_cast<int>(outcome.value)};
}

void send_all_polling(Socket& socket, std::string_view data) {
  while (!data.empty()) {
    if ((socket.wait(NRF_POLLOUT) & NRF_POLLOUT) == 0) {
      throw std::runtime_error("the socket does not take data");
    }
    const Outcome outcome = socket.send(data);
    if (outcome == fails(NRF_EAGAIN)) continue;
    if (outcome.value < 0) give_up("send", outcome);
    data.remove_prefix(static_cast<std::size_t>(outcome.value));
  }
}

std::string receive_all_polling(Socket& socket, std::size_t size) {
  std::string data;
  while (data.size() < size) {
    if ((socket.wait(NRF_POLLIN) & NRF_POLLIN) == 0) {
      throw std::runtime_error("the socket has no data");
    }
    const Received received = socket.recv(size - data.size());
    if (received.error == NRF_EAGAIN) continue;
    if (received.error != 0) give_up("recv", fails(received.error));
    if (received.data.empty()) break;
    data += received.data;
  }
  return data;
}

std::string receive_all(Socket& socket, std::size_t size) {
  std::string data;
  while (data.size() < size) {
    const Received received = socket.recv(size - data.size());
    if (received.error != 0) give_up("recv", fails(received.error));
    if (received.data.empty()) break;
    data += received.data;
  }
  return data;
}

}  // namespace hostmodem::test
