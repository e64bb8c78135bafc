#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace hostmodem::credentials {

/// Files that hold one credential each: a header line with a magic and the SHA-256 of the content,
/// then the content. So a file that was cut short, edited or written by somebody else is found out.
///
/// Each failure has its line in the log.

/// Writes `content` as `directory`/`name`, mode 0600. Afterwards the file holds either all of the
/// new content or, on failure, what it held before (as the host says: kAcces, kNoSpc, kIo, ...).
Status save_entry(const std::filesystem::path& directory, const std::string& name,
                  std::string_view content);

/// The content. kBadMsg: the file is damaged (not a regular file, oversized, no header, wrong
/// digest); other errors as the host says when it can't be read.
Result<std::string> load_entry(const std::filesystem::path& file);

/// Removes `directory`/`name`; a file that is gone already is no error.
Status remove_entry(const std::filesystem::path& directory, const std::string& name);

/// Whether `name` is that of a file that save_entry() was interrupted in writing.
[[nodiscard]] bool is_unfinished_entry(std::string_view name);

}  // namespace hostmodem::credentials
