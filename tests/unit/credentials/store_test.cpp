#include "credentials/store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "credentials/wipe.h"

namespace hostmodem::credentials {
namespace {

TEST(Store, FindsWhatWasWritten) {
  Store store;
  ASSERT_TRUE(store.write(42, Type::kRootCa, std::string("a\0b\r\n", 5)));
  ASSERT_NE(store.find(42, Type::kRootCa), nullptr);
  EXPECT_EQ(*store.find(42, Type::kRootCa), std::string("a\0b\r\n", 5));
}

TEST(Store, KeepsTagsAndTypesApart) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kPsk, "a"));
  EXPECT_EQ(store.find(1, Type::kPskIdentity), nullptr);
  EXPECT_EQ(store.find(2, Type::kPsk), nullptr);
}

TEST(Store, WriteReplaces) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kPsk, "a"));
  ASSERT_TRUE(store.write(1, Type::kPsk, "b"));
  EXPECT_EQ(*store.find(1, Type::kPsk), "b");
  EXPECT_EQ(store.list().size(), 1U);
}

TEST(Store, RemovesAnEntry) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kPsk, "a"));
  ASSERT_TRUE(store.remove(1, Type::kPsk));
  EXPECT_EQ(store.find(1, Type::kPsk), nullptr);
}

TEST(Store, RemovingNothingIsAnError) {
  Store store;
  EXPECT_EQ(store.remove(1, Type::kPsk), fail(Errno::kNoEnt));
}

TEST(Store, RefusesATagAboveTheLimit) {
  Store store;
  EXPECT_TRUE(store.write(kMaxSecTag, Type::kPsk, "a"));
  EXPECT_EQ(store.write(kMaxSecTag + 1, Type::kPsk, "a"), fail(Errno::kInval));
}

TEST(Store, RefusesEmptyContent) {
  Store store;
  EXPECT_EQ(store.write(1, Type::kPsk, ""), fail(Errno::kInval));
}

TEST(Store, RefusesContentAboveTheLimitAndKeepsTheOld) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kPsk, std::string(kMaxContentSize, 'a')));
  EXPECT_EQ(store.write(1, Type::kPsk, std::string(kMaxContentSize + 1, 'b')), fail(Errno::kNoMem));
  EXPECT_EQ(store.find(1, Type::kPsk)->front(), 'a');
}

TEST(Store, KeepsThePasswordOfAPrivateKey) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kClientPrivateKey, "key", "secret"));
  ASSERT_NE(store.find_password(1), nullptr);
  EXPECT_EQ(*store.find_password(1), "secret");
  EXPECT_EQ(*store.find(1, Type::kClientPrivateKey), "key");
  EXPECT_EQ(store.list()[0].sha256, Store::sha256_hex("key"));
  EXPECT_EQ(store.find_password(2), nullptr);
}

TEST(Store, APasswordIsReplacedAndRemovedWithItsKey) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kClientPrivateKey, "a", "first"));
  ASSERT_TRUE(store.write(1, Type::kClientPrivateKey, "b", "second"));
  EXPECT_EQ(*store.find_password(1), "second");
  ASSERT_TRUE(store.write(1, Type::kClientPrivateKey, "b"));
  EXPECT_EQ(store.find_password(1), nullptr);
  ASSERT_TRUE(store.write(1, Type::kClientPrivateKey, "c", "third"));
  ASSERT_TRUE(store.remove(1, Type::kClientPrivateKey));
  EXPECT_EQ(store.find_password(1), nullptr);
}

TEST(Store, RefusesAPasswordThatCanNotBeOne) {
  Store store;
  const Type key = Type::kClientPrivateKey;
  ASSERT_TRUE(store.write(1, key, "key", std::string(kMaxPasswordSize, 'a')));
  EXPECT_EQ(store.write(1, key, "x", std::string(kMaxPasswordSize + 1, 'b')), fail(Errno::kNoMem));
  EXPECT_EQ(store.write(1, key, "x", std::string("a\0b", 3)), fail(Errno::kInval));
  EXPECT_EQ(store.write(1, Type::kPsk, "x", "secret"), fail(Errno::kInval));
  EXPECT_EQ(*store.find(1, key), "key");
  EXPECT_EQ(store.find_password(1)->front(), 'a');
}

TEST(Store, ListsByAscendingTagAndType) {
  Store store;
  ASSERT_TRUE(store.write(2, Type::kRootCa, "c"));
  ASSERT_TRUE(store.write(1, Type::kPskIdentity, "b"));
  ASSERT_TRUE(store.write(1, Type::kRootCa, "a"));
  const auto listings = store.list();
  ASSERT_EQ(listings.size(), 3U);
  EXPECT_EQ(listings[0].tag, 1U);
  EXPECT_EQ(listings[0].type, Type::kRootCa);
  EXPECT_EQ(listings[0].sha256, Store::sha256_hex("a"));
  EXPECT_EQ(listings[1].type, Type::kPskIdentity);
  EXPECT_EQ(listings[2].tag, 2U);
}

TEST(Store, ListsOneTagOrOneEntry) {
  Store store;
  ASSERT_TRUE(store.write(1, Type::kRootCa, "a"));
  ASSERT_TRUE(store.write(1, Type::kPsk, "b"));
  ASSERT_TRUE(store.write(2, Type::kRootCa, "c"));
  EXPECT_EQ(store.list(1).size(), 2U);
  EXPECT_EQ(store.list(1, Type::kPsk).size(), 1U);
  EXPECT_TRUE(store.list(3).empty());
}

// FIPS 180-2, B.1 and the empty message.
TEST(Store, DigestsAreSha256InUpperCase) {
  EXPECT_EQ(Store::sha256_hex("abc"),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(Store::sha256_hex(""),
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
}

TEST(Wipe, OverwritesTheWholeMemoryOfTheString) {
  std::string secret = "a private key that is longer than what fits a string object itself";
  const char* const memory = secret.data();
  const std::size_t capacity = secret.capacity();
  secret.resize(10);
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), memory);
  EXPECT_TRUE(std::all_of(memory, memory + capacity, [](char c) { return c == '\0'; }));
}

TEST(Wipe, HappensToWhatAnEntryLeavesWhenItMoves) {
  alignas(Entry) std::array<unsigned char, sizeof(Entry)> memory;
  auto* const first = new (memory.data()) Entry;
  first->content = "c0ffee";
  first->password = "secret";
  const Entry second = std::move(*first);
  first->~Entry();
  const std::string_view left(reinterpret_cast<const char*>(memory.data()), memory.size());
  EXPECT_EQ(left.find("ffee"), std::string_view::npos);
  EXPECT_EQ(left.find("cret"), std::string_view::npos);
  EXPECT_EQ(second.password, "secret");
}

TEST(Wipe, HappensAtTheEndOfTheScope) {
  std::string secret = "c0ffee";
  { const WipeAtExit wipe_secret(secret); }
  EXPECT_TRUE(secret.empty());
}

}  // namespace
}  // namespace hostmodem::credentials
