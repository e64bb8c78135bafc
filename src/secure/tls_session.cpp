#include "secure/tls_session.h"

#include <utility>

#include "base/log.h"
#include "secure/context.h"
#include "secure/failure.h"
#include "secure/psk.h"
#include "secure/shared.h"
#include "secure/suites.h"
#include "secure/tag_cache.h"
#include "secure/trust.h"

// Creation and handshake; the rest is in tls_data.cpp.

namespace hostmodem::secure {
namespace {

std::string describe_peer(const Settings& settings) {
  if (settings.role == Role::kServer) return "a client";
  return settings.hostname.empty() ? "the peer" : fmt::format("\"{}\"", settings.hostname);
}

std::string describe_tags(std::span<const credentials::SecTag> tags) {
  if (tags.empty()) return "no security tags";
  std::string text = tags.size() == 1 ? "security tag " : "security tags ";
  for (std::size_t i = 0; i < tags.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", tags[i]);
  }
  return text;
}

/// What all tags hold together. What is not verified needs no anchors: they need not be readable.
Result<TagCredentials> read_tags(const Settings& settings, const credentials::Store& store,
                                 Shared* shared) {
  const Anchors anchors = settings.verify == PeerVerify::kNone ? Anchors::kSkip : Anchors::kRead;
  TagCredentials all;
  for (const credentials::SecTag tag : settings.tags) {
    TagCache::Digest digest{};
    if (shared != nullptr) {
      digest = TagCache::digest(tag, store);
      if (const auto* const known = shared->tags().find(tag, anchors, digest)) {
        add_tag(all, *known);
        continue;
      }
    }
    auto read = read_tag(tag, store, anchors);
    if (!read) return fail(read.error());
    add_tag(all, *read);
    if (shared != nullptr) shared->tags().put(tag, anchors, digest, std::move(*read));
  }
  return all;
}

/// All that two connections must have in common for the second to resume the session of the first:
/// where to, what is believed of whom, with which credentials, and what may be agreed on.
std::string make_cache_key(Protocol protocol, const Settings& settings,
                           const credentials::Store& store) {
  // The length, as a name may hold any character.
  std::string key =
      fmt::format("{}|{}|{}:{}|{}|", static_cast<int>(protocol), settings.peer_address,
                  settings.hostname.size(), settings.hostname, static_cast<int>(settings.verify));
  for (const std::uint16_t suite : settings.suites) key += fmt::format("{},", suite);
  for (const credentials::SecTag tag : settings.tags) {
    const TagCache::Digest digest = TagCache::digest(tag, store);
    key += fmt::format("|{}:", tag);
    key.append(digest.begin(), digest.end());
  }
  return key;
}

}  // namespace

TlsSession::TlsSession(Protocol protocol, const Settings& settings, std::unique_ptr<Wire> wire)
    : protocol_(protocol),
      settings_(settings),
      peer_(describe_peer(settings)),
      tags_(describe_tags(settings.tags)),
      wire_(std::move(wire)) {}

Status TlsSession::begin(const credentials::Store& store, Shared* shared) {
  auto credentials = read_tags(settings_, store, shared);
  if (!credentials) return fail(credentials.error());
  credentials_ = std::move(*credentials);
  if (settings_.role == Role::kClient && settings_.session_cache && shared != nullptr &&
      !settings_.peer_address.empty()) {
    cache_ = shared->sessions();
    cache_key_ = make_cache_key(protocol_, settings_, store);
  }
  if (shared != nullptr) key_log_ = shared->key_log();
  return set_up();
}

Status TlsSession::set_up() {
  const OpenSslScope scope;
  SSL_CTX* const context = context_of(protocol_, settings_.role);
  if (context == nullptr) {
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    log::error("{}: OpenSSL cannot be used: {}", name(),
               reason != nullptr ? reason : "unknown reason");
    return fail(Errno::kNoMem);
  }
  ssl_.reset(SSL_new(context));
  BioPtr bio = wire().make_bio();
  if (ssl_ == nullptr || bio == nullptr) return fail(Errno::kNoMem);
  SSL_set_bio(ssl_.get(), bio.get(), bio.get());
  static_cast<void>(bio.release());
  if (settings_.role == Role::kServer) {
    SSL_set_accept_state(ssl_.get());
  } else {
    SSL_set_connect_state(ssl_.get());
  }
  SSL_set_app_data(ssl_.get(), this);
  log_keys(ssl_.get(), key_log_.get());

  if (Status status = set_suites(); !status) return status;
  if (Status status = apply_trust(ssl_.get(), settings_, credentials_.anchors); !status) {
    return status;
  }
  if (Status status = set_up_protocol(); !status) return status;
  if (cache_) resume();
  return set_identity();
}

/// Offers the session that was kept, if there is one: the server may take it or not.
void TlsSession::resume() {
  SSL_clear_options(ssl_.get(), SSL_OP_NO_TICKET);
  const SessionCache::Kept* const kept = cache_->find(cache_key_);
  if (kept == nullptr) return;
  // A copy: OpenSSL spoils the session of a connection that ends without close_notify, as one does
  // whose network was lost. RFC: 5246 7.2.1 lets it be resumed all the same.
  const SslSessionPtr session(SSL_SESSION_dup(kept->session.get()));
  if (session == nullptr || SSL_set_session(ssl_.get(), session.get()) != 1) return;
  offered_ = kept->agreement;
}

/// Once the handshake is done: for the next connection.
void TlsSession::keep() {
  SslSessionPtr session(SSL_SESSION_dup(SSL_get0_session(ssl_.get())));
  if (session == nullptr || SSL_SESSION_is_resumable(session.get()) != 1) return;
  cache_->put({.key = cache_key_, .session = std::move(session), .agreement = agreement_});
}

Status TlsSession::set_suites() {
  const bool psk = !credentials_.psks.empty();
  bool certificates = settings_.verify != PeerVerify::kRequired || !credentials_.anchors.empty();
  if (settings_.role == Role::kServer && credentials_.identities.empty()) {
    certificates = false;
    if (!psk) {
      log::error("{}: a server needs a certificate with its key, or a PSK ({})", name(), tags_);
      return fail(Errno::kConnRefused);
    }
  }
  if (!certificates && !psk) {
    log::error("{}: {} cannot be verified: no root CA and no PSK ({})", name(), peer_, tags_);
    return fail(Errno::kConnRefused);
  }
  const auto suites = select_suites(settings_.suites, psk, certificates);
  if (suites.empty()) {
    log::error("{}: none of the allowed cipher suites fits the credentials ({})", name(), tags_);
    return fail(Errno::kConnRefused);
  }
  // A cipher list is expensive to set, and the default one leaves PSK out by itself.
  if ((!settings_.suites.empty() || psk) &&
      SSL_set_cipher_list(ssl_.get(), openssl_list(suites).c_str()) != 1) {
    return fail(Errno::kNoMem);
  }
  if (psk) set_psk();
  return {};
}

void TlsSession::set_psk() {
  if (settings_.role == Role::kServer) {
    SSL_set_psk_server_callback(ssl_.get(), on_psk_identity);
  } else {
    SSL_set_psk_client_callback(ssl_.get(), on_psk);
  }
}

Status TlsSession::set_identity() {
  if (settings_.role == Role::kServer) return show_identities(ssl_.get(), credentials_.identities);
  SSL_set_cert_cb(ssl_.get(), on_certificate_request, this);
  return {};
}

unsigned int TlsSession::on_psk(SSL* ssl, const char* hint, char* identity,
                                unsigned int identity_size, unsigned char* key,
                                unsigned int key_size) {
  const auto& psks = static_cast<const TlsSession*>(SSL_get_app_data(ssl))->credentials_.psks;
  const Psk* const psk = choose_psk(psks, hint);
  if (psk == nullptr || !copy_identity(*psk, {identity, identity_size})) return 0;
  return copy_key(psk, {key, key_size});
}

unsigned int TlsSession::on_psk_identity(SSL* ssl, const char* identity, unsigned char* key,
                                         unsigned int key_size) {
  const auto& psks = static_cast<const TlsSession*>(SSL_get_app_data(ssl))->credentials_.psks;
  return copy_key(find_psk(psks, identity), {key, key_size});
}

int TlsSession::on_certificate_request(SSL* ssl, void* self) {
  auto* const session = static_cast<TlsSession*>(self);
  session->request_ = answer_certificate_request(ssl, session->credentials_.identities);
  return 1;
}

Status TlsSession::handshake() {
  if (failure_) return fail(*failure_);
  if (!established_) {
    const OpenSslScope scope;
    const int result = SSL_do_handshake(ssl_.get());
    const int error = SSL_get_error(ssl_.get(), result);
    static_cast<void>(wire().flush());  // Also the alert that tells the peer of our failure.
    // What was wrong with the peer is the reason, also when the alert finds no transport any more.
    if (const auto failure = wire().failure(); failure && error != SSL_ERROR_SSL) {
      log::warning("{}: handshake with {} ended by {} ({})", name(), peer_,
                   errno_name(static_cast<int>(*failure)), tags_);
      return fail(die(*failure));
    }
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return fail(Errno::kAgain);
    if (result != 1) return fail(refuse(error));
    complete();
  }
  return flush();
}

/// The log line of a handshake that failed by the peer's or our own decision; `error` is OpenSSL's.
Errno TlsSession::refuse(int error) {
  // The peer may close in the protocol (close_notify) or the transport below.
  const bool closed = error == SSL_ERROR_ZERO_RETURN || wire().ended();
  std::string reason = closed ? "the peer closed the connection" : explain_failure(ssl_.get());
  if (const auto note = explain(request_); !note.empty()) reason += fmt::format("; {}", note);
  note_used();
  log::error("{}: handshake with {} refused: {} ({}{})", name(), peer_, reason, tags_,
             describe_use());
  agreement_ = {};  // That was for the line: nothing is agreed on.
  return die(Errno::kConnRefused);
}

void TlsSession::give_up(Errno reason) {
  if (failure_ || established_) return;
  log::warning("{}: handshake with {} given up: {} before the peer was done ({})", name(), peer_,
               errno_name(static_cast<int>(reason)), tags_);
  die(reason);
}

Errno TlsSession::die(Errno error) {
  failure_ = error;
  // RFC: 5246 7.2.2, and the server may be the better for a full handshake.
  if (cache_) cache_->remove(cache_key_);
  return error;
}

/// Who the peer is, as far as its certificate says and somebody vouches for it.
void TlsSession::note_verified() {
  const bool shown = agreement_.resumed || SSL_get0_peer_certificate(ssl_.get()) != nullptr;
  const long verdict = SSL_get_verify_result(ssl_.get());
  if (shown && verdict == X509_V_OK) {
    if (settings_.role == Role::kClient) agreement_.peer_name = settings_.hostname;
    // A session that is resumed shows no certificates.
    agreement_.tag =
        agreement_.resumed ? offered_.tag : vouching_tag(ssl_.get(), credentials_.anchors);
  } else {
    log::warning("{}: {} is not verified: {} (verification is optional; {})", name(), peer_,
                 shown ? X509_verify_cert_error_string(verdict) : "it shows no certificate", tags_);
  }
}

/// Which of the tags the handshake took, as far as it came.
void TlsSession::note_used() {
  if (const Psk* const psk = used_psk(ssl_.get(), credentials_.psks)) {
    agreement_.tag = psk->tag;
  } else if (settings_.role == Role::kClient || established_) {
    // What a server would show is open until then.
    const auto* const identity = shown_identity(ssl_.get(), credentials_.identities);
    if (identity != nullptr) agreement_.shown = identity->tag;
  }
}

/// Which of several tags were used.
std::string TlsSession::describe_use() const {
  std::string text;
  if (settings_.tags.size() < 2) return text;
  if (agreement_.tag) text += fmt::format("; {} is used", *agreement_.tag);
  if (agreement_.shown) text += fmt::format("; the certificate of {} is shown", *agreement_.shown);
  return text;
}

void TlsSession::complete() {
  established_ = true;
  agreement_.resumed = SSL_session_reused(ssl_.get()) == 1;
  const SSL_CIPHER* const cipher = SSL_get_current_cipher(ssl_.get());
  agreement_.suite = SSL_CIPHER_get_protocol_id(cipher);
  const SuiteRow* const row = find_suite(agreement_.suite);
  agreement_.suite_name = row != nullptr ? row->name : SSL_CIPHER_standard_name(cipher);

  note_used();
  const bool psk = row != nullptr && row->authentication == Authentication::kPsk;
  if (!psk && settings_.verify != PeerVerify::kNone) note_verified();
  credentials_ = {};  // Nothing is asked for again: there is no renegotiation.
  if (cache_) keep();
  const std::string_view note = explain(request_);
  log::info("{}: handshake with {} {} {} ({}{}){}{}", name(), peer_,
            agreement_.resumed ? "resumed a session with" : "agreed on", agreement_.suite_name,
            tags_, describe_use(), note.empty() ? "" : "; ", note);
}

}  // namespace hostmodem::secure
