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
    : pdns_(pdns), id_(id), transport_(transport), inside_(inside) {
  renew();
}

void PortOpening::renew() {
  const auto pdn = pdns_.find(id_);
  if (pdn && (*pdn)->serial() != serial_) open(**pdn);
}

void PortOpening::open(Pdn& pdn) {
  outside_.reset();
  serial_ = pdn.serial();
  const SocketAddress wanted{loopback(inside_.address.family()), inside_.port};
  auto opened = pdn.add_forward(transport_, wanted, inside_.port);
  const bool refused =
      !opened && (opened.error() == Errno::kAddrInUse || opened.error() == Errno::kAcces);
  const Errno reason = opened ? Errno{} : opened.error();
  if (refused) opened = pdn.add_forward(transport_, {wanted.address, 0}, inside_.port);

  const std::string_view name = transport_ == Transport::kTcp ? "TCP" : "UDP";
  if (opened) {
    outside_ = *opened;
    if (refused) {
      log::warning("pdn{}: {} port {} is at {} of the host ({}: {})", id_, name, inside_.port,
                   opened->to_string(), wanted.to_string(), errno_text(static_cast<int>(reason)));
    } else {
      log::info("pdn{}: {} port {} is at {} of the host", id_, name, inside_.port,
                opened->to_string());
    }
  } else if (opened.error() != Errno::kOpNotSupp) {
    log::warning("pdn{}: {} port {} cannot be reached from the host: {}", id_, name, inside_.port,
                 errno_text(static_cast<int>(opened.error())));
  }
}

PortOpening::~PortOpening() {
  if (!outside_) return;
  const auto pdn = pdns_.find(id_);
  if (pdn && (*pdn)->serial() == serial_) (*pdn)->remove_forward(transport_, *outside_);
}

}  // namespace hostmodem::pdn
