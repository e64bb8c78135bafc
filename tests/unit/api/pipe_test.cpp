#include <atomic>
#include <memory>
#include <mutex>

#include "pipe_modem.h"
#include "support/ip_packets.h"

// The far end of a pipe link.

namespace hostmodem::test {
namespace {

class PipeCalls : public PipeModemTest {
 protected:
  PipeCalls() {
    hostmodem_pipe_handler_set(
        [](int pdn, const void* packet, size_t length, void* self) {
          auto& calls = *static_cast<PipeCalls*>(self);
          const auto* bytes = static_cast<const std::byte*>(packet);
          const std::lock_guard lock(calls.mutex_);
          EXPECT_EQ(pdn, 0);
          calls.sent_.emplace_back(bytes, bytes + length);
        },
        this);
  }
  ~PipeCalls() override { hostmodem_pipe_handler_set(nullptr, nullptr); }

  /// What the modem has sent until now.
  std::vector<Bytes> sent() {
    step(0);
    const std::lock_guard lock(mutex_);
    return sent_;
  }

  const IpAddress own = *IpAddress::parse(kOwnAddress);
  const IpAddress far = *IpAddress::parse(kSilentHost);

 private:
  std::mutex mutex_;
  std::vector<Bytes> sent_;
};

TEST_F(PipeCalls, TheHandlerTakesWholePackets) {
  const int fd = udp();
  const nrf_sockaddr_in to = address(kSilentHost, 9);
  ASSERT_EQ(nrf_sendto(fd, "abc", 3, 0, reinterpret_cast<const nrf_sockaddr*>(&to), sizeof to), 3);
  const auto packets = sent();
  ASSERT_EQ(packets.size(), 1U);
  const auto header = parse_ip(packets[0]);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->from, own);
  EXPECT_EQ(header->to, far);
  EXPECT_EQ(header->protocol, kUdp);
  EXPECT_EQ(packets[0].size(), 20U + 8U + 3U);
}

TEST_F(PipeCalls, AHandlerThatWasReplacedIsCalledNoMore) {
  const int fd = udp();
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
  for (int round = 0; round < 200; ++round) {
    // Whoever is called after the handler was taken back finds the flag down.
    auto in_use = std::make_unique<std::atomic<bool>>(true);
    hostmodem_pipe_handler_set(
        [](int, const void*, size_t, void* flag) {
          EXPECT_TRUE(static_cast<std::atomic<bool>*>(flag)->load());
        },
        in_use.get());
    for (int i = 0; i < 5; ++i) ASSERT_EQ(send_text(fd, "x"), gives(1));
    hostmodem_pipe_handler_set(nullptr, nullptr);
    *in_use = false;
  }
  step(0);
}

TEST_F(PipeCalls, APacketThatIsSentReachesTheSocket) {
  const int fd = udp();
  ASSERT_EQ(bind_to(fd, 7001), gives(0));
  const Bytes packet = udp_packet({far, 5000}, {own, 7001}, bytes_of("hi"));
  ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  nrf_sockaddr_in from{};
  nrf_socklen_t length = sizeof from;
  char buffer[8] = {};
  EXPECT_EQ(nrf_recvfrom(fd, buffer, sizeof buffer, NRF_MSG_DONTWAIT,
                         reinterpret_cast<nrf_sockaddr*>(&from), &length),
            2);
  EXPECT_STREQ(buffer, "hi");
  EXPECT_EQ(nrf_ntohs(from.sin_port), 5000);
  EXPECT_EQ(length, sizeof from);
}

TEST_F(PipeCalls, APacketWakesABlockedReceiver) {
  const int fd = udp();
  ASSERT_EQ(bind_to(fd, 7001), gives(0));
  BlockedCall blocked([&] { return receive_text(fd, 8); });
  ASSERT_TRUE(blocked.blocks());
  const Bytes packet = udp_packet({far, 5000}, {own, 7001}, bytes_of("hi"));
  ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  EXPECT_EQ(blocked.result(), received("hi"));
}

TEST_F(PipeCalls, AHandlerMayAnswer) {
  hostmodem_pipe_handler_set(
      [](int pdn, const void* packet, size_t length, void*) {
        const auto got = parse_ip({static_cast<const std::byte*>(packet), length});
        if (!got || got->protocol != kTcp) return;
        const auto segment = parse_tcp({static_cast<const std::byte*>(packet), length});
        if (!segment || (segment->flags & kSyn) == 0) return;
        TcpSegment reset;
        reset.from = segment->to;
        reset.to = segment->from;
        reset.acknowledgement = segment->sequence + 1;
        reset.flags = kRst | kAck;
        const Bytes answer = tcp_packet(reset);
        EXPECT_EQ(hostmodem_pipe_send(pdn, answer.data(), answer.size()), 0);
      },
      nullptr);
  const int fd = tcp();
  EXPECT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_ECONNREFUSED));
}

TEST_F(PipeCalls, ArgumentsAreChecked) {
  const Bytes packet(100);
  EXPECT_EQ(hostmodem_pipe_send(0, nullptr, 100), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), 0), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), 65536), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_pipe_send(-1, packet.data(), 100), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_pipe_send(11, packet.data(), 100), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_pipe_send(10, packet.data(), 100), -NRF_ENETDOWN);
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), 100), 0) << "what is in it is the modem's affair";
}

TEST_F(PipeCalls, APdnThatWentTakesNoPackets) {
  const Bytes packet(100);
  modem.at("AT+CFUN=4");
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), -NRF_ENETDOWN);
}

TEST(PipeOfAnotherLink, IsInvalid) {
  const Modem modem("[[network.apn]]\nname = \"nowhere\"\nlink = \"none\"\n");
  const Bytes packet(100);
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), -NRF_EINVAL);
}

}  // namespace
}  // namespace hostmodem::test
