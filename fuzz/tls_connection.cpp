#include "tls_connection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "block.h"
#include "tls_tags.h"

namespace hostmodem::fuzz {
namespace {

using secure::PeerVerify;
using secure::Role;
using secure::Settings;

/// A turn may bring nothing, of a transport that stutters; so many don't.
constexpr int kIdleTurns = 4;

Settings settings_of(std::uint8_t setup) {
  Settings settings;
  const bool server = (setup & kServer) != 0;
  const bool mutual = (setup & kMutual) != 0;
  const bool lenient = (setup & kStranger) != 0 && (setup & kStrict) == 0;
  settings.role = server ? Role::kServer : Role::kClient;
  settings.hostname = server ? "" : "server.test";
  settings.peer_address = "10.0.2.2:443";
  settings.session_cache = (setup & kResumes) != 0;
  settings.verify = lenient ? PeerVerify::kOptional : PeerVerify::kRequired;
  if (server && !mutual) settings.verify = PeerVerify::kNone;
  use_tags(settings, {.psk = (setup & kPsk) != 0, .mutual = mutual, .padded = (setup & kCbc) != 0});
  return settings;
}

PeerOptions peer_options_of(std::uint8_t setup) {
  const bool server = (setup & kServer) == 0;
  const bool psk = (setup & kPsk) != 0;
  return {.server = server,
          .psk = psk,
          .asks = server && (setup & kMutual) != 0 && !psk,
          .stranger = (setup & kStranger) != 0 && !psk};
}

}  // namespace

Connection::Connection(std::uint8_t setup, const credentials::Store& store, secure::Shared& shared)
    : setup_(setup),
      peer_(peer_options_of(setup)),
      session_(make(store, shared), CheckedSession::Over::kStream) {}

std::unique_ptr<secure::Session> Connection::make(const credentials::Store& store,
                                                  secure::Shared& shared) {
  auto made = secure::Session::create(settings_of(setup_), store, transport_, &shared);
  require(made.has_value(), "a session with good credentials can be made");
  return std::move(*made);
}

std::deque<Bytes>& Connection::records() {
  for (Bytes& record : peer_.give()) under_way_.push_back(std::move(record));
  return under_way_;
}

void Connection::pass(std::size_t count) {
  std::deque<Bytes>& records = this->records();
  for (; count > 0 && !records.empty(); --count) {
    if (!pipe_.down.ended) pipe_.down.push(records.front());
    records.pop_front();
  }
}

void Connection::pass_up() {
  const std::string bytes = pipe_.up.pop_all();
  peer_.take(std::as_bytes(std::span(bytes)));
}

void Connection::handshake() {
  if (session().handshake()) judge_trust();
}

void Connection::run() {
  for (int idle = 0; idle < kIdleTurns; ++idle) {
    const std::size_t before = pipe_.down.bytes.size() + records().size();
    pass(records().size());
    const std::size_t waiting = pipe_.down.bytes.size();
    handshake();
    static_cast<void>(session().flush());
    const bool moved = !pipe_.up.bytes.empty() || pipe_.down.bytes.size() != waiting;
    pass_up();
    if (moved || before != waiting + records().size()) idle = 0;
  }
}

void Connection::send(std::size_t size) {
  Block data(stretch(sent_.size(), std::min(size, kMostWritten - sent_.size())));
  const auto taken = session().send(data.span());
  if (!taken) return;
  const auto begin = data.span().begin();
  sent_.insert(sent_.end(), begin, begin + static_cast<std::ptrdiff_t>(*taken));
}

bool Connection::receive(std::size_t size, bool peek) {
  Block buffer(size);
  const auto received = session().receive(buffer.span(), peek);
  if (!received || size == 0) return false;
  const Bytes& written = peer_.written();
  if (*received == 0) {
    const bool complete = peer_.closed() && received_ == written.size();
    require(complete || pipe_.down.ended, "the end is the peer's close_notify, or the transport's");
    return false;
  }
  require(*received <= written.size() - received_ &&
              std::equal(buffer.span().begin(),
                         buffer.span().begin() + static_cast<std::ptrdiff_t>(*received),
                         written.begin() + static_cast<std::ptrdiff_t>(received_)),
          "what is received is what the peer sent");
  if (!peek) received_ += *received;
  return true;
}

void Connection::finish() {
  pipe_.up.capacity = pipe_.up.chunk = pipe_.down.chunk = secure::kUnlimited;
  pipe_.up.stutter = pipe_.down.stutter = false;
  run();
  for (int idle = 0; idle < kIdleTurns; ++idle) {
    if (receive(65536, false)) idle = 0;
  }
  run();
  const Bytes& got = peer_.received();
  require(got.size() <= sent_.size() && std::equal(got.begin(), got.end(), sent_.begin()),
          "the peer receives what was sent");
  if (tampered_ || expects_refusal()) return;
  require(session_.established() && !session_.failure(), "what nobody disturbs is established");
  require(received_ == peer_.written().size(), "all that the peer sent is received");
  require(got.size() == sent_.size(), "all that was sent comes to the peer");
}

/// The peer is from nobody, which is looked at, and it matters.
bool Connection::expects_refusal() const {
  if ((setup_ & kPsk) != 0 || (setup_ & kStranger) == 0 || (setup_ & kStrict) == 0) return false;
  return (setup_ & kServer) == 0 || (setup_ & kMutual) != 0;
}

/// Whoever the peer is, an established session says the truth of it.
void Connection::judge_trust() const {
  const secure::Agreement& agreed = session_.agreement();
  const bool psk = (setup_ & kPsk) != 0;
  const bool server = (setup_ & kServer) != 0;
  const bool judged = !server || (setup_ & kMutual) != 0;
  if (psk) {
    require(agreed.tag == kPskTag, "the PSK vouches for the peer");
  } else if (!judged || (setup_ & kStranger) != 0) {
    require(!expects_refusal(), "a stranger is refused");
    require(!agreed.tag && agreed.peer_name.empty(), "nobody vouches for a stranger");
  } else {
    require(agreed.tag == kRootTag, "the root vouches for the peer");
    require(agreed.peer_name == (server ? "" : "server.test"), "the name was verified");
  }
}

}  // namespace hostmodem::fuzz
