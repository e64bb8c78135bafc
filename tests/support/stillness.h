#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hostmodem::test {

/// Sees when nothing goes on any more between this process and servers on the host's loopback: all
/// their threads, but the one that looks, sleep, none ran meanwhile, and what was sent over TCP has
/// arrived. Then only the modem's clock can make something happen, and who moves it in small steps
/// with stillness in between gets the same run each time, however busy the machine is.
class Stillness {
 public:
  /// `servers` have no children; TCP connections are those of `ports`.
  Stillness(const std::vector<pid_t>& servers, const std::vector<std::uint16_t>& ports);

  /// Throws when it does not come, see kPatience.
  void wait();

 private:
  /// How often each thread ran, by its folder in /proc.
  using Look = std::map<std::string, std::string>;

  /// Empty: a thread runs.
  [[nodiscard]] Look look() const;
  [[nodiscard]] bool all_arrived() const;

  std::vector<std::string> tasks_;  ///< folders in /proc
  std::vector<std::string> ports_;  ///< as /proc/net/tcp has them
  Look still_;                      ///< when it was last
};

}  // namespace hostmodem::test
