// Lines for the modem and their answers, from clients that are good and bad.

#include "modem/control_socket.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <deque>
#include <utility>

#include "base/log.h"
#include "support/control_peer.h"
#include "support/temporary_directory.h"

namespace hostmodem {
namespace {

using test::ControlPeer;
using testing::ElementsAre;
using testing::IsEmpty;

class ControlSockets : public testing::Test {
 protected:
  ControlSockets() {
    log::set_sink([](log::Level, std::string_view) {});
  }
  ~ControlSockets() override { log::set_sink({}); }

  void SetUp() override {
    auto opened = ControlSocket::open(path_, [this](std::string_view line) {
      lines_.emplace_back(line);
      return answer_.empty() ? "you said " + std::string(line) + "\nOK\n" : answer_;
    });
    ASSERT_TRUE(opened);
    socket_ = std::move(*opened);
  }

  /// What the event loop does, until there is nothing to do.
  void turn() {
    while (true) {
      std::vector<pollfd> fds;
      TimePoint deadline = TimePoint::max();
      socket_->prepare(fds, deadline);
      EXPECT_EQ(deadline, TimePoint::max());
      if (::poll(fds.data(), fds.size(), 0) == 0) return;
      socket_->dispatch(fds);
    }
  }
  std::string answer_to(ControlPeer& peer, std::string_view text) {
    peer.send(text);
    turn();
    return peer.take();
  }

  test::TemporaryDirectory directory_;
  const std::filesystem::path path_ = directory_.path() / "ctl.sock";
  std::vector<std::string> lines_;
  std::string answer_;  ///< to every line; empty: its own
  std::unique_ptr<ControlSocket> socket_;
};

TEST_F(ControlSockets, AnswerEachLine) {
  ControlPeer peer(path_);
  EXPECT_EQ(answer_to(peer, "one\n"), "you said one\nOK\n");
  EXPECT_EQ(answer_to(peer, "two\r\n"), "you said two\nOK\n");
  EXPECT_EQ(answer_to(peer, "\n"), "you said \nOK\n");
  EXPECT_FALSE(peer.closed());
}

TEST_F(ControlSockets, AnswerLinesThatComeInPieces) {
  ControlPeer peer(path_);
  EXPECT_EQ(answer_to(peer, "on"), "");
  EXPECT_EQ(answer_to(peer, "e\ntwo\nthr"), "you said one\nOK\nyou said two\nOK\n");
  EXPECT_EQ(answer_to(peer, "ee\n"), "you said three\nOK\n");
}

TEST_F(ControlSockets, AnswerWhoSaysNoMoreAndLetItGo) {
  ControlPeer peer(path_);
  peer.send("one\nnot a li");
  peer.end_sending();
  turn();
  EXPECT_EQ(peer.take(), "you said one\nOK\n");
  EXPECT_TRUE(peer.closed());
  EXPECT_THAT(lines_, ElementsAre("one"));
}

TEST_F(ControlSockets, RefuseWhatIsNoText) {
  ControlPeer peer(path_);
  const std::string junk("\x00\x01\xff\x1b[2J", 7);
  EXPECT_EQ(answer_to(peer, junk + "\n"), "ERROR: a line is of printable ASCII characters\n");
  EXPECT_THAT(lines_, IsEmpty());
  EXPECT_EQ(answer_to(peer, "one\n"), "you said one\nOK\n");
}

TEST_F(ControlSockets, TakeTheLongestLineAndNoLongerOne) {
  const std::string longest(ControlSocket::kMaxLine, 'x');
  ControlPeer peer(path_);
  EXPECT_EQ(answer_to(peer, longest + "\n"), "you said " + longest + "\nOK\n");
  EXPECT_EQ(answer_to(peer, longest + "x\n"), "ERROR: the line is longer than 1024 bytes\n");
  EXPECT_TRUE(peer.closed());
  EXPECT_THAT(lines_, ElementsAre(longest));
}

TEST_F(ControlSockets, DoNotReadALineWithoutAnEnd) {
  ControlPeer endless(path_);
  EXPECT_GT(endless.send_what_fits(std::string(100'000, 'x')), ControlSocket::kMaxLine);
  turn();
  EXPECT_EQ(endless.take(), "ERROR: the line is longer than 1024 bytes\n");
  EXPECT_TRUE(endless.closed());
  ControlPeer other(path_);
  EXPECT_EQ(answer_to(other, "one\n"), "you said one\nOK\n");
}

TEST_F(ControlSockets, SurviveClientsThatGoAtAnyPoint) {
  { const ControlPeer silent(path_); }
  turn();
  {
    const ControlPeer half(path_);
    half.send("half a li");
    turn();
  }
  turn();
  {
    // The answer has nowhere to go: a signal would end the process.
    const ControlPeer deaf(path_);
    deaf.send("one\n");
  }
  turn();
  ControlPeer peer(path_);
  EXPECT_EQ(answer_to(peer, "two\n"), "you said two\nOK\n");
}

TEST_F(ControlSockets, KeepAnAnswerForWhoDoesNotReadAndAnswerOthers) {
  answer_ = std::string(4'000'000, 'x') + "\nOK\n";
  ControlPeer slow(path_);
  slow.send("one\ntwo\n");
  std::vector<pollfd> fds;
  // It is never writable for long enough to take all.
  for (int i = 0; i < 3; ++i) {
    TimePoint deadline = TimePoint::max();
    fds.clear();
    socket_->prepare(fds, deadline);
    if (::poll(fds.data(), fds.size(), 0) > 0) socket_->dispatch(fds);
  }
  EXPECT_THAT(lines_, ElementsAre("one"));
  const std::string huge = std::exchange(answer_, "");
  ControlPeer other(path_);
  EXPECT_EQ(answer_to(other, "three\n"), "you said three\nOK\n");
  std::string taken;
  while (taken.size() < huge.size()) {
    const std::string piece = slow.take();
    taken += piece;
    turn();
    ASSERT_FALSE(slow.closed());
  }
  taken += slow.take();
  EXPECT_EQ(taken, huge + "you said two\nOK\n");
}

TEST_F(ControlSockets, GiveThePlaceOfWhoIsSilentForLongestToANewClient) {
  std::deque<ControlPeer> peers;
  for (std::size_t i = 0; i < ControlSocket::kMaxClients; ++i) {
    peers.emplace_back(path_);
    turn();
  }
  EXPECT_EQ(answer_to(peers[0], "still here\n"), "you said still here\nOK\n");
  ControlPeer late(path_);
  EXPECT_EQ(answer_to(late, "one\n"), "you said one\nOK\n");
  for (ControlPeer& peer : peers) peer.take();
  EXPECT_FALSE(peers[0].closed());
  EXPECT_TRUE(peers[1].closed());
  EXPECT_FALSE(peers[2].closed());
}

TEST_F(ControlSockets, EndWhenTheHostHasNoDescriptorAndDoNotSpin) {
  const ControlPeer peer(path_);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 3;  // those that are open stay
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  socket_->prepare(fds, deadline);
  fds.at(0).revents = POLLIN;
  socket_->dispatch(fds);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  fds.clear();
  socket_->prepare(fds, deadline);
  EXPECT_THAT(fds, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlSockets, CloseTheirClientsAtTheEnd) {
  ControlPeer peer(path_);
  turn();
  socket_.reset();
  peer.take();
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace hostmodem
