#include "modem/key_log_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/log.h"
#include "support/temporary_directory.h"

namespace hostmodem {
namespace {

class KeyLogFiles : public testing::Test {
 protected:
  KeyLogFiles() {
    log::set_sink([this](log::Level, std::string_view line) { lines_.emplace_back(line); });
  }
  ~KeyLogFiles() override { log::set_sink({}); }

  static std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static mode_t mode(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
  }

  test::TemporaryDirectory directory_;
  const std::filesystem::path path_ = directory_.path() / "keys.txt";
  std::vector<std::string> lines_;
};

TEST_F(KeyLogFiles, AreMadeForTheOwnerAloneAndWarnedOf) {
  const auto file = KeyLogFile::open(path_);
  ASSERT_TRUE(file);
  EXPECT_EQ(mode(path_), 0600U);
  EXPECT_THAT(lines_, testing::ElementsAre(testing::HasSubstr("who reads it can decrypt")));
}

TEST_F(KeyLogFiles, GetWholeLinesAtTheirEnd) {
  directory_.write("keys.txt", "before\n");
  ::chmod(path_.c_str(), 0644);
  {
    const auto file = KeyLogFile::open(path_);
    ASSERT_TRUE(file);
    (*file)->write("one");
    EXPECT_EQ(content(path_), "before\none\n");
  }
  const auto again = KeyLogFile::open(path_);
  ASSERT_TRUE(again);
  (*again)->write("two");
  EXPECT_EQ(content(path_), "before\none\ntwo\n");
  EXPECT_EQ(mode(path_), 0600U) << "others could read it before";
}

TEST_F(KeyLogFiles, ThatCannotBeWrittenAreRefusedByName) {
  const auto in_nowhere = directory_.path() / "nowhere" / "keys.txt";
  EXPECT_EQ(KeyLogFile::open(in_nowhere).error(), Errno::kNoEnt);
  EXPECT_EQ(KeyLogFile::open(directory_.path()).error(), Errno::kIsDir);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(KeyLogFile::open(path_)) << "a pipe without a reader";
  EXPECT_EQ(KeyLogFile::open("/dev/null").error(), Errno::kInval);
  ASSERT_EQ(lines_.size(), 4U);
  EXPECT_THAT(lines_[0], testing::AllOf(testing::HasSubstr("[capture] key_log"),
                                        testing::HasSubstr(in_nowhere.native())));
}

}  // namespace
}  // namespace hostmodem
