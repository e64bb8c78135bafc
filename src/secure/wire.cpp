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

  static long control(BIO* bio, int command, long number, void* pointer) noexcept {
    switch (command) {
      case BIO_CTRL_FLUSH:
        // A flight is complete. What the transport doesn't take now is the session's to flush.
        static_cast<void>(wire(bio).flush());
        return 1;
      case BIO_CTRL_EOF:
        return wire(bio).ended() ? 1 : 0;
      default:
        return wire(bio).control(command, number, pointer);
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

}  // namespace hostmodem::secure
