#include "secure/datagram_wire.h"

#include <sys/time.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace hostmodem::secure {
namespace {

// RFC: 791 3.1: every host takes 576 bytes, IP and UDP headers among them. Twice in vain and
// handshake messages are cut to that.
constexpr long kFallbackMtu = 576 - 20 - 8;

/// Never, and long ago, for OpenSSL's clock. Zero would mean that there is no deadline.
constexpr timeval kNever{.tv_sec = std::numeric_limits<time_t>::max(), .tv_usec = 0};
constexpr timeval kPast{.tv_sec = 0, .tv_usec = 1};

/// Whether the deadline that OpenSSL gives is its own, and not a copy that is gone soon.
bool gives_its_deadline() {
  static const bool gives = OpenSSL_version_num() < 0x30200000L;
  return gives;
}

}  // namespace

void DatagramWire::expire() {
  interval_ = std::min(2 * interval_, kLongest);
  if (deadline_ != nullptr) std::memcpy(deadline_, &kPast, sizeof(kPast));
}

/// OpenSSL (re-)starts its timer, or stops it.
void DatagramWire::set_deadline(void* deadline) {
  timeval given{};
  std::memcpy(&given, deadline, sizeof(given));
  if (given.tv_sec == 0 && given.tv_usec == 0) {
    deadline_ = nullptr;
    interval_ = kFirst;
    timer_.cancel();
    return;
  }
  timer_.set_after(interval_);
  if (!gives_its_deadline()) return;
  deadline_ = deadline;
  std::memcpy(deadline, &kNever, sizeof(kNever));
}

bool DatagramWire::append(std::span<const std::byte> data) {
  const auto sent = transport_.send(data);
  if (!sent) {
    refusal_ = sent.error();
    if (sent.error() == Errno::kNetDown) failure_ = sent.error();
  }
  return true;
}

Result<std::size_t> DatagramWire::receive(std::span<std::byte> buffer) {
  if (failure_) return fail(*failure_);
  const auto received = transport_.receive(buffer);
  if (!received && received.error() != Errno::kAgain) failure_ = received.error();
  return received;
}

long DatagramWire::control(int command, long /*number*/, void* pointer) {
  switch (command) {
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
      set_deadline(pointer);
      return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
      return static_cast<long>(transport_.max_datagram());
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
      return kFallbackMtu;
    default:
      return 0;
  }
}

}  // namespace hostmodem::secure
