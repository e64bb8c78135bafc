// RAND_set_rand_method() is the one way to replace random numbers that needs no provider.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "fixed_openssl.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "promise.h"
#include "secure/cookie.h"
#include "support/certificates.h"

namespace hostmodem::fuzz {
namespace {

std::uint64_t g_state = 0;

/// splitmix64, which is good enough for elliptic curves to find their numbers in.
std::uint64_t next_number() {
  g_state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = g_state;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

int give_bytes(unsigned char* buffer, int size) {
  std::generate_n(buffer, size, [] { return static_cast<unsigned char>(next_number()); });
  return 1;
}

void replace_random() {
  static const RAND_METHOD method = {
      .seed = nullptr,
      .bytes = give_bytes,
      .cleanup = nullptr,
      .add = nullptr,
      .pseudorand = give_bytes,
      .status = [] { return 1; },
  };
  require(RAND_set_rand_method(&method) == 1, "OpenSSL takes other random numbers");
}

}  // namespace

void fix_openssl() {
  static const bool fixed = [] {
    replace_random();
    known_credentials();
    // Its key is made once in a process.
    require(secure::make_cookie("").has_value(), "a cookie can be made");
    return true;
  }();
  g_state = fixed ? 1 : 0;
}

const Credentials& known_credentials() {
  static const Credentials credentials = [] {
    const test::Identity root = test::make_root();
    const test::Identity server = test::make_server(root);
    const test::Identity client = test::make_client(root);
    const test::Identity stranger = test::make_server(test::make_root("nobody's root"));
    return Credentials{root.certificate,   root.key,   server.certificate,   server.key,
                       client.certificate, client.key, stranger.certificate, stranger.key};
  }();
  return credentials;
}

LogJudge::LogJudge(std::function<void(std::string_view)> also) {
  log::set_level(log::Level::kDebug);
  log::set_sink([also = std::move(also)](log::Level, std::string_view line) {
    const bool printable =
        std::ranges::all_of(line, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
    if (std::getenv("FUZZ_LOG") != nullptr) fmt::print(stderr, "{}\n", line);
    require(printable, "a log line is one line of printable characters");
    if (also) also(line);
  });
}

LogJudge::~LogJudge() {
  log::set_level(log::Level::kOff);
  log::set_sink({});
}

}  // namespace hostmodem::fuzz

/// The time by which OpenSSL judges certificates and sessions: always the same.
extern "C" std::time_t time(std::time_t* out) noexcept {
  constexpr std::time_t kNow = 1767225600;  // 2026-01-01
  if (out != nullptr) *out = kNow;
  return kNow;
}
