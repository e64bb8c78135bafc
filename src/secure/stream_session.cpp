#include "secure/stream_session.h"

#include <algorithm>

namespace hostmodem::secure {
namespace {

/// How much is encrypted before the transport is asked to take it: a few full records, so that it
/// can fill its segments, and far below what the wire holds.
constexpr std::size_t kBurst = std::size_t{64} * 1024;

}  // namespace

Status StreamSession::flush() {
  if (failure()) return fail(*failure());
  Status status = wire_.flush();
  if (!status && status.error() != Errno::kAgain) die(status.error());
  return status;
}

Result<std::size_t> StreamSession::send(std::span<const std::byte> data) {
  if (Status status = may_send(); !status) return fail(status.error());
  if (Status status = flush(); !status) return fail(status.error());

  const OpenSslScope scope;
  std::size_t taken = 0;
  while (taken < data.size() && wire_.drained()) {
    // The wire takes whatever OpenSSL writes: this is all or a failure.
    std::size_t written = 0;
    const auto burst = data.subspan(taken, std::min(kBurst, data.size() - taken));
    if (SSL_write_ex(ssl(), burst.data(), burst.size(), &written) != 1) {
      const Errno error = broken();
      return taken > 0 ? Result<std::size_t>(taken) : fail(error);
    }
    taken += written;
    static_cast<void>(wire_.flush());  // A failure is repeated by the next call.
    if (wire_.failure()) break;
  }
  return taken;
}

Result<std::size_t> StreamSession::receive(std::span<std::byte> buffer, bool peek) {
  if (buffer.empty()) return 0;
  if (peek) {
    while (peeked_.size() < buffer.size()) {
      const std::size_t before = peeked_.size();
      peeked_.resize(buffer.size());
      const auto more = read(std::span(peeked_).subspan(before), false);
      peeked_.resize(before + more.value_or(0));
      if (more.value_or(0) > 0) continue;
      if (before == 0) return more;
      break;
    }
    return take_peeked(buffer, true);
  }

  std::size_t received = *take_peeked(buffer, false);
  while (received < buffer.size()) {
    const auto more = read(buffer.subspan(received), false);
    if (more.value_or(0) > 0) {
      received += *more;
      continue;
    }
    if (received == 0) return more;
    break;
  }
  return received;
}

bool StreamSession::readable() {
  if (!peeked_.empty()) return true;
  if (!established() && !failure()) return false;
  std::byte first{};
  const auto result = read(std::span(&first, 1), true);
  return result || result.error() != Errno::kAgain;
}

/// Moves (or, with `peek`, copies) what was decrypted for an earlier peek.
Result<std::size_t> StreamSession::take_peeked(std::span<std::byte> buffer, bool peek) {
  const std::size_t count = std::min(buffer.size(), peeked_.size());
  const auto end = peeked_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(peeked_.begin(), end, buffer.begin());
  if (!peek) peeked_.erase(peeked_.begin(), end);
  return count;
}

}  // namespace hostmodem::secure
