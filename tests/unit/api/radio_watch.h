#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipe_modem.h"
#include "support/ip_packets.h"

namespace hostmodem::test {

/// A modem that is registered and idle, whose link is a pipe and whose clock is held; what it says
/// of its radio connection is written down with the time.
class RadioWatch : public PipeModemTest {
 protected:
  using Entries = std::vector<std::string>;
  using milliseconds = std::chrono::milliseconds;

  explicit RadioWatch(const std::string& more = "") : PipeModemTest(more) {
    hostmodem_pipe_handler_set(
        [](int, const void* packet, size_t length, void* self) {
          static_cast<RadioWatch*>(self)->take({static_cast<const std::byte*>(packet), length});
        },
        this);
    modem.at("AT+CSCON=1");
    rest();
  }
  ~RadioWatch() override { hostmodem_pipe_handler_set(nullptr, nullptr); }

  /// Lets the connection end, and starts to count the time.
  void rest() {
    step(10'000);
    told_ = modem.notifications().all().size();
    elapsed_ = milliseconds(0);
  }

  /// What the modem says by itself in `span` from now on, each with the milliseconds since rest():
  /// "5000 +CSCON: 0". Times are seen to a tick.
  Entries watch(milliseconds span, milliseconds tick = milliseconds(500)) {
    Entries entries;
    const milliseconds end = elapsed_ + span;
    advance(milliseconds(0), entries);
    while (elapsed_ < end) advance(std::min(tick, end - elapsed_), entries);
    return entries;
  }

  /// The packets that the modem has sent since the last call.
  std::vector<Bytes> take_sent() {
    step(0);
    const std::lock_guard lock(mutex_);
    return std::exchange(sent_, {});
  }

  /// A UDP socket that is bound to `port` and connected to port 9 of the far host.
  int connected_udp(std::uint16_t port) {
    const int fd = udp();
    EXPECT_EQ(bind_to(fd, port), gives(0));
    EXPECT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
    return fd;
  }

  /// A datagram of the far host's for `port`.
  void arrive(std::uint16_t port, std::string_view text) {
    pass(udp_packet({far, 9}, {own, port}, bytes_of(text)));
  }
  static void pass(const Bytes& packet) {
    EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  }

  const IpAddress own = *IpAddress::parse(kOwnAddress);
  const IpAddress far = *IpAddress::parse(kSilentHost);

 private:
  void take(std::span<const std::byte> packet) {
    const std::lock_guard lock(mutex_);
    sent_.emplace_back(packet.begin(), packet.end());
  }

  void advance(milliseconds span, Entries& entries) {
    step(static_cast<std::uint64_t>(span.count()));
    elapsed_ += span;
    const auto lines = modem.notifications().all();
    for (; told_ < lines.size(); ++told_) {
      entries.push_back(std::to_string(elapsed_.count()) + ' ' + lines[told_]);
    }
  }

  std::mutex mutex_;
  std::vector<Bytes> sent_;
  std::size_t told_ = 0;
  milliseconds elapsed_{0};
};

}  // namespace hostmodem::test
