#include "radio_watch.h"

// Release assistance: the state of the radio connection against time, with and without what sockets
// say of it. Each expectation has an option of its own, and a value of NRF_SO_RAI.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;

struct Option {
  int name;
  int value;
};
constexpr Option kNoData{NRF_SO_RAI_NO_DATA, NRF_RAI_NO_DATA};
constexpr Option kLast{NRF_SO_RAI_LAST, NRF_RAI_LAST};
constexpr Option kOneResponse{NRF_SO_RAI_ONE_RESP, NRF_RAI_ONE_RESP};
constexpr Option kOngoing{NRF_SO_RAI_ONGOING, NRF_RAI_ONGOING};
constexpr Option kWaitMore{NRF_SO_RAI_WAIT_MORE, NRF_RAI_WAIT_MORE};

Outcome say_by_name(int fd, const Option& option) {
  return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, option.name, nullptr, 0));
}
Outcome say_by_value(int fd, const Option& option) {
  return outcome(
      nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI, &option.value, sizeof option.value));
}

/// The two ways to say it.
struct Way {
  const char* name;
  Outcome (*say)(int fd, const Option& option);
};
constexpr Way kWays[] = {{"ByName", say_by_name}, {"ByValue", say_by_value}};

class RaiBase : public RadioWatch {
 protected:
  RaiBase() { modem.at("AT%RAI=1"); }

  const int fd = connected_udp(7001);
};

class Rai : public RaiBase, public testing::WithParamInterface<Way> {
 protected:
  static void say(int fd, const Option& option) { EXPECT_EQ(GetParam().say(fd, option), gives(0)); }
};
std::string name_of(const testing::TestParamInfo<Way>& way) { return way.param.name; }
INSTANTIATE_TEST_SUITE_P(, Rai, testing::ValuesIn(kWays), name_of);

TEST_F(RaiBase, WithoutItInactivityReleases) {
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), (Entries{"0 +CSCON: 1", "5000 +CSCON: 0"}));
}

TEST_P(Rai, LastReleasesAfterTheNextOutput) {
  say(fd, kLast);
  EXPECT_EQ(watch(1s), Entries{}) << "not without an output";
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), (Entries{"1000 +CSCON: 1", "1000 +CSCON: 0"}));
  EXPECT_EQ(take_sent().size(), 1U);
}

TEST_P(Rai, LastIsSaidOfOneOutput) {
  say(fd, kLast);
  send_text(fd, "data");
  watch(1s);
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), (Entries{"1000 +CSCON: 1", "6000 +CSCON: 0"}));
}

TEST_P(Rai, OneResponseReleasesAfterIt) {
  say(fd, kOneResponse);
  send_text(fd, "question");
  EXPECT_EQ(watch(1s), Entries{"0 +CSCON: 1"});
  arrive(7001, "answer");
  EXPECT_EQ(watch(60s), Entries{"1000 +CSCON: 0"});
  EXPECT_EQ(receive_text(fd, 16), received("answer"));
}

TEST_F(RaiBase, WithoutItAResponsePutsTheReleaseOff) {
  send_text(fd, "question");
  EXPECT_EQ(watch(1s), Entries{"0 +CSCON: 1"});
  arrive(7001, "answer");
  EXPECT_EQ(watch(60s), Entries{"6000 +CSCON: 0"});
}

TEST_P(Rai, OneResponseIsOneForThisSocket) {
  const int other = connected_udp(7002);
  say(fd, kOneResponse);
  send_text(fd, "question");
  watch(1s);
  arrive(7002, "something else");
  EXPECT_EQ(watch(1s), Entries{});
  EXPECT_EQ(receive_text(other, 16), received("something else"));
  arrive(7001, "answer");
  EXPECT_EQ(watch(60s), Entries{"2000 +CSCON: 0"});
}

TEST_P(Rai, AResponseThatDoesNotComeIsNotWaitedForForEver) {
  say(fd, kOneResponse);
  send_text(fd, "question");
  EXPECT_EQ(watch(60s), (Entries{"0 +CSCON: 1", "5000 +CSCON: 0"}));
}

TEST_P(Rai, OngoingKeepsTheConnectionAfterTheNextOutput) {
  say(fd, kOngoing);
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), Entries{"0 +CSCON: 1"});
  say(fd, kLast);
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), Entries{"60000 +CSCON: 0"});
}

TEST_P(Rai, WaitMoreKeepsTheConnectionOfAServer) {
  const int server = udp();
  ASSERT_EQ(bind_to(server, 7005), gives(0));
  arrive(7005, "question");
  EXPECT_EQ(receive_text(server, 16), received("question"));
  say(server, kWaitMore);
  const nrf_sockaddr_in client = address(kSilentHost, 9);
  ASSERT_EQ(nrf_sendto(server, "answer", 6, 0, reinterpret_cast<const nrf_sockaddr*>(&client),
                       sizeof client),
            6);
  EXPECT_EQ(watch(60s), Entries{"0 +CSCON: 1"});
  nrf_close(server);
  EXPECT_EQ(watch(60s), Entries{"60000 +CSCON: 0"}) << "inactivity counts from the last packet";
}

TEST_F(RaiBase, WithoutItTheConnectionOfAServerIsReleased) {
  const int server = udp();
  ASSERT_EQ(bind_to(server, 7005), gives(0));
  arrive(7005, "question");
  EXPECT_EQ(watch(60s), (Entries{"0 +CSCON: 1", "5000 +CSCON: 0"}));
}

TEST_P(Rai, NoDataReleasesAtOnce) {
  send_text(fd, "data");
  EXPECT_EQ(watch(1s), Entries{"0 +CSCON: 1"});
  say(fd, kNoData);
  EXPECT_EQ(watch(60s), Entries{"1000 +CSCON: 0"});
}

TEST_P(Rai, NoDataIsForSocketsThatAreConnected) {
  EXPECT_EQ(GetParam().say(udp(), kNoData), fails(NRF_EDESTADDRREQ));
  EXPECT_EQ(GetParam().say(tcp(), kNoData), fails(NRF_EDESTADDRREQ));
  EXPECT_EQ(GetParam().say(listener(7009), kNoData), fails(NRF_EDESTADDRREQ));
}

TEST_P(Rai, ARawSocketNeedsNoConnection) {
  const int raw = nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, 0);
  say(raw, kOneResponse);
  const Bytes ping = echo_request(own, far, bytes_of("ping"));
  ASSERT_EQ(nrf_send(raw, ping.data(), ping.size(), 0), static_cast<ssize_t>(ping.size()));
  EXPECT_EQ(watch(1s), Entries{"0 +CSCON: 1"});
  say(raw, kNoData);
  EXPECT_EQ(watch(60s), Entries{"1000 +CSCON: 0"});
}

TEST_P(Rai, AReleaseWaitsWhileAnotherSocketIsOngoing) {
  const int other = connected_udp(7002);
  say(other, kOngoing);
  send_text(other, "data");
  say(fd, kLast);
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), Entries{"0 +CSCON: 1"});
  say(other, kNoData);
  EXPECT_EQ(watch(60s), Entries{"60000 +CSCON: 0"});
}

TEST_P(Rai, CountsOnlyWhileItIsOn) {
  modem.at("AT%RAI=0");
  say(fd, kLast);
  send_text(fd, "data");
  EXPECT_EQ(watch(60s), (Entries{"0 +CSCON: 1", "5000 +CSCON: 0"}));
}

TEST_F(RaiBase, HasFiveValuesAndNoneToGet) {
  for (const int value : {0, 6, -1}) {
    EXPECT_EQ(say_by_value(fd, {0, value}), fails(NRF_EINVAL)) << value;
  }
  EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI, nullptr, 0)), fails(NRF_EFAULT));
  int value = 0;
  nrf_socklen_t length = sizeof value;
  for (const int option : {NRF_SO_RAI, NRF_SO_RAI_LAST, NRF_SO_RAI_NO_DATA}) {
    EXPECT_EQ(outcome(nrf_getsockopt(fd, NRF_SOL_SOCKET, option, &value, &length)),
              fails(NRF_ENOPROTOOPT));
  }
}

/// A TCP connection whose peer is this test.
class RaiOfStream : public RaiBase {
 protected:
  RaiOfStream() {
    nrf_fcntl(stream, NRF_F_SETFL, NRF_O_NONBLOCK);
    EXPECT_EQ(connect_to(stream, kSilentHost, 80), fails(NRF_EINPROGRESS));
    const TcpSegment syn = last_segment();
    modem_ = syn.from;
    acknowledged_ = syn.sequence + 1;
    answer(kSyn | kAck);
    ++sequence_;
    EXPECT_TRUE(hears("+CSCON: 1"));
    rest();
  }

  bool hears(std::string_view line) {
    step(0);
    return modem.notifications().wait_for(line);
  }

  TcpSegment last_segment() {
    const auto sent = take_sent();
    const auto segment = sent.empty() ? std::nullopt : parse_tcp(sent.back());
    EXPECT_TRUE(segment);
    return segment.value_or(TcpSegment{});
  }

  /// Acknowledges what the modem sent, and sends `text`.
  void answer(int flags, std::string_view text = "") {
    TcpSegment segment;
    segment.from = {far, 80};
    segment.to = modem_;
    segment.sequence = sequence_;
    segment.acknowledgement = acknowledged_;
    segment.flags = static_cast<std::uint8_t>(flags);
    segment.payload = bytes_of(text);
    sequence_ += static_cast<std::uint32_t>(text.size());
    pass(tcp_packet(segment));
  }

  void send(std::string_view text) {
    ASSERT_EQ(send_text(stream, text), gives(static_cast<std::int64_t>(text.size())));
    acknowledged_ += static_cast<std::uint32_t>(text.size());
  }

  const int stream = tcp();

 private:
  SocketAddress modem_{};
  std::uint32_t sequence_ = 1000;
  std::uint32_t acknowledged_ = 0;
};

TEST_F(RaiOfStream, TheLastOutputIsDoneWhenItIsAcknowledged) {
  EXPECT_EQ(say_by_name(stream, kLast), gives(0));
  send("data");
  EXPECT_EQ(watch(500ms), Entries{"0 +CSCON: 1"});
  answer(kAck);
  EXPECT_EQ(watch(60s), Entries{"500 +CSCON: 0"});
}

TEST_F(RaiOfStream, TheAcknowledgementOfTheAnswerDoesNotConnectAgain) {
  EXPECT_EQ(say_by_name(stream, kOneResponse), gives(0));
  send("question");
  EXPECT_EQ(watch(500ms), Entries{"0 +CSCON: 1"});
  take_sent();
  answer(kAck, "answer");
  EXPECT_EQ(watch(60s), Entries{"500 +CSCON: 0"});
  EXPECT_EQ(take_sent().size(), 1U) << "the acknowledgement";
  EXPECT_EQ(receive_text(stream, 16), received("answer"));
}

TEST_F(RaiOfStream, NoDataIsFineAfterThePeersEnd) {
  answer(kFin | kAck);
  step(0);
  EXPECT_EQ(say_by_name(stream, kNoData), gives(0));
  EXPECT_EQ(watch(60s), (Entries{"0 +CSCON: 1", "0 +CSCON: 0"}));
}

}  // namespace
}  // namespace hostmodem::test
