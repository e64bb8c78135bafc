#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "credentials/entry.h"

namespace hostmodem::credentials {

/// Files that hold one entry each: a header line with a magic and the SHA-256 of what follows, then
/// the content. So a file that was cut short, edited or written by somebody else is found out. An
/// entry with a password has a magic of its own, and the password and a NUL byte before its
/// content: being in one file, a key and its password are replaced together.
///
/// Each failure has its line in the log.

/// Writes `entry` as `directory`/`name`, mode 0600. Its password has no NUL byte. Afterwards the
/// file holds either all of the new entry or, on failure, what it held before (as the host says:
/// kAcces, kNoSpc, kIo, ...).
Status save_entry(const std::filesystem::path& directory, const std::string& name,
                  const Entry& entry);

/// The entry. kBadMsg: the file is damaged (not a regular file, oversized, no header, wrong
/// digest); other errors as the host says when it can't be read.
Result<Entry> load_entry(const std::filesystem::path& file);

/// Removes `directory`/`name`; a file that is gone already is no error.
Status remove_entry(const std::filesystem::path& directory, const std::string& name);

/// Whether `name` is that of a file that save_entry() was interrupted in writing.
[[nodiscard]] bool is_unfinished_entry(std::string_view name);

}  // namespace hostmodem::credentials
