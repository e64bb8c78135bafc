#include "relayed_test.h"

// Peers that close, or say nothing more, at each message of the handshake and within it.

namespace hostmodem::secure {
namespace {

struct Row {
  const char* name;
  Role role;  ///< of the session under test
  Proof proof;
};

constexpr Row kRows[] = {
    {"Client", Role::kClient, Proof::kServerCertificate},
    {"ClientWithCertificate", Role::kClient, Proof::kBothCertificates},
    {"ClientWithPsk", Role::kClient, Proof::kPsk},
    {"Server", Role::kServer, Proof::kServerCertificate},
    {"ServerOfClientsWithCertificate", Role::kServer, Proof::kBothCertificates},
    {"ServerWithPsk", Role::kServer, Proof::kPsk},
};

class Interruption : public RelayedTest,
                     public testing::WithParamInterface<std::tuple<Protocol, Row>> {
 protected:
  void reopen() {
    const auto& [protocol, row] = GetParam();
    ASSERT_TRUE(open_with_peer(protocol, row.role, row.proof));
  }

  /// Before each record of the peer that the handshake takes, and in the middle of each.
  std::vector<Cut> cuts() {
    reopen();
    EXPECT_THAT(shake_hands(), Succeeds()) << log();
    std::vector<Cut> all;
    for (std::size_t records = 0; records < records_seen(); ++records) {
      all.push_back({records, false});
      all.push_back({records, true});
    }
    EXPECT_GE(records_seen(), 4U);
    return all;
  }
};

TEST_P(Interruption, ByAPeerThatClosesIsARefusal) {
  for (const Cut& cut : cuts()) {
    SCOPED_TRACE(testing::Message() << "after " << cut.records << (cut.half ? " and a half" : ""));
    reopen();
    EXPECT_THAT(shake_hands_until_closed(cut), FailsWith(Errno::kConnRefused));
    expect_alarm("refused: the peer closed the connection");
    EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
  }
}

TEST_P(Interruption, ByAPeerThatStallsIsNoneUntilTheOwnerGivesUp) {
  for (const Cut& cut : cuts()) {
    SCOPED_TRACE(testing::Message() << "after " << cut.records << (cut.half ? " and a half" : ""));
    reopen();
    EXPECT_THAT(shake_hands(only_first(cut.records, cut.half)), FailsWith(Errno::kAgain));
    EXPECT_THAT(own_alarms(), testing::IsEmpty());
    session_->give_up(Errno::kTimedOut);
    expect_alarm("given up: NRF_ETIMEDOUT");
    EXPECT_THAT(session_->handshake(), FailsWith(Errno::kTimedOut));
  }
}

TEST_P(Interruption, ByAResetIsPassedOn) {
  for (const Cut& cut : cuts()) {
    SCOPED_TRACE(testing::Message() << "after " << cut.records << (cut.half ? " and a half" : ""));
    reopen();
    ASSERT_THAT(shake_hands(only_first(cut.records, cut.half)), FailsWith(Errno::kAgain));
    incoming().failure = Errno::kConnReset;
    EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnReset));
    expect_alarm("ended by NRF_ECONNRESET");
  }
}

TEST_P(Interruption, GivenUpAfterTheEndOfTheHandshakeIsNone) {
  reopen();
  ASSERT_THAT(shake_hands(), Succeeds()) << log();
  session_->give_up(Errno::kTimedOut);
  EXPECT_THAT(session_->handshake(), Succeeds());
  EXPECT_THAT(own_alarms(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, Interruption, over_each_protocol(kRows), name_of<Row>);

}  // namespace
}  // namespace hostmodem::secure
