// Packet data networks go at random moments, under traffic on eight sockets: each loss is told to
// the sockets of that network, as what it is, and to no other.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "hostmodem.h"
#include "nrf_modem_at.h"
#include "race/talker.h"
#include "support/certificates.h"
#include "support/echo_host.h"
#include "support/modem_fixture.h"
#include "support/outcome.h"
#include "support/patience.h"
#include "support/seed.h"
#include "support/servers.h"

namespace hostmodem::test {
namespace {

/// How many; $HOSTMODEM_DROPS says another number.
int drops() {
  constexpr int kDrops = 300;
  const char* const text = getenv("HOSTMODEM_DROPS");
  if (text == nullptr) return kDrops;
  int count = 0;
  const char* const end = text + strlen(text);
  const auto [rest, error] = std::from_chars(text, end, count);
  if (error != std::errc() || rest != end || count < 1) {
    throw std::invalid_argument(std::string("HOSTMODEM_DROPS is not a number of drops: ") + text);
  }
  return count;
}

/// A network with its sockets, as both sides of the race see it.
class Network {
 public:
  explicit Network(int id) : id_(id) {}

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] std::uint64_t losses() const { return losses_; }

  /// It is about to go; after that, it is there again.
  void begin_loss() {
    up_ = false;
    ++losses_;
  }
  void end_loss() {
    up_ = true;
    up_.notify_all();
  }
  /// Waits until it is there; which life of it that is.
  std::uint64_t wait_until_up() const {
    while (true) {
      const std::uint64_t life = losses_;  // before it is known that it is up
      if (up_) return life;
      up_.wait(false);
    }
  }

  void note_exchange() {
    const std::lock_guard lock(mutex_);
    ++exchanges_;
    progress_.notify_all();
  }
  /// Waits for so many exchanges more; false when they do not come.
  bool wait_for_exchanges(unsigned count) {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = exchanges_ + count;
    return progress_.wait_for(lock, kPatience, [&] { return exchanges_ >= target; });
  }

 private:
  int id_;
  std::atomic<bool> up_ = true;
  std::atomic<std::uint64_t> losses_ = 0;
  std::mutex mutex_;
  std::condition_variable progress_;
  std::uint64_t exchanges_ = 0;
};

/// One socket at a time, on one network, until the end.
class Worker {
 public:
  Worker(Network& network, std::unique_ptr<Talker> talker, const std::atomic<bool>& end)
      : network_(network), talker_(std::move(talker)), end_(end), thread_([this] { run(); }) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

 private:
  void run() {
    try {
      while (!end_) live();
    } catch (const std::exception& failure) {
      ADD_FAILURE() << "pdn" << network_.id() << ": " << failure.what();
    }
  }

  /// From the opening of a socket to the loss of its network.
  void live() {
    const std::uint64_t life = network_.wait_until_up();
    if (end_) return;
    const int fd = talker_->open_socket();
    if (fd < 0) throw std::runtime_error("no socket: " + std::string(error_name(errno)));
    const int id = network_.id();
    if (nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, &id, sizeof id) != 0) {
      EXPECT_EQ(errno, NRF_EINVAL);
      EXPECT_NE(network_.losses(), life) << "bound to a network that had gone, but was there";
    } else {
      int error = talker_->connect(fd);
      const bool connected = error == 0;
      while (error == 0) {
        error = talker_->exchange(fd);
        if (error == 0) network_.note_exchange();
      }
      EXPECT_EQ(error, NRF_ENETDOWN) << error_name(error);
      EXPECT_NE(network_.losses(), life) << "the network is there";
      // A socket that had no connection yet may not have touched the network either: it lives.
      if (connected) expect_dead(fd);
    }
    EXPECT_EQ(nrf_close(fd), 0);
  }

  static void expect_dead(int fd) {
    nrf_pollfd entry{fd, NRF_POLLIN | NRF_POLLOUT, 0};
    EXPECT_EQ(nrf_poll(&entry, 1, 0), 1);
    EXPECT_EQ(entry.revents, NRF_POLLERR);
    EXPECT_EQ(nrf_recv(fd, &entry, 1, 0), -1);
    EXPECT_EQ(errno, NRF_ENETDOWN) << error_name(errno);
    EXPECT_EQ(pending_error(fd), NRF_ENETDOWN);
    EXPECT_EQ(pending_error(fd), 0) << "told twice";
  }

  static int pending_error(int fd) {
    int error = -1;
    nrf_socklen_t length = sizeof error;
    EXPECT_EQ(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &error, &length), 0);
    return error;
  }

  Network& network_;
  std::unique_ptr<Talker> talker_;
  const std::atomic<bool>& end_;
  std::jthread thread_;  // last: it uses the others
};

class PdnDrops : public testing::Test {
 protected:
  static constexpr int kNetworks = 3;

  void SetUp() override {
    for (const Network& network : networks_) {
      const std::string id = std::to_string(network.id());
      modem_.at("AT+CGDCONT=" + id + ",\"IP\",\"apn" + id + "\"");
      modem_.at("AT+CGACT=1," + id);
    }
  }

  [[nodiscard]] std::vector<std::unique_ptr<Worker>> start_workers() {
    static constexpr std::array kKinds = {TalkerKind::kTcp, TalkerKind::kTls,   TalkerKind::kTls,
                                          TalkerKind::kTcp, TalkerKind::kUdp,   TalkerKind::kTcp,
                                          TalkerKind::kTls, TalkerKind::kServer};
    static constexpr std::array kHosts = {"10.0.3.2", "10.0.4.2", "10.0.5.2"};
    static_assert(kKinds.size() == NRF_MODEM_MAX_SOCKET_COUNT);
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
      const Peers peers{kHosts[i % kNetworks], echo_.tcp_port(), echo_.udp_port(), nginx_.port()};
      const auto seed = static_cast<std::uint32_t>(race_seed() + i);
      workers.push_back(std::make_unique<Worker>(networks_[i % kNetworks],
                                                 make_talker(kKinds[i], peers, seed), end_));
    }
    return workers;
  }

  [[nodiscard]] unsigned below(unsigned limit) { return static_cast<unsigned>(random_()) % limit; }

  /// One network, by the will of the network or of the application.
  void lose(Network& network) {
    network.begin_loss();
    if (below(2) == 0) {
      ASSERT_EQ(hostmodem_pdn_drop(network.id()), 0);
    } else {
      modem_.at("AT+CGACT=0," + std::to_string(network.id()));
    }
    pause();
    modem_.at("AT+CGACT=1," + std::to_string(network.id()));
    network.end_loss();
  }

  void lose_all() {
    for (Network& network : networks_) network.begin_loss();
    const unsigned how = below(3);
    if (how == 0) {
      modem_.at("AT+CFUN=20");
    } else if (how == 1) {
      modem_.at("AT+CGATT=0");
    } else {
      ASSERT_EQ(hostmodem_network_detach(), 0);
    }
    pause();
    modem_.at("AT+CFUN=4");
    ASSERT_EQ(hostmodem_network_attach(), 0);
    modem_.go_online();
    for (Network& network : networks_) {
      modem_.at("AT+CGACT=1," + std::to_string(network.id()));
      network.end_loss();
    }
  }

  /// The end: nobody gets a network any more, and whoever has one loses it.
  void end() {
    end_ = true;
    for (Network& network : networks_) network.begin_loss();
    EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=0"), 0);
    for (Network& network : networks_) network.end_loss();
  }

  void pause() {
    for (unsigned i = below(3); i > 0; --i) std::this_thread::yield();
  }

  static std::ptrdiff_t host_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  }

  std::mt19937 random_{race_seed()};
  EchoHost echo_;
  NginxServer nginx_{make_self_signed({.common_name = "server.test"}), {{kPageName, kPageText}}};
  Modem modem_{"[modem]\nlog = \"off\"\n"};
  std::array<Network, kNetworks> networks_{Network(1), Network(2), Network(3)};
  std::atomic<bool> end_ = false;
};

/// Ends the workers also when the test fails: they wait for networks that do not come back.
class Ending {
 public:
  explicit Ending(std::function<void()> end) : end_(std::move(end)) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() { end_(); }

 private:
  std::function<void()> end_;
};

TEST_F(PdnDrops, UnderTrafficAreToldToTheirSocketsAlone) {
  SCOPED_TRACE(seed_note());
  const auto descriptors = host_descriptors();
  {
    const auto workers = start_workers();
    const Ending ending([this] { end(); });
    const int count = drops();
    for (int i = 0; i < count && !HasFailure(); ++i) {
      Network& network = networks_[below(kNetworks)];
      // Sometimes before there is a connection, sometimes after some traffic.
      ASSERT_TRUE(network.wait_for_exchanges(below(6))) << "after " << i << " drops";
      if (below(20) == 0) {
        lose_all();
      } else {
        lose(network);
      }
    }
  }
  EXPECT_LE(host_descriptors(), descriptors);
}

}  // namespace
}  // namespace hostmodem::test
