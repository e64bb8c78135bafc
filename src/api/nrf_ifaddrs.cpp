#include <cstdlib>
#include <string>
#include <vector>

#include "api/address.h"
#include "api/gate.h"
#include "nrf_socket.h"

namespace {

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::SocketAddress;
using hostmodem::Status;
using hostmodem::api::AddressStorage;
using hostmodem::api::Call;

/// One entry with what it points to, so that a list is one block of memory.
struct Node {
  nrf_ifaddrs info;
  AddressStorage address;
  char name[NRF_IFNAMSIZ];
};

struct InterfaceAddress {
  std::string name;
  hostmodem::IpAddress address;
};

std::vector<InterfaceAddress> active_addresses(Call& call) {
  std::vector<InterfaceAddress> addresses;
  call.modem().pdns().for_each([&](hostmodem::pdn::Pdn& pdn) {
    const std::string name = "pdn" + std::to_string(pdn.id());
    if (pdn.address4()) addresses.push_back({name, *pdn.address4()});
    if (pdn.address6()) addresses.push_back({name, *pdn.address6()});
  });
  return addresses;
}

}  // namespace

HOSTMODEM_API int nrf_getifaddrs(nrf_ifaddrs** ifap) {
  return hostmodem::api::returned([&] {
    return hostmodem::api::with_modem(
        [&](Call& call) -> Status {
          if (ifap == nullptr) return fail(Errno::kFault);
          *ifap = nullptr;
          if (const auto room = hostmodem::api::memory_for(call, "nrf_getifaddrs"); !room)
            return room;
          const auto addresses = active_addresses(call);
          if (addresses.empty()) return {};
          auto* nodes = static_cast<Node*>(std::calloc(addresses.size(), sizeof(Node)));
          if (nodes == nullptr) return fail(Errno::kNoMem);
          for (std::size_t i = 0; i < addresses.size(); ++i) {
            Node& node = nodes[i];
            addresses[i].name.copy(node.name, sizeof node.name - 1);
            hostmodem::api::to_c({addresses[i].address, 0}, node.address);
            node.info.ifa_name = node.name;
            node.info.ifa_addr = reinterpret_cast<nrf_sockaddr*>(&node.address);
            node.info.ifa_next = i + 1 < addresses.size() ? &nodes[i + 1].info : nullptr;
          }
          *ifap = &nodes->info;
          return {};
        },
        "nrf_getifaddrs");
  });
}

HOSTMODEM_API void nrf_freeifaddrs(nrf_ifaddrs* ifa) { std::free(ifa); }
