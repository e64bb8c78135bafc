// The records of a TLS connection, as somebody between the modem and its peer would change them: in
// the handshake, at every stage of it, and after it.
//
// Input: a byte of Setup, then records until the end: a u8, an index of kActs, and its arguments,
// which stand above each function. The peer's records are under way until an act passes them on;
// acts on "a record" have its index, modulo how many are under way.

#include <algorithm>
#include <array>

#include "fixed_openssl.h"
#include "input.h"
#include "secure/shared.h"
#include "tls_connection.h"
#include "tls_tags.h"

namespace hostmodem::fuzz {
namespace {

constexpr std::size_t kHeader = 5;

Bytes make_record(std::uint8_t type, std::span<const std::byte> content) {
  Bytes record = {std::byte{type}, std::byte{3}, std::byte{3},
                  static_cast<std::byte>(content.size() >> 8),
                  static_cast<std::byte>(content.size() & 0xff)};
  record.insert(record.end(), content.begin(), content.end());
  return record;
}

/// One of the peer's records under way; null: there is none.
Bytes* choose(Connection& connection, Input& input) {
  std::deque<Bytes>& records = connection.tamper();
  const std::size_t index = input.u8();
  return records.empty() ? nullptr : &records[index % records.size()];
}

/// To the place (u8) among those under way.
void insert(Connection& connection, Input& input, Bytes record) {
  std::deque<Bytes>& records = connection.tamper();
  const std::size_t place = input.u8() % (records.size() + 1);
  records.insert(records.begin() + static_cast<std::ptrdiff_t>(place), std::move(record));
}

void run_all(Connection& connection, Input&) { connection.run(); }

/// how many records (u8)
void pass(Connection& connection, Input& input) { connection.pass(input.u8()); }

void pass_up(Connection& connection, Input&) { connection.pass_up(); }

void go_on(Connection& connection, Input&) { connection.handshake(); }

/// record (u8), offset (u16), mask (u8)
void flip(Connection& connection, Input& input) {
  Bytes* const record = choose(connection, input);
  const std::size_t offset = input.u16();
  const std::byte mask{input.u8()};
  if (record != nullptr && !record->empty()) (*record)[offset % record->size()] ^= mask;
}

/// record (u8)
void drop(Connection& connection, Input& input) {
  if (Bytes* const record = choose(connection, input)) record->clear();
}

/// record (u8), place (u8)
void duplicate(Connection& connection, Input& input) {
  if (const Bytes* const record = choose(connection, input)) insert(connection, input, *record);
}

/// record (u8), place (u8)
void move(Connection& connection, Input& input) {
  Bytes* const record = choose(connection, input);
  if (record != nullptr) insert(connection, input, std::exchange(*record, {}));
}

/// record (u8), length (u16), whether its header says so (u8)
void cut(Connection& connection, Input& input) {
  Bytes* const record = choose(connection, input);
  const std::size_t length = input.u16();
  const bool told = input.u8() % 2 != 0;
  if (record == nullptr || record->size() <= kHeader) return;
  record->resize(std::min(kHeader + length, record->size()));
  if (!told) return;
  const std::size_t content = record->size() - kHeader;
  (*record)[3] = static_cast<std::byte>(content >> 8);
  (*record)[4] = static_cast<std::byte>(content & 0xff);
}

/// record (u8), where (u16): two records of one
void split(Connection& connection, Input& input) {
  Bytes* const record = choose(connection, input);
  const std::size_t where = input.u16();
  if (record == nullptr || record->size() <= kHeader) return;
  const auto content = std::span(*record).subspan(kHeader);
  const auto type = std::to_integer<std::uint8_t>(record->front());
  const std::size_t first = where % content.size();
  Bytes both = make_record(type, content.first(first));
  const Bytes second = make_record(type, content.subspan(first));
  both.insert(both.end(), second.begin(), second.end());
  *record = std::move(both);
}

/// place (u8), length (u16), bytes
void insert_bytes(Connection& connection, Input& input) {
  const std::uint8_t place = input.u8();
  const auto bytes = input.bytes(input.u16());
  Input where(&place, 1);
  insert(connection, where, Bytes(bytes.begin(), bytes.end()));
}

/// place (u8), type (u8), length (u16), content
void insert_record(Connection& connection, Input& input) {
  const std::uint8_t place = input.u8();
  const std::uint8_t type = input.u8();
  Input where(&place, 1);
  insert(connection, where, make_record(type, input.bytes(input.u16() % 0x4900)));
}

/// place (u8), type (u8), length (u16), content: a handshake message in a record
void insert_message(Connection& connection, Input& input) {
  const std::uint8_t place = input.u8();
  const std::uint8_t type = input.u8();
  const auto content = input.bytes(input.u16() % 0x4000);
  Bytes message = {std::byte{type}, std::byte{0}, static_cast<std::byte>(content.size() >> 8),
                   static_cast<std::byte>(content.size() & 0xff)};
  message.insert(message.end(), content.begin(), content.end());
  Input where(&place, 1);
  insert(connection, where, make_record(22, message));
}

/// offset (u16), mask (u8): in what the modem has sent
void flip_up(Connection& connection, Input& input) {
  std::deque<std::byte>& bytes = connection.pipe().up.bytes;
  const std::size_t offset = input.u16();
  const std::byte mask{input.u8()};
  connection.disturb();
  if (!bytes.empty()) bytes[offset % bytes.size()] ^= mask;
}

void end(Connection& connection, Input&) {
  connection.disturb();
  connection.pipe().down.ended = true;
}

/// bits (u8): 1 in sending, 2 in receiving
void break_transport(Connection& connection, Input& input) {
  const std::uint8_t bits = input.u8();
  connection.disturb();
  if ((bits & 1) != 0) connection.pipe().up.failure = Errno::kConnReset;
  if ((bits & 2) != 0) connection.pipe().down.failure = Errno::kTimedOut;
}

/// how many bytes it holds (u16; 0: any), and how many a call moves (u16; 0: any), stutter (u8)
void set_room(Connection& connection, Input& input) {
  const auto limit = [](std::size_t given) { return given == 0 ? secure::kUnlimited : given; };
  secure::Pipe& pipe = connection.pipe();
  pipe.up.capacity = limit(input.u16());
  pipe.up.chunk = pipe.down.chunk = limit(input.u16());
  pipe.up.stutter = pipe.down.stutter = input.u8() % 2 != 0;
}

/// size (u16)
void send(Connection& connection, Input& input) { connection.send(input.u16()); }

/// size (u16), peek (u8)
void receive(Connection& connection, Input& input) {
  const std::size_t size = input.u16();
  connection.receive(size, input.u8() % 2 != 0);
}

void flush(Connection& connection, Input&) { static_cast<void>(connection.session().flush()); }

void ask_readable(Connection& connection, Input&) { connection.session().readable(); }

void shut_down(Connection& connection, Input&) { connection.session().shutdown(); }

/// size (u16)
void peer_writes(Connection& connection, Input& input) {
  const std::size_t size = input.u16();
  TlsPeer& peer = connection.peer();
  peer.write(std::min(size, Connection::kMostWritten - peer.written().size()));
}

void peer_closes(Connection& connection, Input&) { connection.peer().close(); }

void peer_renegotiates(Connection& connection, Input&) {
  connection.disturb();
  connection.peer().renegotiate();
}

constexpr std::array kActs = {
    run_all,           pass,    pass_up,      go_on,           flip,         drop,
    duplicate,         move,    cut,          split,           insert_bytes, insert_record,
    insert_message,    flip_up, end,          break_transport, set_room,     send,
    receive,           flush,   ask_readable, shut_down,       peer_writes,  peer_closes,
    peer_renegotiates,
};

void run(Input input) {
  fix_openssl();
  const LogJudge judge;
  const std::uint8_t setup = input.u8();
  credentials::Store store;
  provision(store);
  secure::Shared shared;
  if ((setup & kResumes) != 0) {
    Connection before(setup, store, shared);
    before.finish();
  }
  Connection connection(setup, store, shared);
  if ((setup & kEstablished) != 0) connection.run();
  while (!input.empty()) kActs[input.u8() % kActs.size()](connection, input);
  connection.finish();
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}
