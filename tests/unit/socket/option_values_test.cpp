#include "option_helpers.h"
#include "secure/suites.h"
#include "socket/options.h"
#include "socket_fixture.h"

// What single options do with their values.

namespace hostmodem::socket {
namespace {

class OptionValues : public SocketTest {
 protected:
  Status set_timeout(int option, std::uint32_t seconds, std::uint32_t microseconds) {
    return set_option(*plain, NRF_SOL_SOCKET, option, packed(nrf_timeval{seconds, microseconds}));
  }
  nrf_timeval timeout(int option) {
    return unpacked<nrf_timeval>(*get_option(*plain, NRF_SOL_SOCKET, option));
  }
  Status set_secure(int option, const std::vector<std::byte>& value) {
    return set_option(*secure, NRF_SOL_SECURE, option, value);
  }
  auto get_secure(int option) { return get_option(*secure, NRF_SOL_SECURE, option); }

  const std::shared_ptr<Socket> plain = make();
  const std::shared_ptr<Socket> secure = make_secure();
};

MATCHER_P2(IsTimeval, seconds, microseconds, "") {
  *result_listener << arg.tv_sec << " s " << arg.tv_usec << " us";
  return arg.tv_sec == static_cast<std::uint32_t>(seconds) &&
         arg.tv_usec == static_cast<std::uint32_t>(microseconds);
}

TEST_F(OptionValues, ATimeoutIsRoundedUpToMilliseconds) {
  for (const int option : {NRF_SO_RCVTIMEO, NRF_SO_SNDTIMEO}) {
    EXPECT_THAT(timeout(option), IsTimeval(0, 0));
    ASSERT_TRUE(set_timeout(option, 0, 1));
    EXPECT_THAT(timeout(option), IsTimeval(0, 1000));
    ASSERT_TRUE(set_timeout(option, 2, 999000));
    EXPECT_THAT(timeout(option), IsTimeval(2, 999000));
    ASSERT_TRUE(set_timeout(option, 2, 999001));
    EXPECT_THAT(timeout(option), IsTimeval(3, 0));
    ASSERT_TRUE(set_timeout(option, 0, 0));
    EXPECT_THAT(timeout(option), IsTimeval(0, 0));
  }
}

TEST_F(OptionValues, ATimeoutOfAMillionMicrosecondsIsOutOfItsDomain) {
  for (const int option : {NRF_SO_RCVTIMEO, NRF_SO_SNDTIMEO}) {
    ASSERT_TRUE(set_timeout(option, 7, 0));
    EXPECT_THAT(set_timeout(option, 0, 1000000), FailsWith(Errno::kDom));
    EXPECT_THAT(set_timeout(option, 1, UINT32_MAX), FailsWith(Errno::kDom));
    EXPECT_THAT(timeout(option), IsTimeval(7, 0));
  }
}

TEST_F(OptionValues, TheLongestTimeoutWasRoundedUpToNone) {
  ASSERT_TRUE(set_timeout(NRF_SO_RCVTIMEO, UINT32_MAX, 999999));
  EXPECT_THAT(timeout(NRF_SO_RCVTIMEO), IsTimeval(UINT32_MAX, 999000));
}

TEST_F(OptionValues, TheTwoTimeoutsAreTwo) {
  ASSERT_TRUE(set_timeout(NRF_SO_RCVTIMEO, 1, 0));
  ASSERT_TRUE(set_timeout(NRF_SO_SNDTIMEO, 2, 0));
  EXPECT_EQ(plain->options.receive_timeout, std::chrono::seconds(1));
  EXPECT_EQ(plain->options.send_timeout, std::chrono::seconds(2));
}

TEST_F(OptionValues, AnErrorIsGivenOnce) {
  ASSERT_THAT(plain->connect(own(9)), FailsWith(Errno::kInProgress));
  settle();
  const auto error = [&] {
    return unpacked<int>(*get_option(*plain, NRF_SOL_SOCKET, NRF_SO_ERROR));
  };
  EXPECT_EQ(error(), NRF_ECONNREFUSED);
  EXPECT_EQ(error(), 0);
}

TEST_F(OptionValues, SecurityTagsAreEightAtMost) {
  const auto eight = packed_list({1, 2, 3, 4, 5, 6, 7, 2147483647});
  EXPECT_TRUE(set_secure(NRF_SO_SEC_TAG_LIST, eight));
  EXPECT_THAT(set_secure(NRF_SO_SEC_TAG_LIST, packed_list({1, 2, 3, 4, 5, 6, 7, 8, 9})),
              FailsWith(Errno::kInval));
  EXPECT_EQ(get_secure(NRF_SO_SEC_TAG_LIST), eight);
}

TEST_F(OptionValues, ASecurityTagAboveTheLargestIsInvalid) {
  EXPECT_THAT(set_secure(NRF_SO_SEC_TAG_LIST, packed_list({1, 2147483648U})),
              FailsWith(Errno::kInval));
}

TEST_F(OptionValues, AHostNameIsTheSameWithItsTerminatorAndWithout) {
  for (const bool terminated : {true, false}) {
    ASSERT_TRUE(set_secure(NRF_SO_SEC_HOSTNAME, text_value("a.example", terminated)));
    EXPECT_EQ(get_secure(NRF_SO_SEC_HOSTNAME), text_value("a.example", true));
  }
}

TEST_F(OptionValues, AHostNameHasFrom1To255CharactersAndNoTerminatorInside) {
  EXPECT_TRUE(set_secure(NRF_SO_SEC_HOSTNAME, text_value(std::string(255, 'a'), true)));
  EXPECT_THAT(set_secure(NRF_SO_SEC_HOSTNAME, text_value(std::string(256, 'a'), true)),
              FailsWith(Errno::kInval));
  EXPECT_THAT(set_secure(NRF_SO_SEC_HOSTNAME, text_value("", true)), FailsWith(Errno::kInval));
  using namespace std::string_view_literals;
  EXPECT_THAT(set_secure(NRF_SO_SEC_HOSTNAME, text_value("a\0b"sv, true)),
              FailsWith(Errno::kInval));
}

TEST_F(OptionValues, AllCipherSuitesAreAllowedByDefault) {
  const auto all = get_secure(NRF_SO_SEC_CIPHERSUITE_LIST);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), secure::suites().size() * sizeof(nrf_sec_cipher_t));
}

TEST_F(OptionValues, ACipherSuiteThatIsUnknownIsInvalid) {
  for (const std::uint32_t suite : {0x1301U, 0x1C02BU, 0U}) {
    EXPECT_THAT(set_secure(NRF_SO_SEC_CIPHERSUITE_LIST, packed_list({0xC02B, suite})),
                FailsWith(Errno::kInval));
  }
}

TEST_F(OptionValues, TheRenegotiationValueIsTakenInAListOfCipherSuites) {
  EXPECT_TRUE(set_secure(
      NRF_SO_SEC_CIPHERSUITE_LIST,
      packed_list({NRF_TLS_PSK_WITH_AES_128_CCM_8, NRF_TLS_EMPTY_RENEGOTIATIONINFO_SCSV})));
}

TEST_F(OptionValues, ThereAreThreeLevelsOfVerification) {
  for (const std::uint32_t level : {0U, 1U, 2U}) {
    EXPECT_TRUE(set_secure(NRF_SO_SEC_PEER_VERIFY, packed(level)));
    EXPECT_EQ(get_secure(NRF_SO_SEC_PEER_VERIFY), packed(level));
  }
  EXPECT_THAT(set_secure(NRF_SO_SEC_PEER_VERIFY, packed(3)), FailsWith(Errno::kInval));
  EXPECT_THAT(set_secure(NRF_SO_SEC_PEER_VERIFY, packed(-1)), FailsWith(Errno::kInval));
}

TEST_F(OptionValues, TheRoleIsClientOrServer) {
  EXPECT_EQ(get_secure(NRF_SO_SEC_ROLE), packed(NRF_SO_SEC_ROLE_CLIENT));
  EXPECT_TRUE(set_secure(NRF_SO_SEC_ROLE, packed(NRF_SO_SEC_ROLE_SERVER)));
  EXPECT_THAT(set_secure(NRF_SO_SEC_ROLE, packed(2)), FailsWith(Errno::kInval));
  EXPECT_EQ(get_secure(NRF_SO_SEC_ROLE), packed(NRF_SO_SEC_ROLE_SERVER));
}

TEST_F(OptionValues, TheSuiteInUseIsNotKnownBeforeTheHandshake) {
  EXPECT_THAT(get_secure(NRF_SO_SEC_CIPHERSUITE_USED), FailsWith(Errno::kNotConn));
}

}  // namespace
}  // namespace hostmodem::socket
