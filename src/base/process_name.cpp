#include "base/process_name.h"

#include <unistd.h>

namespace hostmodem {

std::string with_process_number(std::string name) {
  const std::string process = std::to_string(::getpid());
  for (auto at = name.find("%p"); at != std::string::npos; at = name.find("%p", at)) {
    name.replace(at, 2, process);
    at += process.size();
  }
  return name;
}

}  // namespace hostmodem
