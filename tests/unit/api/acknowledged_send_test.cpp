#include "slow_radio.h"

// NRF_MSG_WAITACK: a send that returns when its data are on air, or were acknowledged by the peer.

namespace hostmodem::test {
namespace {

class AcknowledgedSend : public SlowRadio {
 protected:
  static Outcome send_and_wait(int fd, std::string_view text = "data") {
    return send_text(fd, text, NRF_MSG_WAITACK);
  }
};

TEST_F(AcknowledgedSend, OfADatagramReturnsWhenThatIsOnAir) {
  const int fd = connected_udp(7001);
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  step(199);
  EXPECT_TRUE(call.blocks());
  EXPECT_TRUE(take_sent().empty());
  step(1);
  EXPECT_EQ(call.result(), gives(4));
  EXPECT_EQ(take_sent().size(), 1U);
}

TEST_F(AcknowledgedSend, OfADatagramReturnsAtOnceWhileTheRadioIsConnected) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  step(200);
  EXPECT_EQ(send_and_wait(fd), gives(4));
  EXPECT_EQ(take_sent().size(), 2U);
}

TEST_F(AcknowledgedSend, OfAnIpPacketReturnsWhenThatIsOnAir) {
  const int fd = nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_IP);
  const Bytes packet = udp_packet({own, 7001}, {far, 9}, bytes_of("data"));
  BlockedCall call(
      [&] { return outcome(nrf_send(fd, packet.data(), packet.size(), NRF_MSG_WAITACK)); });
  ASSERT_TRUE(call.blocks());
  step(200);
  EXPECT_EQ(call.result(), gives(static_cast<std::int64_t>(packet.size())));
}

TEST_F(AcknowledgedSend, ThatTheTimeoutEndsIsSentNevertheless) {
  const int fd = connected_udp(7001);
  ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, 100), gives(0));
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  step(100);
  EXPECT_EQ(call.result(), fails(NRF_EAGAIN));
  step(100);
  EXPECT_EQ(take_sent().size(), 1U);
  EXPECT_EQ(send_and_wait(fd), gives(4)) << "the next one is free to go";
}

TEST_F(AcknowledgedSend, OnAStreamReturnsWhenThePeerHasAcknowledgedAll) {
  const int fd = connected_tcp();
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(take_segments().size(), 1U) << "on air";
  acknowledge(3);
  EXPECT_TRUE(call.blocks());
  acknowledge(1);
  EXPECT_EQ(call.result(), gives(4));
}

TEST_F(AcknowledgedSend, OnAStreamDoesNotWaitForWhatIsSentAfterIt) {
  const int fd = connected_tcp();
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(send_text(fd, "more"), gives(4));
  acknowledge(4);
  EXPECT_EQ(call.result(), gives(4));
}

TEST_F(AcknowledgedSend, OnAStreamThatTheTimeoutEndsGivesNoPartialCount) {
  const int fd = connected_tcp();
  ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, 1500), gives(0));
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  acknowledge(3);
  step(1500);
  EXPECT_EQ(call.result(), fails(NRF_EAGAIN));
}

TEST_F(AcknowledgedSend, OnAStreamFailsWhenThePeerResetsIt) {
  const int fd = connected_tcp();
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  answer(kRst | kAck);
  EXPECT_EQ(call.result(), fails(NRF_ECONNRESET));
  EXPECT_EQ(pending_error(fd), 0) << "the call has told it";
  EXPECT_EQ(send_text(fd, "x"), fails(NRF_EPIPE));
}

// Both come to the stack before anybody is told of one.
TEST_F(AcknowledgedSend, IsNotUndoneByAResetThatFollowsTheAcknowledgement) {
  const int fd = connected_tcp();
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  acknowledge(4);
  answer(kRst | kAck);
  EXPECT_EQ(call.result(), gives(4));
}

TEST_F(AcknowledgedSend, IsTheOnlyOneOfItsSocket) {
  const int fd = connected_udp(7001);
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(send_and_wait(fd), fails(NRF_EBUSY));
  EXPECT_EQ(send_text(fd, "plain"), gives(5));
  const int other = connected_udp(7002);
  BlockedCall another([other] { return send_and_wait(other); });
  ASSERT_TRUE(another.blocks());
  step(200);
  EXPECT_EQ(call.result(), gives(4));
  EXPECT_EQ(another.result(), gives(4));
  EXPECT_EQ(take_sent().size(), 3U);
}

TEST_F(AcknowledgedSend, EndsWithTheSocket) {
  const int fd = connected_udp(7001);
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(outcome(nrf_close(fd)), gives(0));
  EXPECT_EQ(call.result(), fails(NRF_EBADF));
}

TEST_F(AcknowledgedSend, EndsWithTheModem) {
  const int fd = connected_udp(7001);
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  modem.shutdown();
  EXPECT_EQ(call.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(AcknowledgedSend, EndsWithThePacketDataNetwork) {
  const int datagrams = connected_udp(7001);
  BlockedCall call([datagrams] { return send_and_wait(datagrams); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(hostmodem_pdn_drop(0), 0);
  EXPECT_EQ(call.result(), fails(NRF_ENETDOWN));
  EXPECT_EQ(pending_error(datagrams), NRF_ENETDOWN);
}

TEST_F(AcknowledgedSend, OfADatagramThatWentWithTheNetworkIsACommunicationError) {
  const int fd = connected_udp(7001);
  ASSERT_EQ(set_int(fd, NRF_SO_KEEPOPEN, 1), gives(0));
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  EXPECT_EQ(hostmodem_pdn_drop(0), 0);
  EXPECT_EQ(call.result(), fails(NRF_ECOMM));
}

TEST_F(AcknowledgedSend, OfADatagramThatFindsNoRoomIsACommunicationError) {
  const int fd = connected_udp(7001);
  for (int i = 0; i < 128; ++i) ASSERT_EQ(send_text(fd, "plain"), gives(5));
  EXPECT_EQ(send_and_wait(fd), fails(NRF_ECOMM));
  step(200);
  EXPECT_EQ(take_sent().size(), 128U);
}

TEST_F(AcknowledgedSend, IsRefusedToACallThatDoesNotBlock) {
  const int fd = connected_udp(7001);
  EXPECT_EQ(send_text(fd, "data", NRF_MSG_WAITACK | NRF_MSG_DONTWAIT), fails(NRF_EOPNOTSUPP));
  nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK);
  EXPECT_EQ(send_and_wait(fd), fails(NRF_EOPNOTSUPP));
  EXPECT_TRUE(modem.log().contains("NRF_MSG_WAITACK in a call that does not block"));
  step(200);
  EXPECT_TRUE(take_sent().empty());
}

TEST_F(AcknowledgedSend, IsNothingThatReceivingKnows) {
  EXPECT_EQ(receive_text(connected_udp(7001), 1, NRF_MSG_WAITACK), receive_fails(NRF_EOPNOTSUPP));
}

TEST_F(AcknowledgedSend, ThatFailsLeavesRoomForTheNext) {
  const int fd = udp();
  EXPECT_EQ(send_and_wait(fd), fails(NRF_EDESTADDRREQ));
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
  BlockedCall call([fd] { return send_and_wait(fd); });
  ASSERT_TRUE(call.blocks());
  step(200);
  EXPECT_EQ(call.result(), gives(4));
}

}  // namespace
}  // namespace hostmodem::test
