#include "credential_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "descriptor.h"
#include "failure.h"

namespace hostmodem::program {
namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& fault) {
  throw Failure(ExitStatus::kUnusable, source + " " + fault);
}

std::string read_file(const std::string& path, const std::string& source) {
  const bool standard_input = path == "-";
  const Descriptor opened(standard_input ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const int fd = standard_input ? STDIN_FILENO : opened.get();
  if (fd < 0) fail_with_errno(source);
  std::string content;
  std::array<char, 4096> buffer{};
  while (content.size() <= kMaxCredentialSize) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno(source);
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  refuse(source, "is larger than " + std::to_string(kMaxCredentialSize) + " bytes");
}

}  // namespace

Credential read_credential(const CredentialKind& kind, const std::string& path) {
  const std::string source = path == "-" ? "standard input" : path;
  std::string content = read_file(path, source);
  if (kind.name == "psk") {
    content.erase(content.find_last_not_of(" \t\r\n") + 1);  // npos + 1 is 0
  }
  return check_credential({&kind, source, std::move(content)});
}

Credential check_credential(Credential credential) {
  const std::string& content = credential.content;
  if (content.empty()) refuse(credential.source, "is empty");
  if (content.size() > kMaxCredentialSize) {
    refuse(credential.source, "is larger than " + std::to_string(kMaxCredentialSize) + " bytes");
  }
  if (const auto fault = credential.kind->fault(content)) refuse(credential.source, *fault);
  // An AT command can't say either.
  if (content.find('\0') != std::string::npos) refuse(credential.source, "holds a NUL byte");
  if (content.find('"') != std::string::npos) {
    refuse(credential.source, "holds a double quote, which an AT command can't carry");
  }
  return credential;
}

}  // namespace hostmodem::program
