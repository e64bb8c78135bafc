#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace hostmodem::fuzz {

/// Makes OpenSSL do the same in every process and for every input: its random numbers are a
/// sequence that starts anew, and time() stands still, as certificates and sessions have it.
///
/// Called at the begin of an input; the first time before anything else of OpenSSL.
void fix_openssl();

/// PEM.
struct Credentials {
  std::string root, root_key;
  std::string server, server_key;      ///< for "server.test", by the root
  std::string client, client_key;      ///< by the root
  std::string stranger, stranger_key;  ///< for "server.test" and for clients, by nobody else
};

/// The same ones each time, as long as fix_openssl() was called first.
const Credentials& known_credentials();

/// Has the modem's log lines judged, at every level: each is one line of printable characters, and
/// `also` says what else. With FUZZ_LOG in the environment they are shown, too.
class LogJudge {
 public:
  explicit LogJudge(std::function<void(std::string_view)> also = {});
  ~LogJudge();
  LogJudge(const LogJudge&) = delete;
  LogJudge& operator=(const LogJudge&) = delete;
};

inline constexpr const char* kPskHex = "000102030405060708090a0b0c0d0e0f";
inline constexpr const char* kPskIdentity = "modem";

}  // namespace hostmodem::fuzz
