#include "dns/hosts.h"

#include "dns/names.h"

namespace hostmodem::dns {

void Hosts::add(std::string_view name, const std::vector<IpAddress>& addresses) {
  auto& known = names_[folded(name)];
  known.insert(known.end(), addresses.begin(), addresses.end());
}

void Hosts::remove(std::string_view name) { names_.erase(folded(name)); }

const std::vector<IpAddress>* Hosts::find(std::string_view name) const {
  const auto found = names_.find(folded(name));
  return found != names_.end() ? &found->second : nullptr;
}

}  // namespace hostmodem::dns
