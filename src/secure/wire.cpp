#include "secure/wire.h"

namespace hostmodem::secure {

/// The functions of the BIO. An exception (no memory) must not cross OpenSSL: noexcept.
struct WireBio {
  static Wire& wire(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* data, std::size_t size, std::size_t* written) noexcept {
    BIO_clear_retry_flags(bio);
    *written = 0;
    if (!wire(bio).append(std::as_bytes(std::span(data, size)))) {
      BIO_set_retry_write(bio);
      return 0;
    }
    *written = size;
    return 1;
  }

  static int read(BIO* bio, char* data, std::size_t size, std::size_t* received) noexcept {
    BIO_clear_retry_flags(bio);
    *received = 0;
    const Result<std::size_t> result =
        wire(bio).receive(std::as_writable_bytes(std::span(data, size)));
    if (!result) {
      if (result.error() == Errno::kAgain) BIO_set_retry_read(bio);
      return 0;
    }
    *received = *result;
    return *result > 0 ? 1 : 0;
  }

  static long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) noexcept {
    switch (command) {
      case BIO_CTRL_FLUSH:
        // A flight is complete. What the transport doesn't take now is the session's to flush.
        static_cast<void>(wire(bio).flush());
        return 1;
      case BIO_CTRL_EOF:
        return wire(bio).ended() ? 1 : 0;
      default:
        return 0;
    }
  }

  static const BIO_METHOD* method() {
    static const BioMethodPtr table = [] {
      BioMethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport"));
      if (made != nullptr) {
        BIO_meth_set_write_ex(made.get(), write);
        BIO_meth_set_read_ex(made.get(), read);
        BIO_meth_set_ctrl(made.get(), control);
      }
      return made;
    }();
    return table.get();
  }
};

BioPtr Wire::make_bio() {
  const BIO_METHOD* const method = WireBio::method();
  if (method == nullptr) return nullptr;
  BioPtr bio(BIO_new(method));
  if (bio != nullptr) {
    BIO_set_data(bio.get(), this);
    BIO_set_init(bio.get(), 1);
  }
  return bio;
}

Status Wire::flush() {
  while (!send_failure_ && !drained()) {
    const Result<std::size_t> taken = transport_.send(std::span(outgoing_).subspan(sent_));
    if (taken) {
      sent_ += *taken;
    } else if (taken.error() == Errno::kAgain) {
      return fail(Errno::kAgain);
    } else {
      send_failure_ = taken.error();
    }
  }
  outgoing_.clear();
  sent_ = 0;
  if (send_failure_) return fail(*send_failure_);
  return {};
}

bool Wire::append(std::span<const std::byte> record) {
  if (outgoing_.size() - sent_ >= kLimit) return false;
  outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(sent_));
  sent_ = 0;
  outgoing_.insert(outgoing_.end(), record.begin(), record.end());
  return true;
}

Result<std::size_t> Wire::receive(std::span<std::byte> buffer) {
  if (receive_failure_) return fail(*receive_failure_);
  if (ended_) return 0;
  static_cast<void>(flush());
  const Result<std::size_t> received = transport_.receive(buffer);
  if (received && *received == 0) ended_ = true;
  if (!received && received.error() != Errno::kAgain) receive_failure_ = received.error();
  return received;
}

}  // namespace hostmodem::secure
