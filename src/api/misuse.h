#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "socket/socket.h"
#include "socket/socket_table.h"

/// What an application does that cannot be meant: it gets its error, as declared, and the log gets
/// a warning that names the call and says what was wrong. docs/misuse.md lists them.
///
/// Theory of operation: a call that fails asks here why; one that succeeds does not, but for the
/// few that succeed without an effect. The same mistake of the same call on the same socket is told
/// the first, the tenth, the hundredth time, and so on.
namespace hostmodem::api {

enum class Misuse : std::uint8_t {
  kBlocksInCallback,
  kNeverInitialised,
  kInitialisedAlready,
  kCrashed,
  kSocketsAtShutdown,
  kNoDescriptor,
  kNeverOpened,
  kClosed,
  kDataDisabled,
  kNotConnected,
  kNoDestination,
  kDoesNotListen,
  kSecureOptionOfPlain,
  kOptionAfterConnect,
  kOptionAfterUse,
  kOptionAfterBind,
  kOptionSize,
};

/// What was called. No descriptor: a call that has none.
struct Subject {
  std::string_view function;
  int fd = kNoFd;
  std::string_view option = {};  ///< "NRF_SO_RCVTIMEO"

  static constexpr int kNoFd = INT32_MIN;
};

/// Tells the log. With the modem lock, or without.
void report(Misuse misuse, const Subject& subject);

/// `fd` is a new socket, whose mistakes are its own.
void forget_misuse(int fd);
/// The modem is a new one.
void forget_all_misuse();

/// `function` found no socket `fd` in the table.
void report_no_socket(std::string_view function, int fd, const socket::SocketTable& sockets);

/// `error` is what `function` gives; some tell of a mistake.
void explain(std::string_view function, int fd, Errno error);

/// An option was set, or not: `result` says. `length` of the value that was given.
void check_option(int fd, const socket::Socket& socket, int level, int name, std::size_t length,
                  const Status& result);

}  // namespace hostmodem::api
