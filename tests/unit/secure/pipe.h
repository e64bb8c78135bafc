#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "secure/session.h"

namespace hostmodem::secure {

inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

/// One direction of a connection in memory, with the ways in which a transport can be awkward.
struct Lane {
  std::deque<std::byte> bytes = {};
  std::size_t capacity = kUnlimited;  ///< how many bytes may be under way
  std::size_t chunk = kUnlimited;     ///< how many one call of the client moves
  bool stutter = false;               ///< every second call of the client would block
  bool ended = false;
  std::optional<Errno> failure = std::nullopt;
  std::size_t calls = 0;

  [[nodiscard]] std::size_t room() const { return capacity - std::min(capacity, bytes.size()); }

  void push(std::span<const std::byte> data) {
    bytes.insert(bytes.end(), data.begin(), data.end());
  }
  void push(std::string_view text) { push(std::as_bytes(std::span(text))); }

  std::size_t pop(std::span<std::byte> buffer) {
    const std::size_t count = std::min(buffer.size(), bytes.size());
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy(bytes.begin(), end, buffer.begin());
    bytes.erase(bytes.begin(), end);
    return count;
  }

  std::string pop_all() {
    std::string all(bytes.size(), '\0');
    pop(std::as_writable_bytes(std::span(all)));
    return all;
  }

  bool blocks() { return ++calls % 2 == 1 && stutter; }
};

/// A connection in memory, and its client's end as a session sees it.
class Pipe final : public Transport {
 public:
  Lane up;    ///< client to server
  Lane down;  ///< server to client

  Result<std::size_t> send(std::span<const std::byte> data) override {
    if (up.failure) return fail(*up.failure);
    const std::size_t count = std::min({data.size(), up.chunk, up.room()});
    if (up.blocks() || count == 0) return fail(Errno::kAgain);
    up.push(data.first(count));
    return count;
  }

  Result<std::size_t> receive(std::span<std::byte> buffer) override {
    if (down.failure && down.bytes.empty()) return fail(*down.failure);
    if (down.blocks()) return fail(Errno::kAgain);
    const std::size_t count = down.pop(buffer.first(std::min(buffer.size(), down.chunk)));
    if (count == 0 && !down.ended) return fail(Errno::kAgain);
    return count;
  }
};

/// The server's end of a pipe.
class FarEnd final : public Transport {
 public:
  explicit FarEnd(Pipe& pipe) : pipe_(pipe) {}
  Result<std::size_t> send(std::span<const std::byte> data) override {
    if (pipe_.down.failure) return fail(*pipe_.down.failure);
    pipe_.down.push(data);
    return data.size();
  }
  Result<std::size_t> receive(std::span<std::byte> buffer) override {
    if (pipe_.up.failure && pipe_.up.bytes.empty()) return fail(*pipe_.up.failure);
    const std::size_t count = pipe_.up.pop(buffer);
    if (count == 0 && !pipe_.up.ended) return fail(Errno::kAgain);
    return count;
  }

 private:
  Pipe& pipe_;
};

}  // namespace hostmodem::secure
