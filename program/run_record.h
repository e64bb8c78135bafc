#pragma once

#include <hostmodem.h>

#include <filesystem>
#include <string>
#include <vector>

#include "child.h"

namespace hostmodem::program {

/// Where the modems of an application leave their summaries: a directory of this run's own, which
/// is removed with the object. Every process of the application has a file in it.
class SummaryDirectory {
 public:
  SummaryDirectory();
  SummaryDirectory(const SummaryDirectory&) = delete;
  SummaryDirectory& operator=(const SummaryDirectory&) = delete;
  ~SummaryDirectory();

  /// For $HOSTMODEM_SUMMARY.
  [[nodiscard]] std::string pattern() const { return (path_ / "%p").string(); }

  struct Content {
    std::vector<hostmodem_summary> modems;
    bool other_version = false;  ///< a file holds what this program can't read
  };
  [[nodiscard]] Content read() const;

 private:
  std::filesystem::path path_;
};

/// What a run of an application came to.
struct RunRecord {
  std::vector<std::string> command;
  Ending ending;
  double wall_seconds = 0;
  SummaryDirectory::Content content;
};

/// For a person; each line ends.
[[nodiscard]] std::string text_of(const RunRecord& record);
/// For a program: docs/run.md has the form.
[[nodiscard]] std::string json_of(const RunRecord& record);

}  // namespace hostmodem::program
