// What the security tags hold, of any bytes, and what becomes of it in sessions of every role,
// level of verification and protocol.
//
// Input: a byte of Setup, a hostname (length u8, bytes), then entries until the end:
//
//   what   u8   bits 0 and 1: the tag; 2 to 4: the type; 5 to 7: the form (Form)
//   ...         of the content, which stands above each form's function
//
// An entry is what it was before with the content appended, when it was there.

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "credentials/certificate.h"
#include "fixed_openssl.h"
#include "input.h"
#include "program/pem.h"
#include "promise.h"
#include "secure/pem.h"
#include "secure/session.h"
#include "secure/shared.h"
#include "support/certificates.h"
#include "tls_peer.h"
#include "unit/secure/pipe.h"

namespace hostmodem::fuzz {
namespace {

const std::string kPassword = "password";
const std::string kNone;

using credentials::SecTag;
using credentials::Type;
using secure::PeerVerify;
using secure::Role;
using secure::Settings;

enum Setup : std::uint8_t {
  kServer = 0x01,  ///< the modem is
  kVerify = 0x06,  ///< two bits: the level
  kPeerHasPsk = 0x08,
  kPeerIsStranger = 0x10,
};

constexpr SecTag kTags = 4;
constexpr std::size_t kMostTurns = 100;

/// PEM that can be used, of which an input makes something else.
std::span<const std::string> texts() {
  static const std::array<std::string, 13> all = [] {
    const Credentials& known = known_credentials();
    const test::Identity root{known.root, known.root_key};
    const test::Identity below = test::make_intermediate(root);
    const test::Identity chained = test::make_server(below);
    const test::Identity large = test::make_client(root, "client.test", test::KeyKind::kP384);
    const test::Identity rsa = test::make_client(root, "client.test", test::KeyKind::kRsa2048);
    return std::array<std::string, 13>{known.root,
                                       known.server,
                                       known.server_key,
                                       known.client,
                                       known.client_key,
                                       known.stranger,
                                       chained.certificate + below.certificate,
                                       chained.key,
                                       large.certificate,
                                       large.key,
                                       rsa.certificate,
                                       rsa.key,
                                       test::encrypt_key(known.client_key, kPassword)};
  }();
  return all;
}

struct Labelled {
  std::string label;
  std::string der;
};

std::string decode(std::string text) {
  std::erase(text, '\n');
  std::string der(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(der.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  der.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return der;
}

/// The first block of a PEM text.
Labelled unwrap(const std::string& pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  const std::size_t label = kBegin.size();
  const std::size_t body = pem.find("-----\n", label) + 6;
  return {pem.substr(label, body - 6 - label),
          decode(pem.substr(body, pem.find("-----END") - body))};
}

std::string wrap(const std::string& label, std::string_view der) {
  std::string text((der.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(der.data()),
                                   static_cast<int>(der.size()));
  text.resize(static_cast<std::size_t>(size));
  std::string pem = "-----BEGIN " + label + "-----\n";
  for (std::size_t at = 0; at < text.size(); at += 64) pem += text.substr(at, 64) + "\n";
  return pem + "-----END " + label + "-----\n";
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// How many (u8), and of each the offset (u16) and what is there then (u8).
void edit(std::string& text, Input& input) {
  for (int left = input.u8() % 16; left > 0; --left) {
    const std::size_t offset = input.u16();
    const auto byte = static_cast<char>(input.u8());
    if (!text.empty()) text[offset % text.size()] = byte;
  }
}

/// length (u16), bytes
std::string any_bytes(Input& input) { return std::string(text_of(input.bytes(input.u16()))); }

/// text (u8)
std::string known_text(Input& input) { return texts()[input.u8() % texts().size()]; }

/// text (u8), edits
std::string edited_text(Input& input) {
  std::string text = known_text(input);
  edit(text, input);
  return text;
}

/// text (u8), edits, and how much is cut off its end (u8): of the DER in it
std::string edited_der(Input& input) {
  Labelled block = unwrap(known_text(input));
  edit(block.der, input);
  block.der.resize(block.der.size() - std::min<std::size_t>(input.u8(), block.der.size()));
  return wrap(block.label, block.der);
}

constexpr std::array kLabels = {"CERTIFICATE",
                                "TRUSTED CERTIFICATE",
                                "X509 CERTIFICATE",
                                "PRIVATE KEY",
                                "EC PRIVATE KEY",
                                "RSA PRIVATE KEY",
                                "ENCRYPTED PRIVATE KEY",
                                "DSA PRIVATE KEY",
                                "EC PARAMETERS",
                                "X509 CRL",
                                "PUBLIC KEY",
                                "PKCS7"};

/// label (u8), length (u16), DER
std::string wrapped(Input& input) {
  const std::string label = kLabels[input.u8() % kLabels.size()];
  return wrap(label, any_bytes(input));
}

/// label (u8), text (u8), edits: of the DER in it
std::string relabelled(Input& input) {
  const std::string label = kLabels[input.u8() % kLabels.size()];
  Labelled block = unwrap(known_text(input));
  edit(block.der, input);
  return wrap(label, block.der);
}

/// how many bytes (u8): hexadecimal digits, of 0 and up
std::string digits(Input& input) {
  std::string text;
  for (int i = 0, count = input.u8(); i < count; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<std::size_t>(i) / 16];
    text += kDigits[static_cast<std::size_t>(i) % 16];
  }
  return text;
}

/// "modem"
std::string identity(Input&) { return kPskIdentity; }

constexpr std::array kForms = {any_bytes, known_text, edited_text, edited_der,
                               wrapped,   relabelled, digits,      identity};

/// Text of which log lines may hold nothing: hexadecimal digits, which no line has so many of.
bool is_secret(std::string_view content) {
  constexpr std::size_t kLeast = 16;
  return content.size() >= kLeast &&
         content.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

void fill(credentials::Store& store, Input& input) {
  while (!input.empty()) {
    const unsigned what = input.u8();
    const SecTag tag = 1 + what % kTags;
    const auto type = static_cast<Type>((what >> 2 & 7) % credentials::kTypes.size());
    std::string content = kForms[what >> 5](input);
    if (const std::string* const before = store.find(tag, type)) content = *before + content;
    const std::string expected = content;
    // Every other private key comes with the password of those that are encrypted.
    const bool secret = type == Type::kClientPrivateKey && expected.size() % 2 == 1;
    const std::string password = secret ? kPassword : "";
    const bool written = store.write(tag, type, std::move(content), password).has_value();
    require(written == (!expected.empty() && expected.size() <= credentials::kMaxContentSize),
            "content that is neither empty nor too long is stored");
    if (written) require(*store.find(tag, type) == expected, "what was stored is found");
  }
}

bool is_time(const std::string& text) {
  return text.size() == 15 && text.back() == 'Z' &&
         text.find_first_not_of("0123456789") == text.size() - 1;
}

/// What reads a text by itself.
void read_texts(const credentials::Store& store) {
  for (const auto& row : store.list()) {
    const std::string& text = *store.find(row.tag, row.type);
    const auto certificates = secure::read_certificates(text);
    require(!certificates || !certificates->empty(), "who reads certificates gets one");
    for (const std::string* const password : {&kPassword, &kNone}) {
      const auto key = secure::read_private_key(text, password);
      require(!key || *key != nullptr, "who reads a key gets one");
    }
    const auto key = secure::read_private_key(text, nullptr);
    require(!key || *key != nullptr, "who reads a key gets one");
    if (const auto info = credentials::read_certificate(text)) {
      require(is_time(info->not_before) && is_time(info->not_after), "a validity is two times");
      require(info->serial.find_first_not_of("0123456789ABCDEF") == std::string::npos &&
                  info->serial.size() % 2 == 0,
              "a serial number is hexadecimal digits of whole bytes");
    }
    static_cast<void>(program::pem_fault(text, {"CERTIFICATE"}));
    static_cast<void>(program::pem_fault(text, {"PRIVATE KEY", "EC PRIVATE KEY"}));
  }
}

/// A handshake with the peer, until it is over or nothing moves.
Status shake_hands(secure::Session& session, secure::Pipe& pipe, TlsPeer& peer) {
  Status status = fail(Errno::kAgain);
  for (std::size_t turn = 0; turn < kMostTurns; ++turn) {
    for (const Bytes& record : peer.give()) pipe.down.push(record);
    status = session.handshake();
    if (status || status.error() != Errno::kAgain || pipe.up.bytes.empty()) break;
    const std::string bytes = pipe.up.pop_all();
    peer.take(std::as_bytes(std::span(bytes)));
  }
  return status;
}

void judge_refusal(Errno error) {
  require(error == Errno::kConnRefused || error == Errno::kInval,
          "a session that cannot be made is refused");
}

void talk(std::uint8_t setup, const Settings& settings, const credentials::Store& store) {
  secure::Pipe pipe;
  secure::Shared shared;
  TlsPeer peer({.server = settings.role == Role::kClient,
                .psk = (setup & kPeerHasPsk) != 0,
                .asks = settings.role == Role::kClient,
                .stranger = (setup & kPeerIsStranger) != 0});
  auto session = secure::Session::create(settings, store, pipe, &shared);
  const auto again = secure::Session::create(settings, store, pipe, &shared);
  require(session.has_value() == again.has_value(), "tags that were read before mean the same");
  if (!session) return judge_refusal(session.error());
  const Status status = shake_hands(**session, pipe, peer);
  if (!status) {
    require(status.error() == Errno::kConnRefused || status.error() == Errno::kAgain,
            "a handshake that fails is refused");
    return;
  }
  const secure::Agreement& agreed = (*session)->agreement();
  if (settings.verify != PeerVerify::kRequired) return;
  require(agreed.tag.has_value(), "a peer that is verified has who vouches for it");
  require(store.find(*agreed.tag, Type::kRootCa) != nullptr ||
              store.find(*agreed.tag, Type::kPsk) != nullptr,
          "the tag that vouches for a peer has what it takes");
}

/// A datagram session of the same, as far as it says something by itself.
void begin_datagrams(const Settings& settings, const credentials::Store& store) {
  class Nowhere final : public secure::DatagramTransport {
    Result<std::size_t> send(std::span<const std::byte> data) override { return data.size(); }
    Result<std::size_t> receive(std::span<std::byte>) override { return fail(Errno::kAgain); }
    [[nodiscard]] std::size_t max_datagram() const override { return 1472; }
    void on_timer() override {}
  };
  Nowhere nowhere;
  Clock clock;
  clock.hold();
  TimerQueue timers(clock);
  const auto session = secure::Session::create_datagram(settings, store, nowhere, timers);
  if (!session) return judge_refusal(session.error());
  const Status status = (*session)->handshake();
  require(!status && status.error() == Errno::kAgain, "a handshake waits for its peer");
}

void run(Input input) {
  fix_openssl();
  static const std::size_t made = texts().size();
  require(made > 0, "there are texts");
  fix_openssl();
  const std::uint8_t setup = input.u8();
  Settings settings;
  settings.role = (setup & kServer) != 0 ? Role::kServer : Role::kClient;
  settings.verify = static_cast<PeerVerify>((setup & kVerify) / 2 % 3);
  settings.hostname = text_of(input.bytes(input.u8()));
  for (SecTag tag = 1; tag <= kTags; ++tag) settings.tags.push_back(tag);
  credentials::Store store;
  fill(store, input);

  std::vector<std::string> secrets;
  for (const auto& row : store.list()) {
    const std::string& content = *store.find(row.tag, row.type);
    if (is_secret(content)) secrets.push_back(content);
  }
  const LogJudge judge([&](std::string_view line) {
    for (const std::string& secret : secrets) {
      require(line.find(secret) == std::string_view::npos, "no log line holds a key");
    }
  });
  read_texts(store);
  talk(setup, settings, store);
  begin_datagrams(settings, store);
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}
