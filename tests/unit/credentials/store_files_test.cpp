#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "credentials/store.h"

namespace hostmodem::credentials {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr Type kKey = Type::kClientPrivateKey;

class StoreFiles : public testing::Test {
 protected:
  StoreFiles() {
    std::string name = (fs::path(testing::TempDir()) / "store-XXXXXX").native();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    base_ = name;
    directory_ = base_ / "credentials";
    log::set_sink([this](log::Level, std::string_view line) { log_.emplace_back(line); });
  }

  ~StoreFiles() override {
    log::set_sink({});
    fs::remove_all(base_);
  }

  std::unique_ptr<Store> open() {
    auto store = Store::open(directory_);
    EXPECT_TRUE(store.has_value());
    return store ? std::move(*store) : nullptr;
  }

  std::string read_file(const std::string& name) {
    std::ifstream file(directory_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write_file(const std::string& name, const std::string& bytes) {
    std::ofstream(directory_ / name, std::ios::binary) << bytes;
  }

  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  mode_t mode(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
  }

  /// Writes one entry, changes its file, and expects the next store to find damage.
  void expect_damaged(const std::string& bytes) {
    write_file("1-0", bytes);
    log_.clear();
    EXPECT_EQ(open()->find(1, Type::kRootCa), nullptr);
    EXPECT_THAT(log_, ElementsAre(HasSubstr("1-0 is damaged")));
    EXPECT_EQ(read_file("1-0"), bytes);
  }

  fs::path base_;
  fs::path directory_;
  std::vector<std::string> log_;
};

TEST_F(StoreFiles, AreThereForTheNextStore) {
  const std::string content("line\r\nother\0line\n", 17);
  ASSERT_TRUE(open()->write(42, Type::kRootCa, content));
  ASSERT_TRUE(open()->write(kMaxSecTag, Type::kPskIdentity, "me"));
  const auto store = open();
  ASSERT_EQ(store->list().size(), 2U);
  EXPECT_EQ(*store->find(42, Type::kRootCa), content);
  EXPECT_EQ(*store->find(kMaxSecTag, Type::kPskIdentity), "me");
}

TEST_F(StoreFiles, AreNamedByTagAndType) {
  const auto store = open();
  ASSERT_TRUE(store->write(42, Type::kRootCa, "a"));
  ASSERT_TRUE(store->write(0, Type::kPsk, "b"));
  EXPECT_THAT(names(), ElementsAre("0-3", "42-0"));
}

TEST_F(StoreFiles, AreForTheirOwnerOnly) {
  ASSERT_TRUE(open()->write(1, Type::kPsk, "c0ffee"));
  EXPECT_EQ(mode(directory_), 0700U);
  EXPECT_EQ(mode(directory_ / "1-3"), 0600U);
}

TEST_F(StoreFiles, StayForTheirOwnerOnlyWhenReplaced) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kPsk, "a"));
  fs::permissions(directory_ / "1-3", fs::perms::all);
  ASSERT_TRUE(store->write(1, Type::kPsk, "b"));
  EXPECT_EQ(mode(directory_ / "1-3"), 0600U);
}

TEST_F(StoreFiles, AreReplaced) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kPsk, "a longer first content"));
  ASSERT_TRUE(store->write(1, Type::kPsk, "second"));
  EXPECT_THAT(names(), ElementsAre("1-3"));
  EXPECT_EQ(*open()->find(1, Type::kPsk), "second");
}

TEST_F(StoreFiles, AreRemoved) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kPsk, "a"));
  ASSERT_TRUE(store->remove(1, Type::kPsk));
  EXPECT_THAT(names(), ElementsAre());
  EXPECT_EQ(open()->find(1, Type::kPsk), nullptr);
}

TEST_F(StoreFiles, MayBeGoneWhenTheirEntryIsRemoved) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kPsk, "a"));
  fs::remove(directory_ / "1-3");
  EXPECT_TRUE(store->remove(1, Type::kPsk));
}

TEST_F(StoreFiles, HoldTheLargestContent) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, std::string(kMaxContentSize, 'x')));
  EXPECT_EQ(open()->find(1, Type::kRootCa)->size(), kMaxContentSize);
}

TEST_F(StoreFiles, AreCreatedWithTheirParents) {
  directory_ = base_ / "a" / "b" / "c";
  EXPECT_TRUE(open()->write(1, Type::kPsk, "a"));
}

TEST_F(StoreFiles, DamageIsFoundOut) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "content"));
  const std::string good = read_file("1-0");

  std::string changed_content = good;
  changed_content.back() ^= 1;
  expect_damaged(changed_content);
  std::string changed_digest = good;
  changed_digest[30] = changed_digest[30] == '0' ? '1' : '0';
  expect_damaged(changed_digest);
  std::string changed_magic = good;
  changed_magic[0] = 'x';
  expect_damaged(changed_magic);
  expect_damaged(good + "x");
  expect_damaged("a certificate that somebody put there");
  expect_damaged(good + std::string(kMaxContentSize, 'x'));
}

TEST_F(StoreFiles, EveryShortenedFileIsDamaged) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "content"));
  const std::string good = read_file("1-0");
  for (std::size_t size = 0; size < good.size(); ++size) expect_damaged(good.substr(0, size));
}

TEST_F(StoreFiles, HoldAKeyAndItsPasswordInOne) {
  const std::string content("line\r\nother\0line\n", 17);
  ASSERT_TRUE(open()->write(1, kKey, content, "secret"));
  EXPECT_THAT(names(), ElementsAre("1-2"));
  EXPECT_EQ(mode(directory_ / "1-2"), 0600U);
  const auto store = open();
  EXPECT_EQ(*store->find(1, kKey), content);
  ASSERT_NE(store->find_password(1), nullptr);
  EXPECT_EQ(*store->find_password(1), "secret");
}

TEST_F(StoreFiles, HoldTheLargestContentWithTheLongestPassword) {
  ASSERT_TRUE(open()->write(1, kKey, std::string(kMaxContentSize, 'x'),
                            std::string(kMaxPasswordSize, 'y')));
  const auto store = open();
  EXPECT_EQ(store->find(1, kKey)->size(), kMaxContentSize);
  EXPECT_EQ(store->find_password(1)->size(), kMaxPasswordSize);
}

TEST_F(StoreFiles, LoseThePasswordWithTheKeyThatHadIt) {
  ASSERT_TRUE(open()->write(1, kKey, "old", "secret"));
  ASSERT_TRUE(open()->write(1, kKey, "new"));
  EXPECT_THAT(read_file("1-2"), Not(HasSubstr("secret")));
  EXPECT_EQ(open()->find_password(1), nullptr);
  ASSERT_TRUE(open()->write(1, kKey, "old", "secret"));
  ASSERT_TRUE(open()->remove(1, kKey));
  EXPECT_THAT(names(), ElementsAre());
}

// As every version before passwords wrote it.
TEST_F(StoreFiles, OfAnEntryWithoutAPasswordAreWhatTheyAlwaysWere) {
  ASSERT_TRUE(open()->write(1, kKey, "abc"));
  EXPECT_EQ(read_file("1-2"),
            "hostmodem-credential-1 "
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\nabc");
}

TEST_F(StoreFiles, EveryShortenedFileWithAPasswordIsDamaged) {
  ASSERT_TRUE(open()->write(1, kKey, "content", "secret"));
  const std::string good = read_file("1-2");
  for (std::size_t size = 0; size < good.size(); ++size) expect_damaged(good.substr(0, size));
}

TEST_F(StoreFiles, APasswordWithoutItsEndOrContentIsDamage) {
  const std::string magic = "hostmodem-credential-2 ";
  for (const std::string& body :
       {std::string("no end"), std::string("\0content", 8), std::string("no content\0", 11)}) {
    open();
    expect_damaged(magic + Store::sha256_hex(body) + "\n" + body);
  }
}

// The old key with the new password, or the reverse, would be a key that nobody can use.
TEST_F(StoreFiles, AFailedWriteKeepsKeyAndPasswordTogether) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, kKey, "old key", "old password"));
  fs::remove(directory_ / "1-2");
  fs::create_directory(directory_ / "1-2");
  EXPECT_FALSE(store->write(1, kKey, "new key", "new password"));
  EXPECT_EQ(*store->find(1, kKey), "old key");
  EXPECT_EQ(*store->find_password(1), "old password");
}

TEST_F(StoreFiles, DamageDoesNotHideOtherEntries) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "damaged"));
  ASSERT_TRUE(open()->write(2, Type::kRootCa, "good"));
  write_file("1-0", "x");
  const auto store = open();
  EXPECT_EQ(store->find(1, Type::kRootCa), nullptr);
  EXPECT_EQ(*store->find(2, Type::kRootCa), "good");
}

TEST_F(StoreFiles, ADamagedFileCanBeWrittenAgain) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "old"));
  write_file("1-0", "x");
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "new"));
  EXPECT_EQ(*open()->find(1, Type::kRootCa), "new");
}

TEST_F(StoreFiles, WhatIsNoRegularFileIsDamaged) {
  open();
  fs::create_directory(directory_ / "1-0");
  ASSERT_EQ(::mkfifo((directory_ / "1-1").c_str(), 0600), 0);
  EXPECT_TRUE(open()->list().empty());
}

TEST_F(StoreFiles, ASymbolicLinkIsNotFollowed) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "content"));
  fs::create_symlink("1-0", directory_ / "2-0");
  const auto store = open();
  EXPECT_NE(store->find(1, Type::kRootCa), nullptr);
  EXPECT_EQ(store->find(2, Type::kRootCa), nullptr);
}

TEST_F(StoreFiles, OtherNamesAreIgnored) {
  ASSERT_TRUE(open()->write(1, Type::kRootCa, "content"));
  for (const auto* name : {"README", "01-0", "1-5", "1-", "-0", "2147483648-0", "1-0.bak", "+1-0",
                           "99999999999999999999-0", "1-00"}) {
    write_file(name, read_file("1-0"));
  }
  EXPECT_EQ(open()->list().size(), 1U);
}

TEST_F(StoreFiles, AnUnfinishedFileIsRemoved) {
  open();
  write_file(".new-1-2-abcdef", "part of a private key");
  EXPECT_TRUE(open()->list().empty());
  EXPECT_THAT(names(), ElementsAre());
}

TEST_F(StoreFiles, AFailedWriteChangesNothing) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kRootCa, "old"));
  fs::remove(directory_ / "1-0");
  fs::create_directory(directory_ / "1-0");  // the file can't be moved over it
  EXPECT_EQ(store->write(1, Type::kRootCa, "new"), fail(Errno::kIsDir));
  EXPECT_EQ(*store->find(1, Type::kRootCa), "old");
  EXPECT_THAT(names(), ElementsAre("1-0"));
}

TEST_F(StoreFiles, AWriteWithoutItsDirectoryFails) {
  const auto store = open();
  fs::remove_all(directory_);
  EXPECT_FALSE(store->write(1, Type::kRootCa, "x"));
  EXPECT_EQ(store->find(1, Type::kRootCa), nullptr);
}

TEST_F(StoreFiles, AFailedRemovalChangesNothing) {
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kRootCa, "x"));
  fs::remove(directory_ / "1-0");
  fs::create_directory(directory_ / "1-0");
  EXPECT_FALSE(store->remove(1, Type::kRootCa));
  EXPECT_NE(store->find(1, Type::kRootCa), nullptr);
}

TEST_F(StoreFiles, ADirectoryThatIsAFileCanNotBeOpened) {
  std::ofstream(directory_) << "x";
  EXPECT_EQ(Store::open(directory_).error(), Errno::kNotDir);
  EXPECT_EQ(Store::open(directory_ / "below").error(), Errno::kNotDir);
}

TEST_F(StoreFiles, NoContentIsEverLogged) {
  log::set_level(log::Level::kDebug);
  const auto store = open();
  ASSERT_TRUE(store->write(1, Type::kPsk, "c0ffee"));
  fs::remove_all(directory_);
  EXPECT_FALSE(store->write(1, Type::kPsk, "c0ffee"));
  EXPECT_FALSE(store->write(1, kKey, "c0ffee", "c0ffee"));
  log::set_level(log::Level::kWarning);
  for (const std::string& line : log_) EXPECT_EQ(line.find("c0ffee"), std::string::npos) << line;
}

}  // namespace
}  // namespace hostmodem::credentials
