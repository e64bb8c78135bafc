#include "credentials/certificate.h"

#include <gtest/gtest.h>

#include <string>

#include "support/certificates.h"

namespace hostmodem::credentials {
namespace {

/// Made by "openssl req -x509" with a serial number whose first bit is set.
constexpr const char* kKnown = R"(-----BEGIN CERTIFICATE-----
MIIBlDCCATqgAwIBAgIJAK74doH6lothMAoGCCqGSM49BAMCMCUxIzAhBgNVBAMM
Gmhvc3Rtb2RlbSBjZXJ0aWZpY2F0ZSB0ZXN0MB4XDTI2MTEyMjEyMjIzNFoXDTM2
MTExOTEyMjIzNFowJTEjMCEGA1UEAwwaaG9zdG1vZGVtIGNlcnRpZmljYXRlIHRl
c3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATBUPDpnTzVo91WnovtQvn85CSK
vyCK5AgyQiJ3zfz9jFOItIChMtQpkqWoD919U4sPaha4RRw1bq+7iMNgQrARo1Mw
UTAdBgNVHQ4EFgQU3JbE5glJIqRdVsb5S5rDaejphzQwHwYDVR0jBBgwFoAU3JbE
5glJIqRdVsb5S5rDaejphzQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNI
ADBFAiEA5Oy2NFlDb9OMVPcgRasSAOimgdesdvaILcDHA0qA65ACIE9/bbizffSq
YpLNcyxGWacKA1hCaG3H/nLUqsOteRRZ
-----END CERTIFICATE-----
)";

TEST(Certificate, SaysItsSerialNumberAndValidity) {
  const auto info = read_certificate(kKnown);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->serial, "00AEF87681FA968B61");
  EXPECT_EQ(info->not_before, "20261122122234Z");
  EXPECT_EQ(info->not_after, "20361119122234Z");
}

TEST(Certificate, IsTheFirstOfATextAndMayHaveTextBeforeIt) {
  const auto other = test::make_root().certificate;
  const auto info = read_certificate("subject=known\n" + std::string(kKnown) + other);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->serial, "00AEF87681FA968B61");
  EXPECT_NE(read_certificate(other)->serial, info->serial);
}

TEST(Certificate, TextWithoutOneHasNone) {
  EXPECT_FALSE(read_certificate(""));
  EXPECT_FALSE(read_certificate("no certificate"));
  EXPECT_FALSE(read_certificate(test::make_root().key));
  std::string damaged = kKnown;
  damaged.replace(damaged.find("MII"), 8, "AAAAAAAA");
  EXPECT_FALSE(read_certificate(damaged));
}

}  // namespace
}  // namespace hostmodem::credentials
