#pragma once

#include <string>
#include <vector>

namespace hostmodem::test {

/// Arguments, or an environment, as the exec functions take them. Valid as long as `texts` is.
[[nodiscard]] inline std::vector<char*> exec_arguments(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace hostmodem::test
