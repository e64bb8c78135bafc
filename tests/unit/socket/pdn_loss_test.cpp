#include <string>

#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// Spec: nrf_sockets.rst, "Handling PDN errors on sockets"

namespace hostmodem::socket {
namespace {

/// How far a socket got before its PDN went.
enum class Stage {
  kBound,
  kConnecting,
  kConnected,
  kListening,
  kDatagramBound,
  kDatagramConnected,
};

class PdnLoss : public SocketTest, public testing::WithParamInterface<Stage> {
 protected:
  PdnLoss() {
    const Stage stage = GetParam();
    const bool datagram = stage == Stage::kDatagramBound || stage == Stage::kDatagramConnected;
    socket = make({Family::kIpv4, !datagram, false});
    switch (stage) {
      case Stage::kBound:
      case Stage::kDatagramBound:
        EXPECT_TRUE(socket->bind(own(7001)));
        break;
      case Stage::kConnecting:
        EXPECT_THAT(socket->connect({IpAddress::v4({10, 0, 2, 2}), 9}),
                    FailsWith(Errno::kInProgress));
        break;
      case Stage::kConnected:
        server_ = listener(7000);
        EXPECT_THAT(socket->connect(own(7000)), FailsWith(Errno::kInProgress));
        settle();
        EXPECT_TRUE(socket->connect_result());
        break;
      case Stage::kListening:
        EXPECT_TRUE(socket->bind(own(7001)));
        EXPECT_TRUE(socket->listen(1));
        break;
      case Stage::kDatagramConnected:
        EXPECT_TRUE(socket->connect(own(7002)));
        break;
    }
    pdns.deactivate_all();
    settle();
  }

  std::shared_ptr<Socket> socket;

 private:
  std::shared_ptr<Socket> server_;
};

TEST_P(PdnLoss, IsAnErrorEventAlsoWhenItWasReported) {
  EXPECT_EQ(socket->events(), NRF_POLLERR);
  EXPECT_EQ(socket->take_error(), Errno::kNetDown);
  EXPECT_EQ(socket->events(), NRF_POLLERR);
}

TEST_P(PdnLoss, IsTheSocketsErrorOnce) {
  const auto error = [&] {
    return unpacked<int>(*get_option(*socket, NRF_SOL_SOCKET, NRF_SO_ERROR));
  };
  EXPECT_EQ(error(), NRF_ENETDOWN);
  EXPECT_EQ(error(), 0);
}

TEST_P(PdnLoss, FailsEveryOperationAgainAndAgain) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(receive(*socket), FailsWith(Errno::kNetDown));
    EXPECT_THAT(socket->send(bytes("x"), std::nullopt), FailsWith(Errno::kNetDown));
    if (GetParam() == Stage::kListening) {
      EXPECT_THAT(socket->accept(), FailsWith(Errno::kNetDown));
    } else {
      EXPECT_THAT(socket->connect(own(7000)), FailsWith(Errno::kNetDown));
    }
  }
}

TEST_P(PdnLoss, IsForEverAlsoWhenThePdnComesBack) {
  ASSERT_TRUE(pdns.activate(pdn::kDefaultPdn));
  EXPECT_EQ(socket->events(), NRF_POLLERR);
  EXPECT_THAT(socket->send(bytes("x"), own(9)), FailsWith(Errno::kNetDown));
  socket->close();
  EXPECT_EQ(socket->events(), NRF_POLLNVAL);
}

std::string name_of(const testing::TestParamInfo<Stage>& stage) {
  switch (stage.param) {
    case Stage::kBound:
      return "Bound";
    case Stage::kConnecting:
      return "Connecting";
    case Stage::kConnected:
      return "Connected";
    case Stage::kListening:
      return "Listening";
    case Stage::kDatagramBound:
      return "DatagramBound";
    case Stage::kDatagramConnected:
      return "DatagramConnected";
  }
  return "Unknown";
}

INSTANTIATE_TEST_SUITE_P(Stages, PdnLoss,
                         testing::Values(Stage::kBound, Stage::kConnecting, Stage::kConnected,
                                         Stage::kListening, Stage::kDatagramBound,
                                         Stage::kDatagramConnected),
                         name_of);

using WithoutPdn = SocketTest;

TEST_F(WithoutPdn, ASocketOfAPdnThatNeverWasIsUnreachable) {
  pdn::PdnManager none(stack, timers, {});
  for (const bool stream : {true, false}) {
    const auto socket = make({.stream = stream}, none);
    EXPECT_THAT(socket->bind(own(7001)), FailsWith(Errno::kNetUnreach));
    EXPECT_THAT(socket->connect(own(7001)), FailsWith(Errno::kNetUnreach));
  }
}

TEST_F(WithoutPdn, ASocketThatTouchedNoNetworkOutlivesTheLoss) {
  const auto socket = make();
  const SocketAddress address = own(7001);
  pdns.deactivate_all();
  EXPECT_THAT(socket->bind(address), FailsWith(Errno::kNetDown));
  ASSERT_TRUE(pdns.activate(pdn::kDefaultPdn));
  EXPECT_TRUE(socket->bind(address));
}

}  // namespace
}  // namespace hostmodem::socket
