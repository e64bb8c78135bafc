// The file of a socket: whose it is, when it may be replaced, when it goes.

#include "modem/socket_file.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <string>
#include <vector>

#include "base/log.h"
#include "support/control_peer.h"
#include "support/file_descriptor.h"
#include "support/temporary_directory.h"

namespace hostmodem {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class SocketFiles : public testing::Test {
 protected:
  SocketFiles() {
    log::set_sink([this](log::Level, std::string_view line) { lines_.emplace_back(line); });
  }
  ~SocketFiles() override { log::set_sink({}); }

  void expect_refusal(const fs::path& path, Errno error, const std::string& reason) {
    lines_.clear();
    const auto file = SocketFile::open(path);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error(), error);
    EXPECT_THAT(lines_,
                ElementsAre(HasSubstr("[control] socket: " + path.native() + ": " + reason)));
  }
  [[nodiscard]] sockaddr_un address_of_path() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }
  /// Leaves a socket as a process does that was killed.
  void leave_stale_socket() const {
    const test::FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_un address = address_of_path();
    ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(socket.get(), 1), 0);
  }

  test::TemporaryDirectory directory_;
  const fs::path path_ = directory_.path() / "ctl.sock";
  std::vector<std::string> lines_;
};

TEST_F(SocketFiles, AreForTheUserAloneWhateverTheUmask) {
  const mode_t before = ::umask(0);
  const auto file = SocketFile::open(path_);
  ::umask(before);
  ASSERT_TRUE(file);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SocketFiles, GoWithTheirObject) {
  {
    const auto file = SocketFile::open(path_);
    ASSERT_TRUE(file);
    EXPECT_TRUE(test::control_listens(path_));
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SocketFiles, GoAlsoWhenTheApplicationChangedItsDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_.path());
  {
    const auto file = SocketFile::open("ctl.sock");
    fs::current_path(before);
    ASSERT_TRUE(file);
    EXPECT_TRUE(fs::exists(path_));
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SocketFiles, TakeThePlaceOfASocketThatNobodyListensTo) {
  leave_stale_socket();
  const auto file = SocketFile::open(path_);
  EXPECT_TRUE(file);
  EXPECT_TRUE(test::control_listens(path_));
}

TEST_F(SocketFiles, AreRefusedWhereSomebodyListens) {
  const auto first = SocketFile::open(path_);
  ASSERT_TRUE(first);
  expect_refusal(path_, Errno::kAddrInUse, "another modem is controlled there");
  EXPECT_TRUE(test::control_listens(path_));
}

TEST_F(SocketFiles, AreRefusedWhereSomebodyListensWhoIsTooBusyToAccept) {
  const auto first = SocketFile::open(path_);
  ASSERT_TRUE(first);
  std::vector<test::FileDescriptor> waiting;
  const sockaddr_un address = address_of_path();
  int connected = 0;
  while (connected == 0) {
    waiting.emplace_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    connected = ::connect(waiting.back().get(), reinterpret_cast<const sockaddr*>(&address),
                          sizeof address);
  }
  expect_refusal(path_, Errno::kAddrInUse, "another modem is controlled there");
}

TEST_F(SocketFiles, LeaveEverythingElseAsItIs) {
  directory_.write("ctl.sock", "of somebody");
  expect_refusal(path_, Errno::kExist, "is there, and is no socket");
  EXPECT_EQ(fs::file_size(path_), 11U);
  fs::remove(path_);
  fs::create_directory(path_);
  expect_refusal(path_, Errno::kExist, "is there, and is no socket");
  fs::remove(path_);
  fs::create_symlink("nowhere", path_);
  expect_refusal(path_, Errno::kExist, "is there, and is no socket");
  EXPECT_TRUE(fs::is_symlink(path_));
}

TEST_F(SocketFiles, AreRefusedWhereTheHostRefuses) {
  expect_refusal(directory_.path() / "missing" / "ctl.sock", Errno::kNoEnt,
                 "No such file or directory");
  expect_refusal("/" + std::string(107, 'x'), Errno::kNameTooLong, "longer than 107 bytes");
}

TEST_F(SocketFiles, DoNotTakeAwayWhatSomebodyPutInTheirPlace) {
  {
    const auto file = SocketFile::open(path_);
    ASSERT_TRUE(file);
    fs::remove(path_);
    directory_.write("ctl.sock", "of somebody");
  }
  EXPECT_TRUE(fs::exists(path_));
}

}  // namespace
}  // namespace hostmodem
