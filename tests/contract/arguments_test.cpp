// Arguments that are wrong, and options.

#include "contract/contract_test.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_CONTRACT(Arguments);

// Every call with a descriptor that is not open.
void expect_bad_descriptor(SocketApi& api, const Endpoint& peer, int fd) {
  SCOPED_TRACE(fd);
  const RawAddress address = api.encode(peer);
  const Outcome bad = fails(NRF_EBADF);
  char byte = 0;
  int value = 0;
  std::uint32_t length = sizeof value;

  EXPECT_EQ(api.close(fd), bad);
  EXPECT_EQ(api.fcntl(fd, NRF_F_GETFL, 0), bad);
  EXPECT_EQ(api.fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK), bad);
  EXPECT_EQ(api.connect(fd, address.data(), address.length), bad);
  EXPECT_EQ(api.bind(fd, address.data(), address.length), bad);
  EXPECT_EQ(api.listen(fd, 1), bad);
  EXPECT_EQ(api.accept(fd, nullptr, nullptr), bad);
  EXPECT_EQ(api.send(fd, &byte, 1, 0), bad);
  EXPECT_EQ(api.sendto(fd, &byte, 1, 0, address.data(), address.length), bad);
  EXPECT_EQ(api.recv(fd, &byte, 1, 0), bad);
  EXPECT_EQ(api.recvfrom(fd, &byte, 1, 0, nullptr, nullptr), bad);
  EXPECT_EQ(api.setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, &value, sizeof value), bad);
  EXPECT_EQ(api.getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &value, &length), bad);
}

TEST_P(Arguments, DescriptorThatWasClosed) {
  Socket socket = tcp();
  const int fd = socket.fd();
  ASSERT_EQ(socket.close(), gives(0));

  expect_bad_descriptor(api(), host(1), fd);
}

TEST_P(Arguments, DescriptorThatNeverWas) {
  expect_bad_descriptor(api(), host(1), -1);
  expect_bad_descriptor(api(), host(1), 1'000'000);
  expect_bad_descriptor(api(), host(1), std::numeric_limits<int>::max());
  expect_bad_descriptor(api(), host(1), std::numeric_limits<int>::min());
}

TEST_P(Arguments, NullAddress) {
  const Socket stream = tcp();
  const Socket datagram = udp();
  const std::uint32_t length = api().encode(host(1)).length;

  EXPECT_EQ(api().connect(stream.fd(), nullptr, length), fails(NRF_EFAULT));
  EXPECT_EQ(api().bind(stream.fd(), nullptr, length), fails(NRF_EFAULT));
  EXPECT_EQ(api().connect(datagram.fd(), nullptr, length), fails(NRF_EFAULT));
  EXPECT_EQ(api().bind(datagram.fd(), nullptr, length), fails(NRF_EFAULT));
}

TEST_P(Arguments, NullBuffer) {
  auto [socket, peer] = connected_to_host();
  peer.send("data");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(api().send(socket.fd(), nullptr, 4, 0), fails(NRF_EFAULT));
  EXPECT_EQ(api().recv(socket.fd(), nullptr, 4, 0), fails(NRF_EFAULT));
}

TEST_P(Arguments, NullOptionValue) {
  const Socket socket = tcp();
  int value = 0;
  std::uint32_t length = sizeof value;

  EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_REUSEADDR, nullptr, length),
            fails(NRF_EFAULT));
  EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_ERROR, nullptr, &length),
            fails(NRF_EFAULT));
  EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_ERROR, &value, nullptr),
            fails(NRF_EFAULT));
}

TEST_P(Arguments, NullPollEntries) { EXPECT_EQ(api().poll(nullptr, 1, 0), fails(NRF_EFAULT)); }

TEST_P(Arguments, UnknownFamilyTypeAndProtocol) {
  constexpr int kNone = 99;

  EXPECT_EQ(api().socket(kNone, NRF_SOCK_STREAM, 0), fails(NRF_EAFNOSUPPORT));
  EXPECT_EQ(api().socket(family_number(), kNone, 0), expected(kUnknownType));
  EXPECT_EQ(api().socket(family_number(), NRF_SOCK_STREAM, kNone), expected(kUnknownProtocol));
}

TEST_P(Arguments, ProtocolOfAnotherType) {
  EXPECT_EQ(api().socket(family_number(), NRF_SOCK_STREAM, NRF_IPPROTO_UDP),
            expected(kProtocolOfOtherType));
  EXPECT_EQ(api().socket(family_number(), NRF_SOCK_DGRAM, NRF_IPPROTO_TCP),
            expected(kProtocolOfOtherType));
}

TEST_P(Arguments, ProtocolZeroIsTheTypesOwn) {
  HostListener listener(family());
  Socket stream = open(NRF_SOCK_STREAM, 0);
  EXPECT_EQ(stream.connect(host(listener.port())), gives(0));

  HostUdp peer(family());
  Socket datagram = open(NRF_SOCK_DGRAM, 0);
  EXPECT_EQ(datagram.sendto("data", host(peer.port())), gives(4));
  EXPECT_EQ(peer.receive().data, "data");
}

TEST_P(Arguments, FileFlagsAreKept) {
  Socket socket = tcp();

  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_GETFL, 0), gives(0));
  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_SETFL, NRF_O_NONBLOCK), gives(0));
  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_GETFL, 0), gives(NRF_O_NONBLOCK));
  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_SETFL, 0), gives(0));
  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_GETFL, 0), gives(0));
}

TEST_P(Arguments, UnknownFileFlagAndCommand) {
  Socket socket = tcp();

  EXPECT_EQ(api().fcntl(socket.fd(), NRF_F_SETFL, 0x4000'0000), expected(kUnknownFileFlag));
  EXPECT_EQ(api().fcntl(socket.fd(), 99, 0), fails(NRF_EINVAL));
}

TEST_P(Arguments, UnknownOption) {
  Socket socket = tcp();
  int value = 0;
  std::uint32_t length = sizeof value;

  EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, 9999, &value, length),
            fails(NRF_ENOPROTOOPT));
  EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, 9999, &value, &length),
            fails(NRF_ENOPROTOOPT));
}

TEST_P(Arguments, OptionThatCanOnlyBeGot) {
  Socket socket = tcp();

  EXPECT_EQ(socket.set_option(NRF_SO_ERROR, 0), fails(NRF_ENOPROTOOPT));
}

TEST_P(Arguments, OptionValueThatIsTooShort) {
  Socket socket = tcp();
  const nrf_timeval timeout{1, 0};
  const int one = 1;

  EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &timeout, 3),
            fails(NRF_EINVAL));
  EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_REUSEADDR, &one, 3),
            fails(NRF_EINVAL));
}

TEST_P(Arguments, OptionValueIsTruncatedIntoAShortBuffer) {
  Socket socket = tcp();
  std::array<unsigned char, 4> value{0xAA, 0xAA, 0xAA, 0xAA};
  std::uint32_t length = 2;

  EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_ERROR, value.data(), &length),
            gives(0));

  EXPECT_EQ(length, 2U);
  EXPECT_EQ(value, (std::array<unsigned char, 4>{0, 0, 0xAA, 0xAA}));
}

TEST_P(Arguments, OptionLengthIsThatOfTheValue) {
  Socket socket = tcp();
  std::array<int, 4> value{};
  std::uint32_t length = sizeof value;

  EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_ERROR, value.data(), &length),
            gives(0));

  EXPECT_EQ(length, sizeof(int));
}

TEST_P(Arguments, TimeoutsAreNoneAtFirstAndKept) {
  Socket socket = udp();
  for (const int option : {NRF_SO_RCVTIMEO, NRF_SO_SNDTIMEO}) {
    nrf_timeval value{77, 77};
    std::uint32_t length = sizeof value;
    EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, option, &value, &length), gives(0));
    EXPECT_EQ(value.tv_sec, 0U);
    EXPECT_EQ(value.tv_usec, 0U);

    // 100 ms is a whole number of the kernel's ticks, whatever their rate.
    const nrf_timeval set{3, 100'000};
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, option, &set, sizeof set), gives(0));
    EXPECT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SOCKET, option, &value, &length), gives(0));
    EXPECT_EQ(length, sizeof value);
    EXPECT_EQ(value.tv_sec, 3U);
    EXPECT_EQ(value.tv_usec, 100'000U);
  }
}

TEST_P(Arguments, TimeoutWithASecondOfMicroseconds) {
  Socket socket = udp();
  for (const int option : {NRF_SO_RCVTIMEO, NRF_SO_SNDTIMEO}) {
    const nrf_timeval value{0, 1'000'000};
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, option, &value, sizeof value),
              fails(NRF_EDOM));
  }
}

}  // namespace
}  // namespace hostmodem::test
