#include "socket_fixture.h"

namespace hostmodem::socket {
namespace {

class SocketTableTest : public SocketTest {
 protected:
  void fill() {
    for (int fd = 0; fd < NRF_MODEM_MAX_SOCKET_COUNT; ++fd) ASSERT_EQ(table.insert(make()), fd);
  }

  SocketTable table;
};

TEST_F(SocketTableTest, GivesDescriptorsFromZeroUpwards) {
  EXPECT_EQ(table.insert(make()), 0);
  EXPECT_EQ(table.insert(make()), 1);
  EXPECT_EQ(table.insert(make()), 2);
}

TEST_F(SocketTableTest, GivesTheLowestFreeDescriptor) {
  fill();
  ASSERT_TRUE(table.close(6));
  ASSERT_TRUE(table.close(3));
  EXPECT_EQ(table.insert(make()), 3);
  EXPECT_EQ(table.insert(make()), 6);
}

TEST_F(SocketTableTest, RefusesTheNinth) {
  fill();
  EXPECT_TRUE(table.full());
  EXPECT_THAT(table.insert(make()), FailsWith(Errno::kNoBufs));
}

TEST_F(SocketTableTest, TakesAnotherAfterAClose) {
  fill();
  ASSERT_TRUE(table.close(7));
  EXPECT_FALSE(table.full());
  EXPECT_EQ(table.insert(make()), 7);
}

TEST_F(SocketTableTest, DisablingItClosesAllAndRefusesMore) {
  const auto socket = make();
  ASSERT_EQ(table.insert(socket), 0);
  table.set_enabled(false);
  EXPECT_TRUE(socket->closed());
  EXPECT_THAT(table.find(0), FailsWith(Errno::kBadF));
  EXPECT_THAT(table.insert(make()), FailsWith(Errno::kAcces));
  table.set_enabled(true);
  EXPECT_EQ(table.insert(make()), 0);
}

TEST_F(SocketTableTest, FindsWhatWasPutIn) {
  const auto socket = make();
  const auto fd = table.insert(socket);
  EXPECT_EQ(*table.find(*fd), socket);
}

TEST_F(SocketTableTest, KnowsNoOtherDescriptors) {
  ASSERT_TRUE(table.insert(make()));
  for (const int fd : {-1, 1, NRF_MODEM_MAX_SOCKET_COUNT, INT32_MAX, INT32_MIN}) {
    EXPECT_THAT(table.find(fd), FailsWith(Errno::kBadF)) << fd;
    EXPECT_THAT(table.close(fd), FailsWith(Errno::kBadF)) << fd;
  }
}

TEST_F(SocketTableTest, CloseEndsTheSocketForThoseWhoStillHoldIt) {
  const auto socket = make();
  const auto fd = table.insert(socket);
  ASSERT_TRUE(table.close(*fd));
  EXPECT_TRUE(socket->closed());
  EXPECT_EQ(socket->events(), NRF_POLLNVAL);
  EXPECT_THAT(receive(*socket), FailsWith(Errno::kBadF));
}

TEST_F(SocketTableTest, CloseAllEndsEverySocket) {
  const auto first = make();
  const auto second = make({Family::kIpv4, false, false});
  ASSERT_TRUE(table.insert(first));
  ASSERT_TRUE(table.insert(second));
  table.close_all();
  EXPECT_TRUE(first->closed());
  EXPECT_TRUE(second->closed());
  EXPECT_EQ(table.insert(make()), 0);
}

}  // namespace
}  // namespace hostmodem::socket
