#include "promise.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "hostmodem.h"

namespace hostmodem::fuzz {

void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

long checked(long value) {
  require(value >= -1, "a call that fails gives -1");
  if (value >= 0) return value;
  require(std::strcmp(hostmodem_errno_name(errno), "unknown error") != 0,
          "errno of a call that fails is one of nrf_errno.h");
  return value;
}

}  // namespace hostmodem::fuzz
