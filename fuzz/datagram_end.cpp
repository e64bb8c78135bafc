#include "datagram_end.h"

#include <algorithm>
#include <utility>

#include "block.h"
#include "promise.h"
#include "tls_peer.h"

namespace hostmodem::fuzz {
namespace {

// RFC: 5246 6.2.1
constexpr std::size_t kMaxMessage = 16384;
/// Below that, two messages may be the same.
constexpr std::size_t kLeastMessage = 8;
constexpr std::size_t kMostHistory = 64;
constexpr std::size_t kMostUnderWay = 256;
/// A HelloVerifyRequest: two headers, a version and a cookie of 32 bytes. RFC: 6347 4.2.1
constexpr std::size_t kLongestProbe = 13 + 12 + 3 + 32;

}  // namespace

DatagramEnd::DatagramEnd(const secure::Settings& settings, const credentials::Store& store,
                         TimerQueue& timers, std::size_t max_datagram)
    : settings_(settings), store_(store), timers_(timers), max_datagram_(max_datagram) {}

void DatagramEnd::start() {
  session_.reset();
  arrived_.clear();
  // What was sent to the session before is for nobody any more.
  if (other_ != nullptr) other_->outstanding_.clear();
  auto made = secure::Session::create_datagram(settings_, store_, *this, timers_);
  require(made.has_value(), "a session with good credentials can be made");
  session_.emplace(std::move(*made), CheckedSession::Over::kDatagrams);
  handshake();
}

void DatagramEnd::deliver(Bytes datagram) {
  if (!session_) return;
  arrived_ = std::move(datagram);
  const std::size_t size = arrived_.size();
  const bool proven = session_->proven();
  sent_now_ = 0;
  if (session_->established()) {
    receive_all();
  } else {
    handshake();
  }
  if (session_ && !session_->proven()) {
    require(!proven, "who was proven to be there stays it");
    require(sent_now_ <= 1, "who is not proven to be there gets one datagram for one of its own");
    require(sent_now_ == 0 || size > 0, "who sent nothing gets nothing");
  }
}

void DatagramEnd::handshake() {
  if (!session_) return;
  const bool proven = session_->proven();
  if (session_->handshake()) receive_all();
  if (session_ && !proven && session_->established()) {
    require(session_->proven(), "a session that is established knows that its peer is there");
  }
}

void DatagramEnd::receive_all() {
  while (receive(false)) {
  }
}

bool DatagramEnd::receive(bool peek) {
  if (!session_) return false;
  Block buffer(kMaxMessage);
  const auto count = session_->receive(buffer.span(), peek);
  if (!count || *count == 0) return false;
  const auto begin = buffer.span().begin();
  const Bytes message(begin, begin + static_cast<std::ptrdiff_t>(*count));
  std::set<Bytes>& expected = other_->outstanding_;
  const auto found = expected.find(message);
  require(found != expected.end(), "a message that is received was sent, and is received once");
  if (!peek) expected.erase(found);
  return true;
}

void DatagramEnd::send(std::size_t size) {
  if (!session_) return;
  Bytes message = stretch(messages_ * 100'003, size);
  if (size >= kLeastMessage) {
    // What comes of stretches is different; this keeps it so for certain.
    ++messages_;
    for (std::size_t i = 0; i < 4; ++i) message[i] = static_cast<std::byte>(messages_ >> 8 * i);
  } else {
    message.clear();
  }
  Block data(message);
  const auto sent = session_->send(data.span());
  if (!message.empty() && sent) outstanding_.insert(message);
}

void DatagramEnd::shut_down() {
  if (session_) session_->shutdown();
}

Result<std::size_t> DatagramEnd::send(std::span<const std::byte> data) {
  require(!data.empty(), "a datagram has something in it");
  ++sent_now_;
  if (session_ && !session_->proven()) {
    require(data.size() <= kLongestProbe, "who is not proven to be there gets little");
  }
  if (refusal_) return fail(*refusal_);
  if (under_way_.size() < kMostUnderWay) under_way_.emplace_back(data.begin(), data.end());
  history_.emplace_back(data.begin(), data.end());
  if (history_.size() > kMostHistory) history_.pop_front();
  return data.size();
}

Result<std::size_t> DatagramEnd::receive(std::span<std::byte> buffer) {
  if (failure_) return fail(*failure_);
  if (arrived_.empty()) return fail(Errno::kAgain);
  const Bytes datagram = std::exchange(arrived_, {});
  const std::size_t count = std::min(buffer.size(), datagram.size());
  std::copy_n(datagram.begin(), count, buffer.begin());
  return count;
}

void DatagramEnd::on_timer() {
  if (gives_up_) {
    session_.reset();
    gives_up_ = false;
  } else if (!established()) {
    handshake();
  }
}

}  // namespace hostmodem::fuzz
