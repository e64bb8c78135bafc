// nrf_poll().

#include <vector>

#include "contract/contract_test.h"
#include "support/blocked_call.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_CONTRACT(Poll);

constexpr int kWait = static_cast<int>(kPatience.count());
// What a test sets revents to: poll must replace it.
constexpr short kStale = 0x55;

TEST_P(Poll, WithoutEntriesOnlyWaits) {
  EXPECT_EQ(api().poll(nullptr, 0, 0), gives(0));
  EXPECT_EQ(api().poll(nullptr, 0, 10), gives(0));
}

TEST_P(Poll, SkipsNegativeDescriptors) {
  auto [socket, peer] = connected_to_host();
  std::vector<nrf_pollfd> entries = {
      {-1, NRF_POLLIN, kStale}, {socket.fd(), NRF_POLLOUT, kStale}, {-7, NRF_POLLOUT, kStale}};

  EXPECT_EQ(api().poll(entries.data(), 3, kWait), gives(1));

  EXPECT_EQ(entries[0].revents, 0);
  EXPECT_EQ(entries[1].revents, NRF_POLLOUT);
  EXPECT_EQ(entries[2].revents, 0);
}

TEST_P(Poll, WaitsWhenAllDescriptorsAreNegative) {
  nrf_pollfd entry{-1, NRF_POLLIN, kStale};

  EXPECT_EQ(api().poll(&entry, 1, 10), gives(0));

  EXPECT_EQ(entry.revents, 0);
}

TEST_P(Poll, ReportsADescriptorThatIsNotOpen) {
  Socket socket = udp();
  nrf_pollfd entry{socket.fd(), 0, kStale};
  ASSERT_EQ(socket.close(), gives(0));

  EXPECT_EQ(api().poll(&entry, 1, kWait), gives(1));

  EXPECT_EQ(entry.revents, NRF_POLLNVAL);
}

TEST_P(Poll, ReportsADescriptorThatNeverWas) {
  nrf_pollfd entry{1'000'000, NRF_POLLIN | NRF_POLLOUT, kStale};

  EXPECT_EQ(api().poll(&entry, 1, kWait), gives(1));

  EXPECT_EQ(entry.revents, NRF_POLLNVAL);
}

TEST_P(Poll, ClearsReventsWhenTimeIsOver) {
  auto [socket, peer] = connected_to_host();
  nrf_pollfd entry{socket.fd(), NRF_POLLIN, kStale};

  EXPECT_EQ(api().poll(&entry, 1, 10), gives(0));

  EXPECT_EQ(entry.revents, 0);
}

TEST_P(Poll, ReportsOnlyWhatIsAskedFor) {
  auto [socket, peer] = connected_to_host();
  peer.send("x");
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(socket.poll(NRF_POLLOUT), NRF_POLLOUT);
  EXPECT_EQ(socket.poll(NRF_POLLIN), NRF_POLLIN);
  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), NRF_POLLIN | NRF_POLLOUT);
  EXPECT_EQ(socket.poll(0), 0);
}

TEST_P(Poll, ReportsDataUntilTheyAreRead) {
  auto [socket, peer] = connected_to_host();
  EXPECT_EQ(socket.poll(NRF_POLLIN), 0);
  peer.send("ab");

  EXPECT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);
  EXPECT_EQ(socket.poll(NRF_POLLIN), NRF_POLLIN);
  ASSERT_EQ(receive_all(socket, 2), "ab");
  EXPECT_EQ(socket.poll(NRF_POLLIN), 0);
}

TEST_P(Poll, IsWokenByData) {
  auto [socket, peer] = connected_to_host();
  nrf_pollfd entry{socket.fd(), NRF_POLLIN, kStale};
  BlockedCall poll([&] { return api().poll(&entry, 1, -1); });
  EXPECT_TRUE(poll.blocks());

  peer.send("x");

  EXPECT_EQ(poll.result(), gives(1));
  EXPECT_EQ(entry.revents, NRF_POLLIN);
}

TEST_P(Poll, IsWokenByOneOfSeveral) {
  auto [first, first_peer] = connected_to_host();
  auto [second, second_peer] = connected_to_host();
  Socket third = udp();
  std::vector<nrf_pollfd> entries = {{first.fd(), NRF_POLLIN, kStale},
                                     {second.fd(), NRF_POLLIN, kStale},
                                     {third.fd(), NRF_POLLIN, kStale}};
  BlockedCall poll([&] { return api().poll(entries.data(), 3, -1); });
  EXPECT_TRUE(poll.blocks());

  second_peer.send("x");

  EXPECT_EQ(poll.result(), gives(1));
  EXPECT_EQ(entries[0].revents, 0);
  EXPECT_EQ(entries[1].revents, NRF_POLLIN);
  EXPECT_EQ(entries[2].revents, 0);
}

TEST_P(Poll, CountsEntriesAndNotEvents) {
  auto [first, first_peer] = connected_to_host();
  auto [second, second_peer] = connected_to_host();
  first_peer.send("x");
  second_peer.send("x");
  ASSERT_EQ(first.wait(NRF_POLLIN), NRF_POLLIN);
  ASSERT_EQ(second.wait(NRF_POLLIN), NRF_POLLIN);
  constexpr short kBoth = NRF_POLLIN | NRF_POLLOUT;
  std::vector<nrf_pollfd> entries = {
      {first.fd(), kBoth, kStale}, {1'000'000, kBoth, kStale}, {second.fd(), kBoth, kStale}};

  EXPECT_EQ(api().poll(entries.data(), 3, kWait), gives(3));

  EXPECT_EQ(entries[0].revents, kBoth);
  EXPECT_EQ(entries[1].revents, NRF_POLLNVAL);
  EXPECT_EQ(entries[2].revents, kBoth);
}

TEST_P(Poll, TakesASocketMoreThanOnce) {
  auto [socket, peer] = connected_to_host();
  std::vector<nrf_pollfd> entries = {{socket.fd(), NRF_POLLIN, kStale},
                                     {socket.fd(), NRF_POLLOUT, kStale}};

  EXPECT_EQ(api().poll(entries.data(), 2, kWait), gives(1));

  EXPECT_EQ(entries[0].revents, 0);
  EXPECT_EQ(entries[1].revents, NRF_POLLOUT);
}

TEST_P(Poll, ReportsWhenThePeerEndedItsSide) {
  auto [socket, peer] = connected_to_host();
  peer.finish();

  EXPECT_EQ(socket.wait(NRF_POLLIN), expected(kPollHalfClosed));
  ASSERT_EQ(socket.recv(1), end_of_stream());
  EXPECT_EQ(socket.poll(NRF_POLLIN), expected(kPollHalfClosed)) << "the end stays";
}

TEST_P(Poll, ReportsWritableAfterThePeerEndedItsSide) {
  auto [socket, peer] = connected_to_host();
  peer.finish();
  ASSERT_NE(socket.wait(NRF_POLLIN), 0);

  EXPECT_EQ(socket.poll(NRF_POLLOUT) & NRF_POLLOUT, NRF_POLLOUT);
}

TEST_P(Poll, ReportsAReset) {
  auto [socket, peer] = connected_to_host();
  peer.reset();

  const short events = socket.wait(NRF_POLLIN);

  EXPECT_EQ(events, NRF_POLLIN | NRF_POLLERR | NRF_POLLHUP);
}

TEST_P(Poll, ReportsAResetThatNobodyAskedFor) {
  auto [socket, peer] = connected_to_host();
  peer.reset();

  EXPECT_EQ(socket.wait(0), NRF_POLLERR | NRF_POLLHUP);
}

TEST_P(Poll, ReportsNoErrorAfterItWasTaken) {
  auto [socket, peer] = connected_to_host();
  peer.reset();
  ASSERT_EQ(socket.recv(1), receive_fails(NRF_ECONNRESET));

  EXPECT_EQ(socket.poll(0), NRF_POLLHUP);
}

TEST_P(Poll, OfAStreamSocketOnWhichNothingWasDone) {
  Socket socket = tcp();

  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), expected(kPollUnconnected));
}

TEST_P(Poll, OfADatagramSocketOnWhichNothingWasDone) {
  Socket socket = udp();

  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), NRF_POLLOUT);
}

TEST_P(Poll, OfAListeningSocketReportsAConnection) {
  Server listening = server();
  EXPECT_EQ(listening.socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));

  EXPECT_EQ(listening.socket.wait(NRF_POLLIN | NRF_POLLOUT), NRF_POLLIN);

  listening.socket.accept_from();
  EXPECT_EQ(listening.socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
}

TEST_P(Poll, IsWokenByAConnection) {
  Server listening = server();
  nrf_pollfd entry{listening.socket.fd(), NRF_POLLIN, kStale};
  BlockedCall poll([&] { return api().poll(&entry, 1, -1); });
  EXPECT_TRUE(poll.blocks());
  Socket client = tcp();

  ASSERT_EQ(client.connect(listening.endpoint), gives(0));

  EXPECT_EQ(poll.result(), gives(1));
  EXPECT_EQ(entry.revents, NRF_POLLIN);
}

TEST_P(Poll, OfTheSameSocketInTwoThreadsWakesBoth) {
  auto [socket, peer] = connected_to_host();
  nrf_pollfd first_entry{socket.fd(), NRF_POLLIN, kStale};
  nrf_pollfd second_entry{socket.fd(), NRF_POLLIN, kStale};
  BlockedCall first([&] { return api().poll(&first_entry, 1, -1); });
  BlockedCall second([&] { return api().poll(&second_entry, 1, -1); });
  EXPECT_TRUE(first.blocks());
  EXPECT_TRUE(second.blocks());

  peer.send("x");

  EXPECT_EQ(first.result(), gives(1));
  EXPECT_EQ(second.result(), gives(1));
  EXPECT_EQ(first_entry.revents, NRF_POLLIN);
  EXPECT_EQ(second_entry.revents, NRF_POLLIN);
}

}  // namespace
}  // namespace hostmodem::test
