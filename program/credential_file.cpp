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

std::string source_of(const std::string& path) { return path == "-" ? "standard input" : path; }

/// An AT command can't say either.
void require_carriable(const std::string& source, const std::string& text) {
  if (text.find('\0') != std::string::npos) refuse(source, "holds a NUL byte");
  if (text.find('"') != std::string::npos) {
    refuse(source, "holds a double quote, which an AT command can't carry");
  }
}

}  // namespace

Credential read_credential(const CredentialKind& kind, const std::string& path) {
  const std::string source = source_of(path);
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
  require_carriable(credential.source, content);
  return credential;
}

std::string read_password(const std::string& path) {
  const std::string source = source_of(path);
  std::string password = read_file(path, source);
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty()) refuse(source, "is empty");
  if (password.size() > kMaxPasswordSize) {
    refuse(source,
           "is no password: it is longer than " + std::to_string(kMaxPasswordSize) + " bytes");
  }
  require_carriable(source, password);
  return password;
}

}  // namespace hostmodem::program
