#include "socket/readiness.h"

#include <poll.h>
#include <sys/resource.h>

#include "socket_fixture.h"
#include "support/file_descriptor.h"

namespace hostmodem::socket {
namespace {

class ReadinessTest : public SocketTest {
 protected:
  ReadinessTest() { EXPECT_TRUE(socket->bind(own(7000))); }

  static bool readable(const test::FileDescriptor& fd) {
    pollfd entry{fd.get(), POLLIN, 0};
    return poll(&entry, 1, 0) == 1;
  }
  test::FileDescriptor open(PollEvents events) {
    return test::FileDescriptor(socket->open_readiness(events).value());
  }
  void datagram() {
    ASSERT_TRUE(make({.stream = false})->send(bytes("x"), own(7000)));
    settle();
  }

  std::shared_ptr<Socket> socket = make({.stream = false});
};

TEST_F(ReadinessTest, FollowsWhatHolds) {
  const auto fd = open(NRF_POLLIN);
  EXPECT_FALSE(readable(fd));
  datagram();
  EXPECT_TRUE(readable(fd));
  ASSERT_TRUE(receive(*socket));
  socket->update_readiness();
  EXPECT_FALSE(readable(fd));
}

TEST_F(ReadinessTest, ShowsWhatHeldBeforeItWasOpened) {
  datagram();
  EXPECT_TRUE(readable(open(NRF_POLLIN)));
  EXPECT_TRUE(readable(open(NRF_POLLOUT)));
}

TEST_F(ReadinessTest, EachDescriptorIsForItsEvents) {
  const auto in = open(NRF_POLLIN);
  const auto both = open(NRF_POLLIN | NRF_POLLOUT);
  EXPECT_FALSE(readable(in));
  EXPECT_TRUE(readable(both));
}

TEST_F(ReadinessTest, SeveralDescriptorsForTheSameEventsAgree) {
  const auto first = open(NRF_POLLIN);
  auto second = open(NRF_POLLIN);
  datagram();
  EXPECT_TRUE(readable(first));
  EXPECT_TRUE(readable(second));
  second = {};
  EXPECT_TRUE(readable(first));
}

TEST_F(ReadinessTest, ErrorsShowUnasked) {
  const auto fd = open(0);
  EXPECT_FALSE(readable(fd));
  pdns.deactivate_all();
  settle();
  EXPECT_TRUE(readable(fd));
}

TEST_F(ReadinessTest, OutlivesTheSocketAndStaysReadable) {
  const auto fd = open(NRF_POLLIN);
  socket->close();
  EXPECT_TRUE(readable(fd));
  socket.reset();
  EXPECT_TRUE(readable(fd));
}

TEST_F(ReadinessTest, WithoutDescriptorsOfTheHostThereIsNone) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const auto refused = socket->open_readiness(NRF_POLLIN);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(refused, FailsWith(Errno::kMFile));
  EXPECT_FALSE(readable(open(NRF_POLLIN)));
}

}  // namespace
}  // namespace hostmodem::socket
