#include "support/outcome.h"

#include <cerrno>
#include <stdexcept>

#include "nrf_errno.h"

namespace hostmodem::test {
namespace {

struct Error {
  std::string_view name;
  int modem;
  int host;
};

// Every error that a test of sockets may meet, under its number here and there.
constexpr Error kErrors[] = {
#define ERROR(name) \
  { "NRF_" #name, NRF_##name, name }
    ERROR(EPERM),        ERROR(ENOENT),          ERROR(EINTR),           ERROR(EIO),
    ERROR(E2BIG),        ERROR(EBADF),           ERROR(EAGAIN),          ERROR(ENOMEM),
    ERROR(EACCES),       ERROR(EFAULT),          ERROR(EBUSY),           ERROR(EINVAL),
    ERROR(ENFILE),       ERROR(EMFILE),          ERROR(ENOSPC),          ERROR(EPIPE),
    ERROR(EDOM),         ERROR(EPROTO),          ERROR(EBADMSG),         ERROR(ENOSYS),
    ERROR(EOPNOTSUPP),   ERROR(EPFNOSUPPORT),    ERROR(ECONNRESET),      ERROR(ENOBUFS),
    ERROR(EAFNOSUPPORT), ERROR(EPROTOTYPE),      ERROR(ENOTSOCK),        ERROR(ENOPROTOOPT),
    ERROR(ESHUTDOWN),    ERROR(ECONNREFUSED),    ERROR(EADDRINUSE),      ERROR(ECONNABORTED),
    ERROR(ENETUNREACH),  ERROR(ENETDOWN),        ERROR(ETIMEDOUT),       ERROR(EHOSTDOWN),
    ERROR(EHOSTUNREACH), ERROR(EINPROGRESS),     ERROR(EALREADY),        ERROR(EDESTADDRREQ),
    ERROR(EMSGSIZE),     ERROR(EPROTONOSUPPORT), ERROR(ESOCKTNOSUPPORT), ERROR(EADDRNOTAVAIL),
    ERROR(ENETRESET),    ERROR(EISCONN),         ERROR(ENOTCONN),        ERROR(ECANCELED),
#undef ERROR
};

}  // namespace

std::string_view error_name(int error) {
  for (const Error& entry : kErrors) {
    if (entry.modem == error) return entry.name;
  }
  return "an unknown error";
}

int error_from_host(int host_error) {
  for (const Error& entry : kErrors) {
    if (entry.host == host_error) return entry.modem;
  }
  throw std::out_of_range("no name for the host's error " + std::to_string(host_error));
}

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  out << outcome.value;
  if (outcome.error != 0) out << " with " << error_name(outcome.error) << " " << outcome.error;
  return out;
}

std::ostream& operator<<(std::ostream& out, const Received& received) {
  if (received.error != 0) return out << error_name(received.error) << " " << received.error;
  constexpr std::size_t kShown = 64;
  return out << received.data.size() << " bytes \"" << received.data.substr(0, kShown) << "\"";
}

}  // namespace hostmodem::test
