#include "at_output.h"

#include <cstdio>
#include <string>

#include "failure.h"

namespace hostmodem::program {

void print(std::string_view modem_text) {
  std::string text;
  text.reserve(modem_text.size());
  for (std::size_t i = 0; i < modem_text.size(); ++i) {
    if (!modem_text.substr(i).starts_with("\r\n")) text += modem_text[i];
  }
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    fail_with_errno("standard output");
  }
}

}  // namespace hostmodem::program
