#include "tls_peer.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "fixed_openssl.h"
#include "promise.h"
#include "secure/openssl.h"

namespace hostmodem::fuzz {
namespace {

constexpr std::size_t kRecordHeader = 5;

secure::BioPtr reader(const std::string& pem) {
  return secure::BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

void use(SSL* ssl, const std::string& certificate, const std::string& key) {
  const secure::X509Ptr leaf(
      PEM_read_bio_X509(reader(certificate).get(), nullptr, nullptr, nullptr));
  const secure::EvpPkeyPtr secret(
      PEM_read_bio_PrivateKey(reader(key).get(), nullptr, nullptr, nullptr));
  require(leaf != nullptr && secret != nullptr, "a credential of the peer can be read");
  require(SSL_use_cert_and_key(ssl, leaf.get(), secret.get(), nullptr, 1) == 1,
          "the peer's certificate can be used");
}

std::span<const unsigned char> psk() {
  static constexpr std::array<unsigned char, 16> kKey = {0, 1, 2,  3,  4,  5,  6,  7,
                                                         8, 9, 10, 11, 12, 13, 14, 15};
  return kKey;
}

unsigned int on_client_psk(SSL*, const char*, char* identity, unsigned int, unsigned char* key,
                           unsigned int) {
  std::strcpy(identity, kPskIdentity);
  std::ranges::copy(psk(), key);
  return static_cast<unsigned int>(psk().size());
}

unsigned int on_server_psk(SSL*, const char* identity, unsigned char* key, unsigned int) {
  if (std::string_view(identity) != kPskIdentity) return 0;
  std::ranges::copy(psk(), key);
  return static_cast<unsigned int>(psk().size());
}

SSL_CTX* context(bool server) {
  const auto make = [](const SSL_METHOD* method) {
    SSL_CTX* const made = SSL_CTX_new(method);
    SSL_CTX_set_security_level(made, 0);
    SSL_CTX_set_min_proto_version(made, 0);
    SSL_CTX_set_cipher_list(made, "ALL:COMPLEMENTOFALL:!eNULL:!aNULL");
    // Nothing is kept from one input to the next. Tickets are: the key that is in them is the same.
    SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
    constexpr unsigned char kName[] = "peer";
    SSL_CTX_set_session_id_context(made, kName, sizeof kName);
    return made;
  };
  static SSL_CTX* const servers = make(TLS_server_method());
  static SSL_CTX* const clients = make(TLS_client_method());
  return server ? servers : clients;
}

}  // namespace

TlsPeer::TlsPeer(const PeerOptions& options) : ssl_(SSL_new(context(options.server))) {
  SSL* const ssl = ssl_.get();
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  const Credentials& known = known_credentials();
  if (options.psk) {
    SSL_set_psk_client_callback(ssl, on_client_psk);
    SSL_set_psk_server_callback(ssl, on_server_psk);
  } else if (options.stranger) {
    use(ssl, known.stranger, known.stranger_key);
  } else {
    use(ssl, options.server ? known.server : known.client,
        options.server ? known.server_key : known.client_key);
  }
  if (options.asks) {
    // Whoever comes: that the modem shows something is enough.
    SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                   [](int, X509_STORE_CTX*) { return 1; });
  }
  options.server ? SSL_set_accept_state(ssl) : SSL_set_connect_state(ssl);
  advance();
}

void TlsPeer::take(std::span<const std::byte> bytes) {
  if (!bytes.empty()) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
  }
  advance();
}

void TlsPeer::advance() {
  if (!established_) established_ = SSL_do_handshake(ssl_.get()) == 1;
  if (established_) {
    std::array<std::byte, 16384> buffer;
    std::size_t count = 0;
    while (SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count) == 1) {
      received_.insert(received_.end(), buffer.begin(),
                       buffer.begin() + static_cast<std::ptrdiff_t>(count));
    }
  }
  ERR_clear_error();
}

bool TlsPeer::write(std::size_t size) {
  if (!established_ || closed_ || size == 0) return false;
  const Bytes data = stretch(written_.size(), size);
  std::size_t count = 0;
  const bool written = SSL_write_ex(ssl_.get(), data.data(), data.size(), &count) == 1;
  ERR_clear_error();
  if (written) written_.insert(written_.end(), data.begin(), data.end());
  return written;
}

void TlsPeer::close() {
  if (established_ && !closed_) {
    SSL_shutdown(ssl_.get());
    closed_ = (SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0;
  }
  ERR_clear_error();
}

void TlsPeer::renegotiate() {
  // Another handshake would open again what was closed.
  if (established_ && !closed_ && SSL_renegotiate(ssl_.get()) == 1) SSL_do_handshake(ssl_.get());
  ERR_clear_error();
}

std::deque<Bytes> TlsPeer::give() {
  BIO* const bio = SSL_get_wbio(ssl_.get());
  Bytes all(BIO_ctrl_pending(bio));
  if (!all.empty()) BIO_read(bio, all.data(), static_cast<int>(all.size()));
  std::deque<Bytes> records;
  for (auto at = all.begin(); all.end() - at >= static_cast<std::ptrdiff_t>(kRecordHeader);) {
    const auto size = kRecordHeader + (std::to_integer<std::size_t>(at[3]) << 8) +
                      std::to_integer<std::size_t>(at[4]);
    const auto end =
        at + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(size), all.end() - at);
    records.emplace_back(at, end);
    at = end;
  }
  return records;
}

Bytes stretch(std::size_t begin, std::size_t size) {
  Bytes result(size);
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t mixed = (begin + i + 1) * 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9;
    result[i] = static_cast<std::byte>(mixed >> 56);
  }
  return result;
}

}  // namespace hostmodem::fuzz
