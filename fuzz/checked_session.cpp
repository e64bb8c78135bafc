#include "checked_session.h"

#include <algorithm>

#include "promise.h"

namespace hostmodem::fuzz {
namespace {

/// These refuse one call, and the session lives on.
bool refuses_one_call(Errno error) {
  return error == Errno::kAgain || error == Errno::kPipe || error == Errno::kNotConn;
}

/// So do these in sending a datagram: it is too long, or the transport did not take it.
bool refuses_one_datagram(Errno error) {
  return error == Errno::kMsgSize || error == Errno::kNoBufs || error == Errno::kHostUnreach;
}

}  // namespace

/// Of any call's answer.
template <typename T>
void CheckedSession::judge(const Result<T>& answer) {
  if (failure_) {
    require(!answer && answer.error() == *failure_, "a session that failed repeats its error");
  } else if (!answer && !refuses_one_call(answer.error())) {
    failure_ = answer.error();
  }
  judge_agreement();
}

void CheckedSession::judge_agreement() const {
  const secure::Agreement& agreed = session_->agreement();
  if (established_) {
    require(agreed.suite != 0 && !agreed.suite_name.empty(), "a handshake agrees on a suite");
  } else {
    require(agreed.suite == 0 && agreed.suite_name.empty() && agreed.peer_name.empty() &&
                !agreed.tag && !agreed.resumed,
            "nothing is agreed on before the handshake is over");
  }
}

Status CheckedSession::handshake() {
  const Status status = session_->handshake();
  if (status) established_ = true;
  // The handshake may be over, while its last records wait.
  if (!status && status.error() == Errno::kAgain && !established_) {
    const auto nothing = session_->send({});
    established_ = nothing || nothing.error() == Errno::kAgain;
  }
  require(status || (status.error() != Errno::kPipe && status.error() != Errno::kNotConn),
          "a handshake is done, goes on or fails");
  judge(status);
  return status;
}

Status CheckedSession::flush() {
  const Status status = session_->flush();
  if (over_ == Over::kStream) judge(status);
  return status;
}

Result<std::size_t> CheckedSession::send(std::span<const std::byte> data) {
  const auto sent = session_->send(data);
  require(!sent || *sent <= data.size(), "send() takes no more than it was given");
  if (!failure_) {
    const bool not_connected = !sent && sent.error() == Errno::kNotConn;
    require(established_ || not_connected, "nothing is sent before the handshake is over");
    require(!established_ || !not_connected, "an established session is connected");
    require(!shut_down_ || !sent, "nothing is sent after shutdown()");
    if (over_ == Over::kDatagrams) {
      require(!sent || *sent == data.size(), "a message is sent whole");
      if (!sent && refuses_one_datagram(sent.error())) return sent;
    } else {
      require(!sent || *sent > 0 || data.empty(), "send() takes something or answers kAgain");
    }
  }
  judge(sent);
  return sent;
}

Result<std::size_t> CheckedSession::receive(std::span<std::byte> buffer, bool peek) {
  const auto received = session_->receive(buffer, peek);
  require(!received || *received <= buffer.size(), "receive() gives no more than was asked for");
  if (buffer.empty()) return received;
  if (peeked_ > 0) {
    require(received && *received >= std::min(peeked_, buffer.size()),
            "what was peeked at is received");
  }
  if (over_ == Over::kStream && received) {
    peeked_ = peek ? std::max(peeked_, *received) : peeked_ - std::min(peeked_, *received);
    // What was read before a failure is given all the same.
    if (failure_ && *received > 0) return received;
  }
  if (!failure_) {
    const bool not_connected = !received && received.error() == Errno::kNotConn;
    require(established_ != not_connected, "kNotConn is the answer before the handshake is over");
    require(received || received.error() != Errno::kPipe, "receive() has no broken pipe");
    if (ended_) require(!received || *received == 0, "nothing comes after the end");
    if (received && *received == 0) ended_ = true;
  }
  judge(received);
  return received;
}

bool CheckedSession::readable() {
  const bool readable = session_->readable();
  if (failure_) {
    require(readable, "a failure can be read");
  } else if (!established_) {
    require(!readable, "nothing is readable before the handshake is over");
  }
  return readable;
}

void CheckedSession::shutdown() {
  session_->shutdown();
  shut_down_ = shut_down_ || established_;
}

}  // namespace hostmodem::fuzz
