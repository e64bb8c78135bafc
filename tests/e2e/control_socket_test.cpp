// How the control socket comes and goes with the modem, and whose it is.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "e2e/control_fixture.h"
#include "nrf_errno.h"
#include "nrf_modem.h"
#include "support/file_descriptor.h"
#include "support/held_time.h"
#include "support/host_socket.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

namespace fs = std::filesystem;

class ControlSocket : public Control {};

TEST_F(ControlSocket, ComesAndGoesWithTheModem) {
  for (int i = 0; i < 2; ++i) {
    start_controlled();
    EXPECT_EQ(ask("attach"), "OK\n");
    modem().shutdown();
    EXPECT_FALSE(fs::exists(path_));
    peer_->take();
    EXPECT_TRUE(peer_->closed());
  }
}

TEST_F(ControlSocket, GoesWhenTheModemCrashes) {
  start_controlled();
  ASSERT_EQ(hostmodem_modem_fault(1, 0), 0);
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_TRUE(eventually([this] {
    peer_->take();
    return peer_->closed();
  }));
}

TEST_F(ControlSocket, IsNamedByTheEnvironmentOfEachProcess) {
  const fs::path own = directory_.path() / ("ctl." + std::to_string(getpid()));
  ASSERT_EQ(setenv("HOSTMODEM_CONTROL", (directory_.path() / "ctl.%p").c_str(), 1), 0);
  start("[control]\nsocket = \"" + path_.native() + "\"\n", Modem::Start::kOffline);
  unsetenv("HOSTMODEM_CONTROL");
  EXPECT_TRUE(control_listens(own));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(ControlSocket, KeepsAModemFromStartingWhereAnotherOneIsControlled) {
  // It listens as the modem of another process does.
  const FileDescriptor other(checked(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
  checked(::bind(other.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  checked(::listen(other.get(), 1), "listen");
  const LogCapture log;
  ASSERT_EQ(hostmodem_configure(configuration().c_str()), 0);
  nrf_modem_init_params params{};
  EXPECT_EQ(nrf_modem_init(&params), -NRF_EADDRINUSE);
  EXPECT_TRUE(log.lines().contains("ctl.sock: another modem is controlled there"));
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_EQ(hostmodem_configure(nullptr), 0);
}

TEST_F(ControlSocket, IsLeftAloneByTheChildOfAFork) {
  start_controlled();
  const pid_t child = checked(::fork(), "fork");
  if (child == 0) {
    ::alarm(60);
    std::exit(nrf_modem_shutdown() == -NRF_EPERM ? 0 : 1);
  }
  int status_of_child = -1;
  checked(::waitpid(child, &status_of_child, 0), "waitpid");
  EXPECT_EQ(status_of_child, 0);
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_EQ(ask("attach"), "OK\n");
}

TEST_F(ControlSocket, IsNotHeldByTheChildOfAProcessThatWasKilled) {
  std::array<int, 2> ends{};
  checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  FileDescriptor until_closed(ends[1]);
  const FileDescriptor end(ends[0]);
  const int result = in_a_process([&]() -> int {
    start(configuration(), Modem::Start::kOffline);
    if (::fork() == 0) {
      until_closed.close();
      char byte = 0;
      ::_exit(::read(end.get(), &byte, 1) == 0 ? 0 : 1);
    }
    ::_exit(0);  // without a shutdown
  });
  EXPECT_EQ(result, 0);
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_TRUE(eventually([this] { return !control_listens(path_); })) << "the child lets go";
  start_controlled();
  EXPECT_EQ(ask("attach"), "OK\n");
}

}  // namespace
}  // namespace hostmodem::test
