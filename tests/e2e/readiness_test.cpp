// hostmodem_socket_readiness(): sockets of the modem in an event loop of the host.

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>

#include <array>
#include <functional>
#include <map>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/host_socket.h"

namespace hostmodem::test {
namespace {

/// An event loop as a program of the host has it.
class EventLoop {
 public:
  /// `on_readable` is called again and again while the descriptor is readable.
  void watch(int fd, std::function<void()> on_readable) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    checked(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
    handlers_[fd] = std::move(on_readable);
  }

  template <typename Condition>
  void run_until(Condition done) {
    while (!done()) {
      epoll_event event{};
      if (checked(epoll_wait(epoll_.get(), &event, 1, -1), "epoll_wait") == 1) {
        handlers_.at(event.data.fd)();
      }
    }
  }

 private:
  FileDescriptor epoll_{checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::map<int, std::function<void()>> handlers_;
};

class Readiness : public ModemTest {
 protected:
  void SetUp() override { start(); }

  [[nodiscard]] static FileDescriptor readiness(const Socket& socket, short events) {
    const int fd = hostmodem_socket_readiness(socket.fd(), events);
    EXPECT_GE(fd, 0) << error_name(-fd);
    return FileDescriptor(fd);
  }

  /// Without waiting.
  [[nodiscard]] static bool readable(const FileDescriptor& fd) {
    pollfd entry{fd.get(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
  }
  static void wait_for(const FileDescriptor& fd) {
    pollfd entry{fd.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&entry, 1, -1), 1);
  }

  [[nodiscard]] Socket connected_to(HostListener& listener) {
    Socket socket = tcp();
    EXPECT_EQ(socket.connect(host(listener.port())), gives(0));
    return socket;
  }
};

TEST_F(Readiness, DrivesAConversationBesideAPipeOfTheHost) {
  HostListener listener(Family::kIpv4);
  std::array<int, 2> pipe_ends{};
  checked(pipe2(pipe_ends.data(), O_CLOEXEC), "pipe2");
  const FileDescriptor keyboard(pipe_ends[0]);
  const FileDescriptor fingers(pipe_ends[1]);
  Socket socket = tcp();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(listener.port())), fails(NRF_EINPROGRESS));
  BlockedCall server([&] {
    listener.accept().echo_all();
    return true;
  });

  EventLoop loop;
  const FileDescriptor connected = readiness(socket, NRF_POLLOUT);
  bool is_connected = false;
  loop.watch(connected.get(), [&] { is_connected = true; });
  loop.run_until([&] { return is_connected; });
  EXPECT_EQ(socket.take_error(), 0);

  EventLoop talk;
  const FileDescriptor arrived = readiness(socket, NRF_POLLIN);
  std::string answers;
  int questions = 0;
  talk.watch(arrived.get(), [&] {
    const Received part = socket.recv(100);
    ASSERT_EQ(part.error, 0);
    answers += part.data;
    if (questions < 3) {
      checked(write(fingers.get(), "?", 1), "write");
    } else {
      EXPECT_EQ(socket.send("."), gives(1));
    }
  });
  talk.watch(keyboard.get(), [&] {
    char key = 0;
    checked(read(keyboard.get(), &key, 1), "read");
    ++questions;
    EXPECT_EQ(socket.send(std::string(1, key)), gives(1));
  });
  checked(write(fingers.get(), "!", 1), "write");
  talk.run_until([&] { return answers.ends_with('.'); });

  EXPECT_EQ(answers.substr(0, 4), "!??.");
  EXPECT_EQ(socket.close(), gives(0));
}

TEST_F(Readiness, LastsAsLongAsTheDataAreUnread) {
  HostListener listener(Family::kIpv4);
  Socket socket = connected_to(listener);
  HostConnection peer = listener.accept();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);
  EXPECT_FALSE(readable(ready));

  peer.send("ab");
  wait_for(ready);
  ASSERT_EQ(receive_all(socket, 1), "a");
  // The second byte may come in a packet of its own.
  wait_for(ready);
  ASSERT_EQ(socket.recv(1), received("b"));

  EXPECT_FALSE(readable(ready));
}

TEST_F(Readiness, TellsOfTheEndOfTheStream) {
  HostListener listener(Family::kIpv4);
  Socket socket = connected_to(listener);
  HostConnection peer = listener.accept();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);

  peer.finish();

  wait_for(ready);
  EXPECT_EQ(socket.recv(1), end_of_stream());
  EXPECT_TRUE(readable(ready));
}

TEST_F(Readiness, TellsOfAConnectionToAccept) {
  Socket server = tcp();
  ASSERT_EQ(server.bind(self(7000)), gives(0));
  ASSERT_EQ(server.listen(1), gives(0));
  const FileDescriptor ready = readiness(server, NRF_POLLIN);
  EXPECT_FALSE(readable(ready));
  Socket client = tcp();

  ASSERT_EQ(client.connect(self(7000)), gives(0));

  EXPECT_TRUE(readable(ready));
  const Socket accepted = server.accept_from().first;
  EXPECT_FALSE(readable(ready));
}

TEST_F(Readiness, TellsOfTheLossOfTheNetworkWithoutBeingAsked) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));
  const FileDescriptor ready = readiness(socket, 0);
  EXPECT_FALSE(readable(ready));

  modem().at("AT+CFUN=0");

  EXPECT_TRUE(readable(ready));
}

TEST_F(Readiness, StaysWhenTheSocketIsClosed) {
  Socket socket = udp();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);
  EXPECT_FALSE(readable(ready));

  ASSERT_EQ(socket.close(), gives(0));

  EXPECT_TRUE(readable(ready));
  const Socket another = udp();
  EXPECT_TRUE(readable(ready)) << "the descriptor is another socket's now";
}

TEST_F(Readiness, StaysAfterAShutdown) {
  const Socket socket = udp();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);

  modem().shutdown();

  EXPECT_TRUE(readable(ready));
}

TEST_F(Readiness, WakesWhoWaitsWhenTheSocketIsClosed) {
  Socket socket = udp();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);
  BlockedCall waiting([&] {
    wait_for(ready);
    return true;
  });
  EXPECT_TRUE(waiting.blocks());

  ASSERT_EQ(socket.close(), gives(0));

  EXPECT_TRUE(waiting.result());
}

TEST_F(Readiness, HasADescriptorForEachCall) {
  const Socket socket = udp();
  FileDescriptor first = readiness(socket, NRF_POLLOUT);
  const FileDescriptor second = readiness(socket, NRF_POLLOUT);

  first.close();

  EXPECT_TRUE(readable(second));
}

TEST_F(Readiness, IsNotInheritedByOtherPrograms) {
  const Socket socket = udp();
  const FileDescriptor ready = readiness(socket, NRF_POLLIN);

  EXPECT_EQ(fcntl(ready.get(), F_GETFD), FD_CLOEXEC);
}

TEST_F(Readiness, IsRefusedForWhatIsNoSocketAndForOtherEvents) {
  const Socket socket = udp();

  EXPECT_EQ(hostmodem_socket_readiness(socket.fd() + 1, NRF_POLLIN), -NRF_EBADF);
  EXPECT_EQ(hostmodem_socket_readiness(-1, NRF_POLLIN), -NRF_EBADF);
  EXPECT_EQ(hostmodem_socket_readiness(socket.fd(), NRF_POLLIN | NRF_POLLHUP), -NRF_EINVAL);
  modem().shutdown();
  EXPECT_EQ(hostmodem_socket_readiness(socket.fd(), NRF_POLLIN), -NRF_ESHUTDOWN);
}

}  // namespace
}  // namespace hostmodem::test
