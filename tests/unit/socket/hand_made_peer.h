#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "pdn/pdn.h"
#include "support/ip_packets.h"

namespace hostmodem::socket {

/// A TCP peer at the far end of a pipe link, segment by segment.
class HandMadePeer {
 public:
  HandMadePeer(pdn::Pdn& pdn, const SocketAddress& modem) : pipe_(*pdn.pipe()), modem_(modem) {
    pipe_.set_handler([this](std::span<const std::byte> packet) {
      if (auto segment = test::parse_tcp(packet)) sent_.push_back(std::move(*segment));
    });
  }
  ~HandMadePeer() { pipe_.set_handler({}); }
  HandMadePeer(const HandMadePeer&) = delete;
  HandMadePeer& operator=(const HandMadePeer&) = delete;

  void send(std::uint8_t flags, test::Bytes payload = {}) {
    const std::uint32_t length =
        static_cast<std::uint32_t>(payload.size()) + ((flags & (test::kSyn | test::kFin)) != 0);
    test::TcpSegment segment;
    segment.from = own_;
    segment.to = modem_;
    segment.sequence = sequence_;
    segment.acknowledgement = expected_;
    segment.flags = flags;
    segment.payload = std::move(payload);
    pipe_.inject(test::tcp_packet(segment));
    sequence_ += length;
  }

  /// The next segment of the modem; what it carries is taken note of.
  std::optional<test::TcpSegment> receive() {
    if (sent_.empty()) return std::nullopt;
    test::TcpSegment segment = std::move(sent_.front());
    sent_.erase(sent_.begin());
    const bool control = (segment.flags & (test::kSyn | test::kFin)) != 0;
    expected_ = segment.sequence + static_cast<std::uint32_t>(segment.payload.size()) + control;
    return segment;
  }

 private:
  link::PipeLink& pipe_;
  SocketAddress modem_;
  SocketAddress own_{IpAddress::v4({10, 0, 2, 2}), 40000};
  std::uint32_t sequence_ = 1000;
  std::uint32_t expected_ = 0;
  std::vector<test::TcpSegment> sent_;
};

}  // namespace hostmodem::socket
