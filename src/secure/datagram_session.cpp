#include "secure/datagram_session.h"

#include <algorithm>
#include <array>

#include "base/log.h"

namespace hostmodem::secure {
namespace {

struct FragmentRow {
  std::size_t bytes;
  std::uint8_t code;
};

/// RFC: 6066 4
constexpr std::array kFragments = {FragmentRow{512, TLSEXT_max_fragment_length_512},
                                   FragmentRow{1024, TLSEXT_max_fragment_length_1024},
                                   FragmentRow{2048, TLSEXT_max_fragment_length_2048},
                                   FragmentRow{4096, TLSEXT_max_fragment_length_4096}};

}  // namespace

DatagramSession::DatagramSession(const Settings& settings, DatagramTransport& transport,
                                 TimerQueue& timers)
    : TlsSession(Protocol::kDtls, settings,
                 std::make_unique<DatagramWire>(transport, timers,
                                                [this, &transport] {
                                                  due_ = true;
                                                  transport.on_timer();
                                                })),
      wire_(static_cast<DatagramWire&>(wire())),
      limit_(timers,
             [this, &transport] {
               timed_out_ = true;
               transport.on_timer();
             }),
      proven_(settings.role == Role::kClient) {
  if (settings.handshake_timeout > Duration::zero()) limit_.set_after(settings.handshake_timeout);
}

Status DatagramSession::set_up_protocol() {
  const auto row = std::ranges::find(kFragments, settings().max_fragment, &FragmentRow::bytes);
  if (row == kFragments.end() || settings().role == Role::kServer) return {};
  if (SSL_set_tlsext_max_fragment_length(ssl(), row->code) != 1) return fail(Errno::kNoMem);
  return {};
}

Status DatagramSession::handshake() {
  if (failure()) return fail(*failure());
  if (established()) return {};
  if (timed_out_) {
    log::warning(
        "{}: handshake with {} timed out after {} s ({})", name(), peer(),
        std::chrono::duration_cast<std::chrono::seconds>(settings().handshake_timeout).count(),
        tags());
    return fail(die(Errno::kTimedOut));
  }
  if (!proven_) {
    const OpenSslScope scope;
    const BioAddressPtr nobody(BIO_ADDR_new());
    if (nobody == nullptr || DTLSv1_listen(ssl(), nobody.get()) != 1) return fail(Errno::kAgain);
    proven_ = true;
  }
  if (std::exchange(due_, false)) {
    if (const auto status = retransmit(); !status) return status;
  }
  const auto status = TlsSession::handshake();
  if (status || status.error() != Errno::kAgain) limit_.cancel();
  return status;
}

/// The last flight again.
Status DatagramSession::retransmit() {
  const OpenSslScope scope;
  wire_.expire();
  if (DTLSv1_handle_timeout(ssl()) >= 0) return {};
  if (settings().role == Role::kClient) return set_up();
  log::warning("{}: handshake with {} given up: no answer ({})", name(), peer(), tags());
  return fail(die(Errno::kTimedOut));
}

/// The longest message that fits into one record.
std::size_t DatagramSession::max_message() const {
  const std::uint8_t code = SSL_SESSION_get_max_fragment_length(SSL_get0_session(ssl()));
  const auto row = std::ranges::find(kFragments, code, &FragmentRow::code);
  return row == kFragments.end() ? SSL3_RT_MAX_PLAIN_LENGTH : row->bytes;
}

Result<std::size_t> DatagramSession::send(std::span<const std::byte> data) {
  if (Status status = may_send(); !status) return fail(status.error());
  const OpenSslScope scope;
  if (data.size() > max_message()) return fail(Errno::kMsgSize);
  static_cast<void>(wire_.take_refusal());
  std::size_t written = 0;
  if (!data.empty() && SSL_write_ex(ssl(), data.data(), data.size(), &written) != 1) {
    return fail(broken());
  }
  if (wire_.failure()) return fail(broken());
  if (const auto refusal = wire_.take_refusal()) return fail(*refusal);
  return data.size();
}

Result<std::size_t> DatagramSession::receive(std::span<std::byte> buffer, bool peek) {
  return read(buffer, peek);
}

/// The cookie of the session's peer.
std::optional<Cookie> DatagramSession::cookie_of(const SSL* ssl) {
  const auto* const session = static_cast<const TlsSession*>(SSL_get_app_data(ssl));
  return make_cookie(static_cast<const DatagramSession*>(session)->settings().peer_address);
}

int DatagramSession::on_make_cookie(SSL* ssl, unsigned char* cookie, unsigned int* size) {
  const auto made = cookie_of(ssl);
  if (!made) return 0;
  std::ranges::copy(*made, cookie);
  *size = static_cast<unsigned int>(made->size());
  return 1;
}

int DatagramSession::on_check_cookie(SSL* ssl, const unsigned char* cookie, unsigned int size) {
  const auto made = cookie_of(ssl);
  return made && size == made->size() && CRYPTO_memcmp(made->data(), cookie, size) == 0 ? 1 : 0;
}

}  // namespace hostmodem::secure
