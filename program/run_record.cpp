#include "run_record.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "failure.h"

namespace hostmodem::program {
namespace {

void take_records(const std::filesystem::path& file, SummaryDirectory::Content& content) {
  std::ifstream input(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(input), {}};
  // What is left at the end is a record that was being written for the first time.
  for (std::size_t at = 0; bytes.size() - at >= sizeof(hostmodem_summary);
       at += sizeof(hostmodem_summary)) {
    hostmodem_summary record;
    std::memcpy(&record, bytes.data() + at, sizeof record);
    if (record.size != sizeof record) {
      content.other_version = true;
      return;
    }
    content.modems.push_back(record);
  }
  std::uint32_t size = 0;
  if (bytes.size() < sizeof size || bytes.size() >= sizeof(hostmodem_summary)) return;
  std::memcpy(&size, bytes.data(), sizeof size);
  if (size != sizeof(hostmodem_summary)) content.other_version = true;
}

}  // namespace

SummaryDirectory::SummaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "hostmodem-run-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail_with_errno(name);
  path_ = name;
}

SummaryDirectory::~SummaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

SummaryDirectory::Content SummaryDirectory::read() const {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Content content;
  for (const auto& file : files) take_records(file, content);
  return content;
}

}  // namespace hostmodem::program
