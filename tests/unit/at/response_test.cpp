#include "at/response.h"

#include <gtest/gtest.h>

namespace hostmodem::at {
namespace {

TEST(Response, OkWithoutLines) {
  const Response response = render(AtResult::ok(), false);
  EXPECT_EQ(response.code, 0);
  EXPECT_EQ(response.text, "OK\r\n");
}

TEST(Response, LinesComeBeforeOk) {
  const Response response =
      render(AtResult::ok(std::vector<std::string>{"%CMNG: 1", "%CMNG: 2"}), false);
  EXPECT_EQ(response.code, 0);
  EXPECT_EQ(response.text, "%CMNG: 1\r\n%CMNG: 2\r\nOK\r\n");
}

TEST(Response, ErrorHasTypeOneAndNoCode) {
  const Response response = render(AtResult::error(), true);
  EXPECT_EQ(response.code, 65536);
  EXPECT_EQ(response.text, "ERROR\r\n");
}

TEST(Response, CmeErrorHasTypeTwoAndItsCode) {
  const Response response = render(AtResult::cme(Cme::kNotFound), true);
  EXPECT_EQ(response.code, (2 << 16) | 513);
  EXPECT_EQ(response.text, "+CME ERROR: 513\r\n");
}

TEST(Response, CmeErrorIsABareErrorWhenNotEnabled) {
  const Response response = render(AtResult::cme(Cme::kNotFound), false);
  EXPECT_EQ(response.code, 65536);
  EXPECT_EQ(response.text, "ERROR\r\n");
}

TEST(Response, CmeErrorZeroIsStillAnError) {
  const Response response = render(AtResult::cme(Cme::kPhoneFailure), true);
  EXPECT_EQ(response.code, 2 << 16);
  EXPECT_EQ(response.text, "+CME ERROR: 0\r\n");
}

TEST(Response, CmsErrorHasTypeThreeAndItsCode) {
  const Response response = render(AtResult::cms(330), false);
  EXPECT_EQ(response.code, (3 << 16) | 330);
  EXPECT_EQ(response.text, "+CMS ERROR: 330\r\n");
}

}  // namespace
}  // namespace hostmodem::at
