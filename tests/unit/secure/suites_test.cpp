#include "secure/suites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace hostmodem::secure {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::vector<std::uint16_t> ids(const std::vector<const SuiteRow*>& rows) {
  std::vector<std::uint16_t> all;
  for (const SuiteRow* row : rows) all.push_back(row->id);
  return all;
}

TEST(Suites, AreTheFourteenOfTheModem) {
  std::set<std::uint16_t> all;
  for (const SuiteRow& row : suites()) all.insert(row.id);
  EXPECT_THAT(all, ElementsAre(0x008c, 0x008d, 0x00ae, 0xc009, 0xc00a, 0xc013, 0xc014, 0xc023,
                               0xc024, 0xc027, 0xc02b, 0xc02f, 0xc030, 0xc0a8));
}

TEST(Suites, AreFoundByNumber) {
  const SuiteRow* const row = find_suite(0xc014);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->name, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
  EXPECT_EQ(row->openssl_name, "ECDHE-RSA-AES256-SHA");
  EXPECT_EQ(find_suite(0x1301), nullptr);
  EXPECT_EQ(find_suite(kRenegotiationInfoScsv), nullptr);
}

TEST(Suites, ListOfKnownOnesIsValid) {
  EXPECT_TRUE(validate_suites(std::array<std::uint16_t, 1>{0xc014}));
  EXPECT_TRUE(validate_suites(std::array<std::uint16_t, 3>{0x00ff, 0x008d, 0xc0a8}));
}

TEST(Suites, ListThatIsEmptyOrUnknownOrSelectsNothingIsNot) {
  EXPECT_EQ(validate_suites({}).error(), Errno::kInval);
  EXPECT_EQ(validate_suites(std::array<std::uint16_t, 2>{0xc014, 0x1301}).error(), Errno::kInval);
  EXPECT_EQ(validate_suites(std::array<std::uint16_t, 1>{0x00ff}).error(), Errno::kInval);
}

TEST(Suites, AreSelectedByTheCredentialsThatAreThere) {
  EXPECT_THAT(select_suites({}, true, true), SizeIs(14));
  EXPECT_THAT(select_suites({}, true, false), SizeIs(4));
  EXPECT_THAT(select_suites({}, false, true), SizeIs(10));
  EXPECT_THAT(select_suites({}, false, false), SizeIs(0));
}

TEST(Suites, KeepTheOrderOfTheApplication) {
  const std::array<std::uint16_t, 4> wanted = {0xc013, 0x00ff, 0x008d, 0xc02b};
  EXPECT_THAT(ids(select_suites(wanted, false, true)), ElementsAre(0xc013, 0xc02b));
  EXPECT_EQ(openssl_list(select_suites(wanted, true, true)),
            "ECDHE-RSA-AES128-SHA:PSK-AES256-CBC-SHA:ECDHE-ECDSA-AES128-GCM-SHA256");
}

}  // namespace
}  // namespace hostmodem::secure
