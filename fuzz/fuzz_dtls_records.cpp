// The datagrams of a DTLS connection, as a network or somebody in it would change them; both ends
// are the modem's, a client and a server. Time is the input's.
//
// Input: a byte of Setup, then records until the end: a u8, modulo 128 an index of kActs, of which
// the highest bit says whose datagrams (or which end) it is about, the server's when it is set; and
// arguments, which stand above each function. Datagrams are under way until an act delivers them;
// acts on "a datagram" have its index, modulo how many are under way from that end.

#include <algorithm>
#include <array>
#include <chrono>

#include "base/clock.h"
#include "datagram_end.h"
#include "fixed_openssl.h"
#include "input.h"
#include "promise.h"
#include "tls_tags.h"

namespace hostmodem::fuzz {
namespace {

using secure::PeerVerify;
using secure::Role;
using secure::Settings;

enum Setup : std::uint8_t {
  kPsk = 0x01,          ///< instead of certificates
  kMutual = 0x02,       ///< the server requires a certificate
  kStranger = 0x04,     ///< the server's certificate is from nobody; verification is optional
  kCbc = 0x08,          ///< a suite whose records are padded
  kFragment = 0x10,     ///< records of 512 bytes
  kSmall = 0x20,        ///< a network that carries 300 bytes in a piece
  kLimited = 0x40,      ///< handshakes of 7 s for the client, 15 s for the server
  kEstablished = 0x80,  ///< the handshake was done
};

constexpr std::size_t kHeader = 13;
constexpr std::size_t kMostDatagram = 65507;
/// So long everybody goes on with a handshake.
constexpr auto kPatience = std::chrono::minutes(1);
/// Every retransmission that is to come has come by then.
constexpr auto kLongTime = std::chrono::minutes(30);

Settings settings_of(std::uint8_t setup, Role role) {
  const bool server = role == Role::kServer;
  const bool mutual = (setup & kMutual) != 0;
  Settings settings;
  settings.role = role;
  settings.peer_address = server ? "10.0.2.2:40000" : "10.0.2.2:443";
  if ((setup & kLimited) != 0) {
    settings.handshake_timeout = std::chrono::seconds(server ? 15 : 7);
  }
  if (!server) {
    settings.hostname = "server.test";
    if ((setup & kStranger) != 0) settings.verify = PeerVerify::kOptional;
    if ((setup & kFragment) != 0) settings.max_fragment = 512;
  } else if (!mutual) {
    settings.verify = PeerVerify::kNone;
  }
  use_tags(settings, {.psk = (setup & kPsk) != 0, .mutual = mutual, .padded = (setup & kCbc) != 0});
  return settings;
}

class World {
 public:
  explicit World(std::uint8_t setup) : setup_(setup) {
    clock_.hold();
    provision(store_, (setup & kStranger) != 0);
    const std::size_t largest = (setup & kSmall) != 0 ? 300 : 1472;
    client_.emplace(settings_of(setup, Role::kClient), store_, timers_, largest);
    server_.emplace(settings_of(setup, Role::kServer), store_, timers_, largest);
    client_->meet(*server_);
    server_->meet(*client_);
    server_->start();
    client_->start();
    if ((setup & kEstablished) != 0) run();
  }

  DatagramEnd& end(bool server) { return server ? *server_ : *client_; }

  /// From the end that is a server, or the other.
  void deliver(bool server, std::size_t index) {
    std::deque<Bytes>& under_way = end(server).under_way();
    if (under_way.empty()) return;
    const auto chosen = under_way.begin() + static_cast<std::ptrdiff_t>(index % under_way.size());
    Bytes datagram = std::move(*chosen);
    under_way.erase(chosen);
    end(!server).deliver(std::move(datagram));
  }

  /// Everything arrives, in order, until nothing is under way.
  void run() {
    for (bool moved = true; moved && turns_ < kMostTurns; ++turns_) {
      moved = false;
      for (const bool server : {false, true}) {
        for (std::size_t left = end(server).under_way().size(); left > 0; --left) {
          deliver(server, 0);
          moved = true;
        }
      }
    }
  }

  void pass_time(Duration duration) {
    const TimePoint until = clock_.now() + duration;
    while (timers_.next_deadline() && *timers_.next_deadline() <= until) {
      clock_.advance_to(*timers_.next_deadline());
      timers_.run_due();
      if (delivers_in_time_) run();
    }
    clock_.advance_to(until);
  }

  [[nodiscard]] Duration passed() const { return clock_.now() - TimePoint{}; }

  /// Not only lost, doubled, late, and in another order.
  void disturb() { disturbed_ = true; }

  void finish() {
    delivers_in_time_ = true;
    run();
    pass_time(kLongTime);
    for (const bool server : {false, true}) judge(end(server), server);
    if (disturbed_ || (setup_ & kLimited) != 0) return;
    require(client_->established() && server_->established() && !client_->failed() &&
                !server_->failed(),
            "what is lost is sent again until the handshake is done");
  }

 private:
  /// A peer that talks to itself would be one that never ends.
  static constexpr std::size_t kMostTurns = 10'000;

  void judge(const DatagramEnd& end, bool server) const {
    if (!end.established()) return;
    const secure::Agreement& agreed = end.agreement();
    const bool mutual = (setup_ & kMutual) != 0;
    if ((setup_ & kPsk) != 0) {
      require(agreed.tag == kPskTag, "the PSK vouches for the peer");
    } else if (server ? !mutual : (setup_ & kStranger) != 0) {
      require(!agreed.tag && agreed.peer_name.empty(), "nobody vouches for a stranger");
    } else {
      require(agreed.tag == kRootTag, "the root vouches for the peer");
      require(agreed.peer_name == (server ? "" : "server.test"), "the name was verified");
    }
  }

  const std::uint8_t setup_;
  Clock clock_;
  TimerQueue timers_{clock_};
  credentials::Store store_;
  std::optional<DatagramEnd> client_;
  std::optional<DatagramEnd> server_;
  std::size_t turns_ = 0;
  bool delivers_in_time_ = false;
  bool disturbed_ = false;
};

/// One of the datagrams under way from the end; null: there is none.
Bytes* choose(World& world, bool server, Input& input) {
  std::deque<Bytes>& under_way = world.end(server).under_way();
  const std::size_t index = input.u8();
  return under_way.empty() ? nullptr : &under_way[index % under_way.size()];
}

void append(Bytes& bytes, std::uint64_t number, std::size_t size) {
  while (size-- > 0) bytes.push_back(static_cast<std::byte>(number >> 8 * size & 0xff));
}

Bytes make_record(std::uint8_t type, std::uint16_t epoch, std::uint32_t sequence,
                  std::span<const std::byte> content) {
  Bytes record;
  append(record, type, 1);
  append(record, 0xfefd, 2);
  append(record, epoch, 2);
  append(record, sequence, 6);
  append(record, content.size(), 2);
  record.insert(record.end(), content.begin(), content.end());
  return record;
}

void send_next(World& world, bool server, Bytes datagram) {
  world.disturb();
  world.end(server).under_way().push_front(std::move(datagram));
}

void run_all(World& world, bool, Input&) { world.run(); }

/// datagram (u8)
void deliver(World& world, bool server, Input& input) { world.deliver(server, input.u8()); }

/// datagram (u8)
void drop(World& world, bool server, Input& input) {
  std::deque<Bytes>& under_way = world.end(server).under_way();
  const std::size_t index = input.u8();
  if (under_way.empty()) return;
  under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(index % under_way.size()));
}

void drop_all(World& world, bool server, Input&) { world.end(server).under_way().clear(); }

/// datagram (u8): it comes once more, as the next one
void duplicate(World& world, bool server, Input& input) {
  const Bytes* const datagram = choose(world, server, input);
  if (datagram != nullptr) world.end(server).under_way().push_front(Bytes(*datagram));
}

/// datagram (u8) of the last that were sent: it comes again, as the next one
void replay(World& world, bool server, Input& input) {
  const std::deque<Bytes>& history = world.end(server).history();
  const std::size_t index = input.u8();
  if (!history.empty()) {
    world.end(server).under_way().push_front(Bytes(history[index % history.size()]));
  }
}

/// datagram (u8) of the last that were sent, which comes back to its sender
void reflect(World& world, bool server, Input& input) {
  const std::deque<Bytes>& history = world.end(server).history();
  const std::size_t index = input.u8();
  if (!history.empty()) send_next(world, !server, Bytes(history[index % history.size()]));
}

/// datagram (u8), offset (u16), mask (u8)
void flip(World& world, bool server, Input& input) {
  Bytes* const datagram = choose(world, server, input);
  const std::size_t offset = input.u16();
  const std::byte mask{input.u8()};
  world.disturb();
  if (datagram != nullptr && !datagram->empty()) (*datagram)[offset % datagram->size()] ^= mask;
}

/// datagram (u8), length (u16), whether the header of its first record says so (u8)
void cut(World& world, bool server, Input& input) {
  Bytes* const datagram = choose(world, server, input);
  const std::size_t length = input.u16();
  const bool told = input.u8() % 2 != 0;
  world.disturb();
  if (datagram == nullptr || datagram->empty()) return;
  datagram->resize(1 + length % datagram->size());
  if (!told || datagram->size() < kHeader) return;
  const std::size_t content = datagram->size() - kHeader;
  (*datagram)[11] = static_cast<std::byte>(content >> 8);
  (*datagram)[12] = static_cast<std::byte>(content & 0xff);
}

/// datagram (u8), another (u8): its records are appended to those of the other
void join(World& world, bool server, Input& input) {
  const Bytes* const from = choose(world, server, input);
  Bytes* const to = choose(world, server, input);
  world.disturb();
  if (from == nullptr || from == to || from->size() + to->size() > kMostDatagram) return;
  to->insert(to->end(), from->begin(), from->end());
}

/// length (u16), bytes
void insert_bytes(World& world, bool server, Input& input) {
  const auto bytes = input.bytes(input.u16());
  if (!bytes.empty()) send_next(world, server, Bytes(bytes.begin(), bytes.end()));
}

/// type (u8), epoch (u8), number (u16), length (u16), content
void insert_record(World& world, bool server, Input& input) {
  const std::uint8_t type = input.u8();
  const std::uint8_t epoch = input.u8();
  const std::uint16_t sequence = input.u16();
  send_next(world, server, make_record(type, epoch, sequence, input.bytes(input.u16() % 0x4900)));
}

/// type (u8), epoch (u8), number (u16), message number (u8), whole length (u16), offset (u16),
/// length (u16), content: a piece of a handshake message in a record
void insert_fragment(World& world, bool server, Input& input) {
  const std::uint8_t type = input.u8();
  const std::uint8_t epoch = input.u8();
  const std::uint16_t sequence = input.u16();
  Bytes fragment;
  append(fragment, type, 1);
  const std::uint8_t message = input.u8();
  append(fragment, input.u16(), 3);
  append(fragment, message, 2);
  append(fragment, input.u16(), 3);
  const auto content = input.bytes(input.u16() % 0x4000);
  append(fragment, content.size(), 3);
  fragment.insert(fragment.end(), content.begin(), content.end());
  send_next(world, server, make_record(22, epoch, sequence, fragment));
}

/// its square, in hundredths of a second (u8)
void pass_time(World& world, bool, Input& input) {
  const int step = input.u8();
  world.pass_time(std::chrono::milliseconds(10 * step * step));
  // Who waited long may have given up.
  if (world.passed() > kPatience) world.disturb();
}

void go_on(World& world, bool server, Input&) { world.end(server).handshake(); }

/// size (u16)
void send(World& world, bool server, Input& input) { world.end(server).send(input.u16()); }

/// peek (u8)
void receive(World& world, bool server, Input& input) {
  world.end(server).receive(input.u8() % 2 != 0);
}

void shut_down(World& world, bool server, Input&) {
  world.disturb();
  world.end(server).shut_down();
}

/// which error (u8): of the next ones that are sent; 0: none
void refuse(World& world, bool server, Input& input) {
  static constexpr std::array<std::optional<Errno>, 4> kErrors = {
      std::nullopt, Errno::kNoBufs, Errno::kHostUnreach, Errno::kNetDown};
  world.disturb();
  world.end(server).refuse(kErrors[input.u8() % kErrors.size()]);
}

void break_down(World& world, bool server, Input&) {
  world.disturb();
  world.end(server).break_down(Errno::kNetDown);
}

void restart(World& world, bool server, Input&) {
  world.disturb();
  world.end(server).start();
}

void give_up_at_timer(World& world, bool server, Input&) {
  world.disturb();
  world.end(server).give_up_at_timer();
}

constexpr std::array kActs = {
    run_all,
    deliver,
    drop,
    drop_all,
    duplicate,
    replay,
    reflect,
    flip,
    cut,
    join,
    insert_bytes,
    insert_record,
    insert_fragment,
    pass_time,
    go_on,
    send,
    receive,
    shut_down,
    refuse,
    break_down,
    restart,
    give_up_at_timer,
};

void run(Input input) {
  fix_openssl();
  const LogJudge judge;
  World world(input.u8());
  while (!input.empty()) {
    const std::uint8_t act = input.u8();
    kActs[act % 128 % kActs.size()](world, act >= 128, input);
  }
  world.finish();
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}
