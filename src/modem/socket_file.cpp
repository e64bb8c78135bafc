#include "modem/socket_file.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/log.h"

namespace hostmodem {
namespace {

constexpr mode_t kMode = S_IRUSR | S_IWUSR;
constexpr int kBacklog = 8;

tl::unexpected<Errno> refuse(const std::filesystem::path& path, Errno error,
                             std::string_view text) {
  log::error("[control] socket: {}: {}", path.native(), text);
  return fail(error);
}

tl::unexpected<Errno> host_refuses(const std::filesystem::path& path, int host_errno) {
  return refuse(path, errno_from_host(host_errno), std::generic_category().message(host_errno));
}

/// What is at `path`, of which a symbolic link is nothing to follow. False: nothing that can be
/// seen.
bool look(const std::filesystem::path& path, struct stat& found) {
  return ::lstat(path.c_str(), &found) == 0;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void remove_if_same(const std::filesystem::path& path, const struct stat& file) {
  struct stat now {};
  if (look(path, now) && same_file(now, file)) ::unlink(path.c_str());
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int connect_to(const Descriptor& socket, const sockaddr_un& address) {
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int bind_to(const Descriptor& socket, const sockaddr_un& address) {
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

/// Makes room where something is: a socket to which nobody listens goes.
Status make_room(const std::filesystem::path& path, const sockaddr_un& address) {
  struct stat found {};
  if (!look(path, found)) return {};  // it went
  if (!S_ISSOCK(found.st_mode)) return refuse(path, Errno::kExist, "is there, and is no socket");
  const Descriptor probe(new_socket());
  if (!probe.is_open()) return host_refuses(path, errno);
  const int connected = connect_to(probe, address);
  if (connected == 0 || errno == EAGAIN) {
    return refuse(path, Errno::kAddrInUse, "another modem is controlled there");
  }
  if (errno != ECONNREFUSED && errno != ENOENT) return host_refuses(path, errno);
  remove_if_same(path, found);
  return {};
}

}  // namespace

Result<SocketFile> SocketFile::open(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) {
    return refuse(path, Errno::kNameTooLong,
                  "longer than " + std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  path.native().copy(address.sun_path, path.native().size());
  Descriptor listener(new_socket());
  if (!listener.is_open()) return host_refuses(path, errno);
  // The file gets the mode of the socket: nobody else can open it from the first moment on.
  if (::fchmod(listener.get(), kMode) != 0) return host_refuses(path, errno);
  int bound = bind_to(listener, address);
  if (bound != 0 && errno == EADDRINUSE) {
    if (const auto room = make_room(path, address); !room) return fail(room.error());
    bound = bind_to(listener, address);
  }
  if (bound != 0) return host_refuses(path, errno);
  SocketFile file(std::move(listener), path);
  if (::listen(file.get(), kBacklog) != 0) return host_refuses(path, errno);
  return file;
}

SocketFile::SocketFile(Descriptor listener, std::filesystem::path path)
    : listener_(std::move(listener)), path_(std::move(path)) {
  std::error_code ignored;
  if (auto absolute = std::filesystem::absolute(path_, ignored); !ignored) {
    path_ = std::move(absolute);
  }
  look(path_, identity_);
}

SocketFile::~SocketFile() { remove(); }

void SocketFile::remove() const {
  // While it listens, no other file can have the same number.
  if (listener_.is_open()) remove_if_same(path_, identity_);
}

}  // namespace hostmodem
