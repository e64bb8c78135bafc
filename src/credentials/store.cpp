#include "credentials/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "credentials/digest.h"
#include "credentials/entry_file.h"
#include "credentials/wipe.h"

namespace hostmodem::credentials {
namespace {

std::string file_name(SecTag tag, Type type) {
  return std::to_string(tag) + "-" + std::to_string(static_cast<unsigned>(type));
}

/// The inverse of file_name(); nullopt for a file that is none of ours.
std::optional<std::pair<SecTag, Type>> parse_file_name(const std::string& name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string::npos) return std::nullopt;
  SecTag tag = 0;
  std::from_chars(name.data(), name.data() + dash, tag);
  for (const Type type : kTypes) {
    if (tag <= kMaxSecTag && file_name(tag, type) == name) return std::pair{tag, type};
  }
  return std::nullopt;
}

Status make_directory(const std::filesystem::path& directory) {
  std::error_code ignored;  // what it spoils, mkdir() says
  std::filesystem::create_directories(directory.parent_path(), ignored);
  if (::mkdir(directory.c_str(), 0700) == 0) return {};
  const int error = errno;
  if (error == EEXIST) {
    if (std::filesystem::is_directory(directory, ignored)) return {};
    return fail(Errno::kNotDir);
  }
  return fail(errno_from_host(error));
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& directory) {
  Status usable = make_directory(directory);
  if (usable && ::access(directory.c_str(), R_OK | W_OK | X_OK) != 0) {
    usable = fail(errno_from_host(errno));
  }
  if (!usable) {
    log::error("credentials: can't use {}: {}", directory.native(),
               errno_text(static_cast<int>(usable.error())));
    return fail(usable.error());
  }
  auto store = std::make_unique<Store>();
  store->load(directory);
  store->directory_ = directory;
  return store;
}

void Store::load(const std::filesystem::path& directory) {
  std::error_code error;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().native();
    if (is_unfinished_entry(name)) {
      log::warning("credentials: {} was never finished, it is removed", it->path().native());
      ::unlink(it->path().c_str());
      continue;
    }
    const auto key = parse_file_name(name);
    if (!key) {
      log::warning("credentials: {} is not a credential, it is ignored", it->path().native());
      continue;
    }
    if (auto entry = load_entry(it->path())) entries_[*key] = std::move(*entry);
  }
  if (error) {
    log::error("credentials: can't list {}: {}", directory.native(), error.message());
  }
}

Status Store::write(SecTag tag, Type type, std::string content, std::string password) {
  const WipeAtExit wipe_content(content);
  const WipeAtExit wipe_password(password);
  Entry entry;
  entry.content.swap(content);
  entry.password.swap(password);
  if (tag > kMaxSecTag || entry.content.empty()) return fail(Errno::kInval);
  if (!entry.password.empty() &&
      (type != Type::kClientPrivateKey || entry.password.find('\0') != std::string::npos)) {
    return fail(Errno::kInval);
  }
  if (entry.content.size() > kMaxContentSize || entry.password.size() > kMaxPasswordSize) {
    return fail(Errno::kNoMem);
  }
  if (directory_) {
    if (auto saved = save_entry(*directory_, file_name(tag, type), entry); !saved) return saved;
  }
  // What is replaced ends up in `entry`, and is wiped there.
  entries_[Key{tag, type}].swap(entry);
  return {};
}

Status Store::remove(SecTag tag, Type type) {
  const auto entry = entries_.find(Key{tag, type});
  if (entry == entries_.end()) return fail(Errno::kNoEnt);
  if (directory_) {
    if (auto removed = remove_entry(*directory_, file_name(tag, type)); !removed) return removed;
  }
  entries_.erase(entry);
  return {};
}

const std::string* Store::find(SecTag tag, Type type) const {
  const auto entry = entries_.find(Key{tag, type});
  return entry == entries_.end() ? nullptr : &entry->second.content;
}

const std::string* Store::find_password(SecTag tag) const {
  const auto entry = entries_.find(Key{tag, Type::kClientPrivateKey});
  const bool found = entry != entries_.end() && !entry->second.password.empty();
  return found ? &entry->second.password : nullptr;
}

std::vector<Listing> Store::list(std::optional<SecTag> tag, std::optional<Type> type) const {
  std::vector<Listing> listings;
  for (const auto& [key, entry] : entries_) {
    if (tag && *tag != key.first) continue;
    if (type && *type != key.second) continue;
    listings.push_back({key.first, key.second, credentials::sha256_hex(entry.content)});
  }
  return listings;
}

std::string Store::sha256_hex(std::string_view content) { return credentials::sha256_hex(content); }

}  // namespace hostmodem::credentials
