#include "failure.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hostmodem::program {

void fail_with_errno(const std::string& what) {
  throw Failure(ExitStatus::kUnusable, what + ": " + std::strerror(errno));
}

void complain(const std::string& message) {
  // In one piece: the modem's thread writes log lines there too.
  std::fputs(("hostmodem: " + message + "\n").c_str(), stderr);
}

}  // namespace hostmodem::program
