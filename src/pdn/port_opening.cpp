#include "pdn/port_opening.h"

#include <string_view>

#include "base/log.h"

namespace hostmodem::pdn {
namespace {

IpAddress loopback(Family family) {
  if (family == Family::kIpv4) return IpAddress::v4({127, 0, 0, 1});
  return IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

}  // namespace

PortOpening::PortOpening(PdnManager& pdns, PdnId id, Transport transport,
                         const SocketAddress& inside)
    : pdns_(pdns), id_(id), transport_(transport) {
  const auto pdn = pdns_.find(id);
  if (!pdn) return;
  serial_ = (*pdn)->serial();
  const Family family = inside.address.family();
  const SocketAddress wanted{loopback(family), inside.port};
  auto opened = (*pdn)->add_forward(transport, wanted, inside.port);
  const bool refused =
      !opened && (opened.error() == Errno::kAddrInUse || opened.error() == Errno::kAcces);
  const Errno reason = opened ? Errno{} : opened.error();
  if (refused) opened = (*pdn)->add_forward(transport, {wanted.address, 0}, inside.port);

  const std::string_view name = transport == Transport::kTcp ? "TCP" : "UDP";
  if (opened) {
    outside_ = *opened;
    if (refused) {
      log::warning("pdn{}: {} port {} is at {} of the host ({}: {})", id, name, inside.port,
                   opened->to_string(), wanted.to_string(), errno_text(static_cast<int>(reason)));
    } else {
      log::info("pdn{}: {} port {} is at {} of the host", id, name, inside.port,
                opened->to_string());
    }
  } else if (opened.error() != Errno::kOpNotSupp) {
    log::warning("pdn{}: {} port {} cannot be reached from the host: {}", id, name, inside.port,
                 errno_text(static_cast<int>(opened.error())));
  }
}

PortOpening::~PortOpening() {
  if (!outside_) return;
  const auto pdn = pdns_.find(id_);
  if (pdn && (*pdn)->serial() == serial_) (*pdn)->remove_forward(transport_, *outside_);
}

}  // namespace hostmodem::pdn
