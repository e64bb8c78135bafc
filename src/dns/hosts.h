#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

namespace hostmodem::dns {

/// Names that the network knows by itself: they are found without a query. A name that is in here
/// is not asked for, whatever family is wanted.
///
/// Thread: under the modem lock.
class Hosts {
 public:
  /// Adds addresses of `name`, after those that it has. Letter case and a dot at the end of the
  /// name make no difference.
  void add(std::string_view name, const std::vector<IpAddress>& addresses);

  void remove(std::string_view name);

  /// All addresses of `name`, of both families; null when the name is not in here. Valid until the
  /// next add() or remove().
  [[nodiscard]] const std::vector<IpAddress>* find(std::string_view name) const;

 private:
  std::map<std::string, std::vector<IpAddress>> names_;  ///< by folded name
};

}  // namespace hostmodem::dns
