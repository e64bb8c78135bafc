#include <algorithm>
#include <random>

#include "dtls_fixture.h"

// Handshakes over a network that loses, doubles, reorders and cuts, and over time.

namespace hostmodem::socket {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class DtlsHandshake : public DtlsTest, public testing::WithParamInterface<bool> {
 protected:
  DtlsHandshake() {
    if (GetParam()) {
      provision_certificate();
    } else {
      provision_psk();
    }
  }

  void impair(const link::Impairment& impairment) {
    pdns.impairments().set(0, link::Direction::kUp, impairment);
    pdns.impairments().set(0, link::Direction::kDown, impairment);
  }

  /// Connects, in at most five minutes, and says something both ways.
  void expect_connection() {
    const auto client = make_client();
    const auto server = make_server();
    begin(*client);
    for (int i = 0; i < 300 && !(client->connected() && server->connected()); ++i) pass(seconds(1));
    ASSERT_TRUE(client->connect_result()) << log();
    ASSERT_TRUE(server->connected()) << log();
    carry = [this](const Packet& packet) { deliver(packet); };
    impair({});
    pass(seconds(1));
    ASSERT_TRUE(client->send(bytes("up"), std::nullopt));
    ASSERT_TRUE(server->send(bytes("down"), std::nullopt));
    run();
    EXPECT_EQ(receive(*server), "up");
    EXPECT_EQ(receive(*client), "down");
    client->close();
    server->close();
    run();
  }
};

INSTANTIATE_TEST_SUITE_P(, DtlsHandshake, testing::Bool(),
                         [](const auto& by) { return by.param ? "ByCertificate" : "ByPsk"; });

TEST_P(DtlsHandshake, OutlivesTheLossOfAnyOneDatagram) {
  expect_connection();
  const std::size_t all = packets().size();
  ASSERT_GT(all, 6U);
  for (std::size_t lost = 0; lost < all; ++lost) {
    SCOPED_TRACE("lost: " + std::to_string(lost));
    const std::size_t first = packets().size();
    carry = [this, lost, first](const Packet& packet) {
      if (packet.number != first + lost) deliver(packet);
    };
    expect_connection();
  }
}

TEST_P(DtlsHandshake, TimesOutWhereverThePeerStalls) {
  expect_connection();
  const std::size_t all = packets().size();
  for (const bool server_stalls : {true, false}) {
    for (std::size_t heard = 0; heard < all; ++heard) {
      SCOPED_TRACE((server_stalls ? "server, " : "client, ") + std::to_string(heard));
      const auto client = make_client();
      const auto server = make_server();
      ASSERT_TRUE(set_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, packed(3)));
      ASSERT_TRUE(set_option(*server, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, packed(3)));
      // It is heard of so often, and then no more.
      std::size_t said = 0;
      carry = [&](const Packet& packet) {
        if (packet.up == server_stalls || said++ < heard) deliver(packet);
      };
      begin(*client);
      pass(seconds(3));
      if (!client->connected()) {
        EXPECT_THAT(client->connect_result(), FailsWith(Errno::kTimedOut)) << log();
      }
      pass(seconds(3));
      if (!server->connected()) {
        EXPECT_THAT(receive(*server), FailsWith(Errno::kAgain)) << "it waits for another client";
      }
      client->close();
      server->close();
      EXPECT_EQ(timers.next_deadline(), std::nullopt) << "something goes on";
      carry = [this](const Packet& packet) { deliver(packet); };
      run();
    }
  }
}

TEST_P(DtlsHandshake, OutlivesALossyNetworkThatDoublesAndReorders) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand chance(seed);
    std::vector<Packet> held;
    carry = [&](const Packet& packet) {
      const auto fate = chance() % 10;
      if (fate < 2) return;
      if (fate < 4) {
        held.push_back(packet);
        return;
      }
      deliver(packet);
      if (fate < 5) deliver(packet);
      for (const Packet& late : held) deliver(late);
      held.clear();
    };
    expect_connection();
  }
}

TEST_P(DtlsHandshake, OutlivesAnImpairedLink) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    pdns.impairments().seed(seed);
    impair({.loss = 0.2,
            .corruption = 0.1,
            .reordering = 0.2,
            .duplication = 0.2,
            .delay = milliseconds(150),
            .jitter = milliseconds(100),
            .rate = 20'000});
    expect_connection();
  }
}

TEST_P(DtlsHandshake, CutsMessagesWhenLongPacketsVanish) {
  // A path that carries less than the first network, and does not say so.
  carry = [this](const Packet& packet) {
    if (packet.bytes.size() <= 600) deliver(packet);
  };
  expect_connection();
}

class DtlsTimeout : public DtlsTest, public testing::WithParamInterface<int> {
 protected:
  DtlsTimeout() { provision_psk(); }
};

INSTANTIATE_TEST_SUITE_P(, DtlsTimeout, testing::Values(1, 3, 7, 15, 31, 63, 123),
                         [](const auto& by) { return std::to_string(by.param) + "s"; });

TEST_P(DtlsTimeout, EndsTheHandshakeAfterTheSumOfItsRetransmissions) {
  const int limit = GetParam();
  const auto server = make_server();
  carry = [](const Packet&) {};
  const auto client = make_client();
  ASSERT_TRUE(set_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, packed(limit)));
  const TimePoint start = clock.now();
  begin(*client);
  pass(seconds(limit) - milliseconds(1));
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kAgain));
  pass(milliseconds(1));
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kTimedOut));
  EXPECT_THAT(log(), testing::HasSubstr("timed out after " + std::to_string(limit) + " s"));

  // RFC: 6347 4.2.4.1: at first, and after 1, 2, 4, ... seconds.
  std::vector<TimePoint> expected;
  for (int at = 0, wait = 1; at < limit; at += std::min(wait, 60), wait *= 2) {
    expected.push_back(start + seconds(at));
  }
  EXPECT_EQ(hello_times(), expected);

  carry = [this](const Packet& packet) { deliver(packet); };
  begin(*client);
  run();
  EXPECT_TRUE(client->connect_result()) << "another try\n" << log();
}

class DtlsPatience : public DtlsTest {
 protected:
  DtlsPatience() { provision_psk(); }
};

TEST_F(DtlsPatience, IsWithoutEndWhenThereIsNoLimit) {
  carry = [](const Packet&) {};
  const auto client = make_client();
  begin(*client);
  pass(hours(1));
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kAgain));
  const std::vector<TimePoint> times = hello_times();
  ASSERT_GT(times.size(), 60U);
  for (std::size_t i = 1; i < times.size(); ++i) {
    EXPECT_LE(times[i] - times[i - 1], seconds(60)) << "hello " << i;
  }

  const auto server = make_server();
  carry = [this](const Packet& packet) { deliver(packet); };
  pass(seconds(60));
  EXPECT_TRUE(client->connect_result()) << log();
}

TEST_F(DtlsPatience, EndsWithTheSocket) {
  carry = [](const Packet&) {};
  const auto client = make_client();
  begin(*client);
  pass(seconds(2));
  const std::size_t sent = hello_times().size();
  client->close();
  pass(hours(1));
  EXPECT_EQ(hello_times().size(), sent);
}

TEST_F(DtlsPatience, EndsWithAnAbandonedConnect) {
  carry = [](const Packet&) {};
  const auto client = make_client();
  begin(*client);
  client->abandon_connect();
  pass(hours(1));
  EXPECT_EQ(hello_times().size(), 1U);
}

}  // namespace
}  // namespace hostmodem::socket
