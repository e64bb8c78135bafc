#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "at_fixture.h"
#include "credentials/certificate.h"
#include "support/certificates.h"

namespace hostmodem::at {
namespace {

using credentials::Store;
using credentials::Type;

constexpr const char* kPem = "-----BEGIN CERTIFICATE-----\nQUJD,=\r\n-----END CERTIFICATE-----\n";

std::string sha(std::string_view content) { return Store::sha256_hex(content); }

class CredentialCommands : public AtTest {
 protected:
  CredentialCommands() { execute("AT+CMEE=1"); }

  void write(std::string_view tag_and_type, std::string_view content) {
    const std::string line =
        "AT%CMNG=0," + std::string(tag_and_type) + ",\"" + std::string(content) + "\"";
    ASSERT_EQ(text(line), "OK\r\n");
  }
};

TEST_F(CredentialCommands, ReadGivesExactlyWhatWasWritten) {
  write("42,0", kPem);
  EXPECT_EQ(text("AT%CMNG=2,42,0"), "%CMNG: 42,0,\"" + sha(kPem) + "\",\"" + kPem + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, DigestIsUpperCaseSha256OfTheContent) {
  write("1,4", "abc");
  EXPECT_EQ(text("AT%CMNG=1"),
            "%CMNG: 1,4,\"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\"\r\n"
            "OK\r\n");
}

TEST_F(CredentialCommands, ListIsABareOkWhenNothingIsStored) {
  EXPECT_EQ(text("AT%CMNG=1"), "OK\r\n");
  EXPECT_EQ(text("AT%CMNG=1,42"), "OK\r\n");
  EXPECT_EQ(text("AT%CMNG=1,42,0"), "OK\r\n");
}

TEST_F(CredentialCommands, ListIsInTheOrderOfTagAndType) {
  write("42,1", "c");
  write("7,4", "b");
  write("42,0", "a");
  EXPECT_EQ(text("AT%CMNG=1"), "%CMNG: 7,4,\"" + sha("b") + "\"\r\n%CMNG: 42,0,\"" + sha("a") +
                                   "\"\r\n%CMNG: 42,1,\"" + sha("c") + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, ListIsNarrowedByTagAndType) {
  write("42,0", "a");
  write("42,1", "c");
  write("7,0", "b");
  EXPECT_EQ(text("AT%CMNG=1, 42"),
            "%CMNG: 42,0,\"" + sha("a") + "\"\r\n%CMNG: 42,1,\"" + sha("c") + "\"\r\nOK\r\n");
  EXPECT_EQ(text("AT%CMNG=1,42,1"), "%CMNG: 42,1,\"" + sha("c") + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, ListNamesSecretsToo) {
  write("1,2", "key");
  write("1,3", "c0ffee");
  EXPECT_EQ(text("AT%CMNG=1,1"),
            "%CMNG: 1,2,\"" + sha("key") + "\"\r\n%CMNG: 1,3,\"" + sha("c0ffee") + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, PrivateKeyAndPskCanNotBeRead) {
  write("1,2", "key");
  write("1,3", "c0ffee");
  EXPECT_EQ(text("AT%CMNG=2,1,2"), "+CME ERROR: 514\r\n");
  EXPECT_EQ(text("AT%CMNG=2,1,3"), "+CME ERROR: 514\r\n");
}

TEST_F(CredentialCommands, OtherTypesCanBeRead) {
  for (const auto* type : {"0", "1", "4"}) {
    write(std::string("9,") + type, "text");
    EXPECT_EQ(execute(std::string("AT%CMNG=2,9,") + type).code, 0) << type;
  }
}

TEST_F(CredentialCommands, WhatIsNotStoredIsNotFound) {
  EXPECT_EQ(execute("AT%CMNG=2,1,0").code, cme(513));
  EXPECT_EQ(execute("AT%CMNG=2,1,2").code, cme(513));
  EXPECT_EQ(execute("AT%CMNG=3,1,0").code, cme(513));
}

TEST_F(CredentialCommands, ErrorsAreBareWithoutCmee) {
  execute("AT+CMEE=0");
  EXPECT_EQ(execute("AT%CMNG=2,1,0").code, kError);
  EXPECT_EQ(text("AT%CMNG=3,1,0"), "ERROR\r\n");
}

TEST_F(CredentialCommands, SecondWriteReplaces) {
  write("42,0", "first");
  write("42,0", "second");
  EXPECT_EQ(text("AT%CMNG=1"), "%CMNG: 42,0,\"" + sha("second") + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, DeleteRemovesOnlyThatEntry) {
  write("42,0", "a");
  write("42,1", "b");
  EXPECT_EQ(text("AT%CMNG=3,42,0"), "OK\r\n");
  EXPECT_EQ(text("AT%CMNG=1"), "%CMNG: 42,1,\"" + sha("b") + "\"\r\nOK\r\n");
}

TEST_F(CredentialCommands, ContentMayBeUnquoted) {
  EXPECT_EQ(text("AT%CMNG=0,1,0,-----BEGIN X-----\nQUI=\n-----END X-----"), "OK\r\n");
  EXPECT_EQ(*store_.find(1, Type::kRootCa), "-----BEGIN X-----\nQUI=\n-----END X-----");
}

TEST_F(CredentialCommands, TagsGoUpToTheLimit) {
  write("0,0", "a");
  write("2147483647,0", "b");
  for (const auto* line :
       {"AT%CMNG=0,2147483648,0,\"x\"", "AT%CMNG=0,4294967294,0,\"x\"",
        "AT%CMNG=0,99999999999,0,\"x\"", "AT%CMNG=0,-1,0,\"x\"", "AT%CMNG=1,2147483648",
        "AT%CMNG=2,2147483648,0", "AT%CMNG=3,2147483648,0"}) {
    EXPECT_EQ(execute(line).code, cme(50)) << line;
  }
}

TEST_F(CredentialCommands, OtherTypesAreIncorrect) {
  for (const auto* line : {"AT%CMNG=0,1,5,\"x\"", "AT%CMNG=0,1,-1,\"x\"", "AT%CMNG=0,1,256,\"x\"",
                           "AT%CMNG=1,1,6", "AT%CMNG=2,1,13", "AT%CMNG=3,1,10"}) {
    EXPECT_EQ(execute(line).code, cme(50)) << line;
  }
}

TEST_F(CredentialCommands, MissingOrSurplusParametersAreIncorrect) {
  for (const auto* line : {"AT%CMNG=",
                           "AT%CMNG=,1,0",
                           "AT%CMNG=4",
                           "AT%CMNG=x",
                           "AT%CMNG=0",
                           "AT%CMNG=0,1",
                           "AT%CMNG=0,1,0",
                           "AT%CMNG=0,1,0,",
                           "AT%CMNG=0,1,0,\"\"",
                           "AT%CMNG=0,,0,\"x\"",
                           "AT%CMNG=0,1,,\"x\"",
                           "AT%CMNG=1,,0",
                           "AT%CMNG=1,1,0,\"x\"",
                           "AT%CMNG=2",
                           "AT%CMNG=2,1",
                           "AT%CMNG=2,1,0,\"x\"",
                           "AT%CMNG=3",
                           "AT%CMNG=3,1",
                           "AT%CMNG=3,1,0,\"x\"",
                           "AT%CMNG=0,1,0,\"x\",\"\",\"\",\"\""}) {
    EXPECT_EQ(execute(line).code, cme(50)) << line;
  }
  EXPECT_TRUE(store_.list().empty());
}

TEST_F(CredentialCommands, ReadAndTestFormsAreErrors) {
  for (const auto* line : {"AT%CMNG", "AT%CMNG?", "AT%CMNG=?"}) {
    EXPECT_EQ(execute(line).code, kError) << line;
  }
}

TEST_F(CredentialCommands, WriteAndDeleteAreRefusedWhileSearching) {
  write("1,0", "old");
  execute("AT+CFUN=1");
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"new\"").code, cme(518));
  EXPECT_EQ(execute("AT%CMNG=3,1,0").code, cme(518));
  EXPECT_EQ(*store_.find(1, Type::kRootCa), "old");
}

TEST_F(CredentialCommands, WriteAndDeleteAreRefusedWhileRegistered) {
  write("1,0", "old");
  register_to_network();
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"new\"").code, cme(518));
  EXPECT_EQ(execute("AT%CMNG=3,1,0").code, cme(518));
  EXPECT_EQ(execute("AT%CMNG=3,2,0").code, cme(518));
}

TEST_F(CredentialCommands, WriteAndDeleteAreAllowedAgainInFlightMode) {
  register_to_network();
  execute("AT+CFUN=4");
  write("1,0", "x");
  EXPECT_EQ(execute("AT%CMNG=3,1,0").code, 0);
}

TEST_F(CredentialCommands, ListAndReadAreAllowedWhileRegistered) {
  write("1,0", "x");
  register_to_network();
  EXPECT_EQ(execute("AT%CMNG=1").code, 0);
  EXPECT_EQ(execute("AT%CMNG=2,1,0").code, 0);
}

TEST_F(CredentialCommands, AGivenDigestIsVerified) {
  EXPECT_EQ(text("AT%CMNG=0,1,0,\"abc\",\"\",\"" + sha("abc") + "\""), "OK\r\n");
  EXPECT_EQ(text("AT%CMNG=0,1,0,\"abc\",,\""
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
            "OK\r\n");
}

TEST_F(CredentialCommands, AWrongDigestIsInvalidContent) {
  write("1,0", "old");
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"abc\",,\"" + sha("abd") + "\"").code, cme(527));
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"abc\",,\"00\"").code, cme(527));
  EXPECT_EQ(*store_.find(1, Type::kRootCa), "old");
}

TEST_F(CredentialCommands, ThePasswordOfAPrivateKeyIsStoredWithIt) {
  EXPECT_EQ(text("AT%CMNG=0,1,2,\"key\",\"secret\",\"" + sha("key") + "\""), "OK\r\n");
  EXPECT_EQ(*store_.find(1, Type::kClientPrivateKey), "key");
  ASSERT_NE(store_.find_password(1), nullptr);
  EXPECT_EQ(*store_.find_password(1), "secret");
}

TEST_F(CredentialCommands, ThePasswordOfAPrivateKeyIsNotShown) {
  execute("AT%CMNG=0,1,2,\"key\",\"secret\"");
  EXPECT_EQ(text("AT%CMNG=1"), "%CMNG: 1,2,\"" + sha("key") + "\"\r\nOK\r\n");
  EXPECT_EQ(text("AT%CMNG=2,1,2"), "+CME ERROR: 514\r\n");
}

TEST_F(CredentialCommands, AWriteWithoutAPasswordRemovesTheOldOne) {
  for (const auto* line : {"AT%CMNG=0,1,2,\"key\"", "AT%CMNG=0,1,2,\"key\",\"\""}) {
    execute("AT%CMNG=0,1,2,\"key\",\"secret\"");
    ASSERT_NE(store_.find_password(1), nullptr);
    EXPECT_EQ(text(line), "OK\r\n");
    EXPECT_EQ(store_.find_password(1), nullptr) << line;
  }
}

TEST_F(CredentialCommands, ThePasswordGoesWithItsPrivateKey) {
  execute("AT%CMNG=0,1,2,\"key\",\"secret\"");
  EXPECT_EQ(text("AT%CMNG=3,1,2"), "OK\r\n");
  EXPECT_EQ(store_.find_password(1), nullptr);
}

TEST_F(CredentialCommands, TakesTheLongestPasswordAndNoMore) {
  const std::string longest(credentials::kMaxPasswordSize, 'x');
  EXPECT_EQ(execute("AT%CMNG=0,1,2,\"key\",\"" + longest + "\"").code, 0);
  EXPECT_EQ(execute("AT%CMNG=0,1,2,\"key\",\"" + longest + "x\"").code, cme(515));
  EXPECT_EQ(*store_.find_password(1), longest);
}

TEST_F(CredentialCommands, APasswordMeansNothingToOtherTypes) {
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"ca\",\"secret\"").code, 0);
  EXPECT_EQ(store_.find_password(1), nullptr);
}

TEST_F(CredentialCommands, TakesTheLargestContentAndNoMore) {
  write("1,0", std::string(credentials::kMaxContentSize, 'x'));
  const std::string larger(credentials::kMaxContentSize + 1, 'x');
  EXPECT_EQ(execute("AT%CMNG=0,1,0,\"" + larger + "\"").code, cme(515));
}

TEST_F(CredentialCommands, AFailingDiskIsAMemoryFailure) {
  const std::filesystem::path directory =
      std::filesystem::path(testing::TempDir()) / ("cmng-" + std::to_string(::getpid()));
  auto store = Store::open(directory);
  ASSERT_TRUE(store.has_value());
  std::filesystem::remove_all(directory);
  Interpreter at(**store, radio_, pdns_, wall_clock(), Identity{}, nullptr);
  at.execute("AT+CMEE=1");
  EXPECT_EQ(at.execute("AT%CMNG=0,1,0,\"x\"").code, cme(23));
}

class CertificateExpiryCommand : public AtTest {};

TEST_F(CertificateExpiryCommand, TellsSerialNumberAndValidity) {
  const std::string certificate = test::make_root().certificate;
  ASSERT_EQ(text("AT%CMNG=0,8,0,\"" + certificate + "\""), "OK\r\n");
  const auto info = credentials::read_certificate(certificate);
  ASSERT_TRUE(info);
  EXPECT_EQ(text("AT%CERTEXPIRY=8,0"), "%CERTEXPIRY: " + info->serial + ',' + info->not_before +
                                           ',' + info->not_after + "\r\nOK\r\n");
}

TEST_F(CertificateExpiryCommand, IsNotFoundOrInvalid) {
  execute("AT+CMEE=1");
  EXPECT_EQ(execute("AT%CERTEXPIRY=8,1").code, cme(513));
  EXPECT_EQ(execute("AT%CERTEXPIRY=8,10").code, cme(513)) << "the modem's own";
  execute("AT%CMNG=0,8,1,\"no certificate\"");
  EXPECT_EQ(execute("AT%CERTEXPIRY=8,1").code, cme(527));
}

TEST_F(CertificateExpiryCommand, IsOfCertificatesOnly) {
  for (const auto* line : {"AT%CERTEXPIRY=8,2", "AT%CERTEXPIRY=8", "AT%CERTEXPIRY=8,0,1",
                           "AT%CERTEXPIRY=2147483648,0", "AT%CERTEXPIRY=x,0", "AT%CERTEXPIRY?"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

}  // namespace
}  // namespace hostmodem::at
