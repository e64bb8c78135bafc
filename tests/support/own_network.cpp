#include "support/own_network.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>

#include "support/file_descriptor.h"

namespace hostmodem::test {
namespace {

constexpr int kFailed = 1;
constexpr int kSkipped = 2;
constexpr int kNoNamespace = 3;

bool write_file(const char* path, const std::string& text) {
  const FileDescriptor file(open(path, O_WRONLY | O_CLOEXEC));
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

bool control(unsigned long what, ifreq& request) {
  const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return ioctl(socket.get(), what, &request) == 0;
}

bool change_up(const std::string& interface, bool up) {
  ifreq request{};
  interface.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
  if (!control(SIOCGIFFLAGS, request)) return false;
  const int flags = request.ifr_flags;
  request.ifr_flags = static_cast<short>(up ? flags | IFF_UP : flags & ~IFF_UP);
  return control(SIOCSIFFLAGS, request);
}

bool enter_namespace() {
  if (unshare(CLONE_NEWNET) != 0) {
    const std::string user = std::to_string(geteuid());
    const std::string group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 || !write_file("/proc/self/setgroups", "deny") ||
        !write_file("/proc/self/uid_map", "0 " + user + " 1") ||
        !write_file("/proc/self/gid_map", "0 " + group + " 1")) {
      return false;
    }
  }
  return change_up("lo", false);  // some hosts make a namespace, and allow nothing in it
}

int run(const std::function<void()>& body) {
  try {
    if (!enter_namespace()) return kNoNamespace;
    body();
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  if (::testing::Test::HasFailure()) return kFailed;
  return ::testing::Test::IsSkipped() ? kSkipped : 0;
}

}  // namespace

void in_own_network(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int result = run(body);
    std::fflush(nullptr);
    _exit(result);  // the parent's objects are the parent's to destroy
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  if (WEXITSTATUS(status) == kNoNamespace) GTEST_SKIP() << "the host allows no namespace";
  if (WEXITSTATUS(status) == kSkipped) GTEST_SKIP() << "see above";
  EXPECT_EQ(WEXITSTATUS(status), 0) << "see above";
}

void drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  ASSERT_EQ(syscall(SYS_capset, &header, none.data()), 0);
}

bool hide(const char* folder) {
  return unshare(CLONE_NEWNS) == 0 &&
         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("hidden", folder, "tmpfs", 0, nullptr) == 0;
}

void set_up(const std::string& interface, bool up) {
  if (!change_up(interface, up)) throw std::runtime_error(std::strerror(errno));
}

}  // namespace hostmodem::test
