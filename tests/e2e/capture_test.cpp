// Captures of the modem, as tshark reads them.

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "e2e/modem_test.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "support/echo_host.h"
#include "support/host_peer.h"
#include "support/ip_packets.h"
#include "support/patience.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Row = std::vector<std::string>;

constexpr const char* kInbound = "0x00000001";
constexpr const char* kOutbound = "0x00000002";

class Capture : public ModemTest {
 protected:
  ~Capture() override { ::unsetenv("HOSTMODEM_CAPTURE"); }

  [[nodiscard]] std::string path(const std::string& name = "modem.pcapng") const {
    return (directory_.path() / name).native();
  }
  [[nodiscard]] std::string configuration() const {
    return "[capture]\nfile = \"" + path() + "\"\n";
  }

  /// Ends the capture, which must have nothing in it that tshark can't read, and gives the fields
  /// of the packets that `filter` selects.
  std::vector<Row> read(const std::string& filter, const std::vector<std::string>& fields) {
    hostmodem_capture_stop();  // unless the modem is shut down, or the test did
    std::vector<std::string> all = fields;
    all.emplace_back("_ws.malformed");
    Dissection dissection = dissect(path(), "_ws.malformed || (" + filter + ")", all);
    EXPECT_TRUE(dissection.whole);
    for (Row& row : dissection.rows) {
      EXPECT_EQ(row.back(), "");
      row.pop_back();
    }
    return std::move(dissection.rows);
  }
  std::vector<std::string> read_one(const std::string& filter, const std::string& field) {
    std::vector<std::string> values;
    for (Row& row : read(filter, std::vector{field})) values.push_back(std::move(row.at(0)));
    return values;
  }

  /// What the modem itself did, as tshark words it.
  std::vector<std::string> said() {
    return read_one("frame.interface_name == modem", "_ws.col.Info");
  }

  /// One datagram to a port of the host.
  void say(const std::string& text, std::uint16_t port) {
    Socket socket = udp();
    ASSERT_EQ(socket.sendto(text, host(port)), gives(static_cast<int>(text.size())));
  }

  const TemporaryDirectory directory_;
};

// --- Packets.

TEST_F(Capture, HasTheConversationOverTcpBothWays) {
  const EchoHost echo;
  start(configuration());
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(echo.tcp_port())), gives(0));
  ASSERT_EQ(socket.send("hello"), gives(5));
  ASSERT_EQ(receive_all(socket, 5), "hello");
  socket.close();
  modem().shutdown();

  const std::string port = std::to_string(echo.tcp_port());
  const std::vector<std::string> fields = {"frame.interface_name",
                                           "frame.packet_flags_direction",
                                           "ip.src",
                                           "tcp.dstport",
                                           "tcp.flags.syn",
                                           "tcp.payload"};
  const auto rows = read("tcp", fields);
  ASSERT_GE(rows.size(), 7U);
  const std::string own = rows[1][3];
  EXPECT_EQ(rows[0], (Row{"pdn0", kOutbound, "10.0.2.15", port, "1", ""}));
  EXPECT_EQ(rows[1], (Row{"pdn0", kInbound, "10.0.2.2", own, "1", ""}));
  EXPECT_THAT(rows, Contains(Row{"pdn0", kOutbound, "10.0.2.15", port, "0", "68656c6c6f"}));
  EXPECT_THAT(rows, Contains(Row{"pdn0", kInbound, "10.0.2.2", own, "0", "68656c6c6f"}));
}

TEST_F(Capture, HasDatagramsBothWaysOverIpv4AndIpv6WithTheirChecksums) {
  start(configuration());
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    HostUdp peer(family);
    Socket socket = udp(family);
    ASSERT_EQ(socket.sendto("ping", host(peer.port(), family)), gives(4));
    peer.echo(1);
    ASSERT_EQ(socket.recv(4), received("ping"));
  }

  const auto fields = std::vector<std::string>{"frame.packet_flags_direction", "ip.dst", "ipv6.dst",
                                               "udp.length", "udp.checksum.status"};
  EXPECT_THAT(read("udp", fields), ElementsAre(Row{kOutbound, "10.0.2.2", "", "12", "1"},
                                               Row{kInbound, "10.0.2.15", "", "12", "1"},
                                               Row{kOutbound, "", "fd00:0:0:2::2", "12", "1"},
                                               Row{kInbound, "", "fd00:0:0:2::15", "12", "1"}));
}

TEST_F(Capture, PacketsAreAsOnTheAirNotAsTheyAreMergedInside) {
  start(configuration());
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();
  const std::string data = pattern(40000, std::uint32_t{1});
  peer.send(data);
  ASSERT_EQ(receive_all(socket, data.size()), data);

  EXPECT_THAT(read_one("ip.len > 1500", "frame.number"), IsEmpty());
  const auto lengths = read_one("tcp.len > 0 && frame.packet_flags_direction == 1", "tcp.len");
  EXPECT_GE(lengths.size(), data.size() / 1460);
}

TEST_F(Capture, HasWhatAPipeCarriesByteForByte) {
  start("[[network.apn]]\nname = \"a\"\nlink = \"pipe\"\n" + configuration());
  const SocketAddress own{*IpAddress::parse("10.0.2.15"), 7001};
  const Bytes packet = udp_packet({*IpAddress::parse("192.0.2.1"), 5000}, own, bytes_of("hi"));
  ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);

  // Nobody listens there: the modem says so.
  EXPECT_THAT(read("udp", {"frame.packet_flags_direction", "frame.len", "icmp.code"}),
              ElementsAre(Row{kInbound, "30", ""}, Row{kOutbound, "56", "3"}));
}

TEST_F(Capture, WhatIsNoPacketAtAllIsInItTooAndBreaksNothing) {
  start("[[network.apn]]\nname = \"a\"\nlink = \"pipe\"\n" + configuration());
  const Bytes nothing(1, std::byte{0xff});
  ASSERT_EQ(hostmodem_pipe_send(0, nothing.data(), nothing.size()), 0);

  ASSERT_EQ(hostmodem_capture_stop(), 0);
  const auto read = dissect(path(), "frame.len == 1", {"frame.interface_name"});
  EXPECT_TRUE(read.whole);
  EXPECT_THAT(read.rows, ElementsAre(Row{"pdn0"}));
}

// --- Networks.

TEST_F(Capture, EveryNetworkIsAnInterfaceEachTimeThatItComesUp) {
  start("[[network.apn]]\nname = \"first\"\n[[network.apn]]\nname = \"second\"\nipv6 = false\n" +
        configuration());
  HostUdp peer(Family::kIpv4);
  modem().at("AT+CGDCONT=1,\"IP\",\"second\"");
  modem().at("AT+CGACT=1,1");
  say("on the first", peer.port());
  for (int life = 0; life < 2; ++life) {
    Socket socket = udp();
    ASSERT_EQ(socket.set_option(NRF_SO_BINDTOPDN, 1), gives(0));
    ASSERT_EQ(socket.sendto("on the second", endpoint("10.0.3.2", peer.port())), gives(13));
    modem().at("AT+CGACT=0,1");
    modem().at("AT+CGACT=1,1");
  }

  const std::vector<std::string> fields = {"frame.interface_id", "frame.interface_name",
                                           "frame.interface_description"};
  const std::string first = "APN first, 10.0.2.15, fd00:0:0:2::15";
  const std::string second = "APN second, 10.0.3.15";
  EXPECT_THAT(read("udp", fields), ElementsAre(Row{"1", "pdn0", first}, Row{"2", "pdn1", second},
                                               Row{"3", "pdn1", second}));
  EXPECT_THAT(said(), Contains("USER.INFO: pdn1: down").Times(2));
}

TEST_F(Capture, OfOneThatStartsLateHasTheNetworksThatAreUp) {
  start();
  HostUdp peer(Family::kIpv4);
  say("before", peer.port());
  ASSERT_EQ(hostmodem_capture_start(path().c_str()), 0);
  say("meanwhile", peer.port());
  ASSERT_EQ(hostmodem_capture_stop(), 0);
  say("after", peer.port());

  EXPECT_THAT(read_one("udp", "udp.length"), ElementsAre("17"));
  EXPECT_THAT(said(), ElementsAre(HasSubstr("seed: "), "USER.INFO: functional mode: normal (1)",
                                  "USER.INFO: registration: home (1)", "USER.INFO: RRC: connected",
                                  HasSubstr("pdn0: up, APN (default), 10.0.2.15, fd00:0:0:2::15")));
}

TEST_F(Capture, ANetworkThatAnEndpointKeptIsAnInterfaceAgainWhenItIsBack) {
  start(configuration());
  HostUdp peer(Family::kIpv4);
  Socket socket = udp();
  ASSERT_EQ(socket.set_option(NRF_SO_KEEPOPEN, 1), gives(0));
  ASSERT_EQ(socket.sendto("first life", host(peer.port())), gives(10));
  ASSERT_EQ(hostmodem_network_detach(), 0);
  ASSERT_EQ(hostmodem_network_attach(), 0);
  ASSERT_TRUE(
      eventually([&] { return modem().at("AT+CEREG?").find("+CEREG: 5,1") != std::string::npos; }));
  ASSERT_EQ(socket.sendto("second life", host(peer.port())), gives(11));

  EXPECT_THAT(read("udp", {"frame.interface_id", "udp.length"}),
              ElementsAre(Row{"1", "18"}, Row{"2", "19"}));
}

// --- The modem itself.

TEST_F(Capture, HasCommandsAnswersNotificationsAndTheRadio) {
  start(configuration(), Modem::Start::kOffline);
  modem().at("AT+CEREG=1");
  modem().go_online();
  modem().at("AT+CFUN=4");

  const auto lines = said();
  EXPECT_THAT(lines, Contains("Sent AT Command: AT+CEREG=1  "));
  EXPECT_THAT(lines, Contains("USER.INFO: functional mode: normal (1)"));
  EXPECT_THAT(lines, Contains("USER.INFO: registration: searching (2)"));
  EXPECT_THAT(lines, Contains("USER.INFO: registration: home (1)"));
  EXPECT_THAT(lines, Contains(HasSubstr("Rcvd AT Command: +CEREG: 1,")));
  // The last command: what it did, its answer, and then what it caused to be told.
  ASSERT_GE(lines.size(), 8U);
  EXPECT_THAT(
      std::vector(lines.end() - 8, lines.end()),
      ElementsAre("Sent AT Command: AT+CFUN=4  ", "USER.INFO: functional mode: flight (4)",
                  "USER.INFO: pdn0: down", "USER.INFO: RRC: connected -> off (switched off)",
                  "USER.INFO: registration: not registered (0)", "Rcvd AT Command: OK  ",
                  "Rcvd AT Command: +CGEV: ME DETACH  ", "Rcvd AT Command: +CEREG: 0  "));
}

TEST_F(Capture, HasEachStateOfTheRadioConnection) {
  start(configuration());
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  ASSERT_EQ(hostmodem_clock_step(60'000), 0);  // inactivity
  modem().at("AT+CPSMS=1,\"\",\"\",\"00100001\",\"00000001\"");
  ASSERT_EQ(hostmodem_clock_step(10'000), 0);  // the update that asks for it, and T3324
  hostmodem_capture_stop();

  auto lines = said();
  std::erase_if(lines, [](const std::string& line) { return !line.starts_with("USER.INFO: RRC"); });
  EXPECT_THAT(lines, ElementsAre("USER.INFO: RRC: off", "USER.INFO: RRC: off -> searching (search)",
                                 "USER.INFO: RRC: searching -> connected (attach)",
                                 "USER.INFO: RRC: connected -> idle (inactivity)",
                                 "USER.INFO: RRC: idle -> connecting (tracking area update)",
                                 "USER.INFO: RRC: connecting -> connected (set up)",
                                 "USER.INFO: RRC: connected -> idle (updated)",
                                 "USER.INFO: RRC: idle -> PSM (end of the active time)"));
}

TEST_F(Capture, NeverHasCredentialsOrPasswords) {
  start(configuration() + "secrets = true\n", Modem::Start::kOffline);
  modem().provision(42, Modem::Credential::kPsk, "00112233445566778899");
  modem().at("AT+CGAUTH=0,1,\"user\",\"password\"");

  EXPECT_THAT(
      read_one("frame contains \"0011223344\" || frame contains \"password\"", "frame.number"),
      IsEmpty());
  EXPECT_THAT(said(), Contains(HasSubstr("AT%CMNG=0,42,3,(22 bytes hidden)")));
}

TEST_F(Capture, ItsTimeIsTheModemsClock) {
  start(configuration());
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  for (int i = 0; i < 3; ++i) {
    modem().at("AT+CCLK?");
    ASSERT_EQ(hostmodem_clock_step(3600000), 0);
  }

  const auto deltas = read_one("at.cmd contains \"+CCLK\"", "frame.time_delta_displayed");
  ASSERT_THAT(deltas, SizeIs(6));  // each with its answer
  EXPECT_THAT(
      std::vector(deltas.begin() + 1, deltas.end()),
      ElementsAre("0.000000000", "3600.000000000", "0.000000000", "3600.000000000", "0.000000000"));
}

// --- How it starts and ends.

TEST_F(Capture, TheEnvironmentIsStrongerThanTheConfiguration) {
  ASSERT_EQ(::setenv("HOSTMODEM_CAPTURE", path("other.pcapng").c_str(), 1), 0);
  start(configuration());
  modem().shutdown();

  EXPECT_GT(count_packets(path("other.pcapng")), 0U);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(Capture, OfAProcessHasItsNumberInItsNameWhenThatIsAskedFor) {
  const std::string name = path(std::to_string(::getpid()) + ".pcapng");
  for (const bool by_environment : {true, false}) {
    if (by_environment) {
      ASSERT_EQ(::setenv("HOSTMODEM_CAPTURE", path("%p.pcapng").c_str(), 1), 0);
    } else {
      ASSERT_EQ(::unsetenv("HOSTMODEM_CAPTURE"), 0);
    }
    start("[capture]\nfile = \"" + path("%p.pcapng") + "\"\n");
    modem().shutdown();
    EXPECT_GT(count_packets(name), 0U);
    EXPECT_TRUE(std::filesystem::remove(name));
  }
}

TEST_F(Capture, AFileThatCannotBeMadeFailsTheInitialisation) {
  const LogCapture log;
  ASSERT_EQ(hostmodem_configure(("[capture]\nfile = \"" + path("none/a") + "\"\n").c_str()), 0);
  nrf_modem_init_params params{};
  EXPECT_EQ(nrf_modem_init(&params), -NRF_ENOENT);
  EXPECT_TRUE(log.lines().contains("capture: can't write " + path("none/a") +
                                   ": No such file or directory"));
  EXPECT_EQ(hostmodem_configure(nullptr), 0);
}

TEST_F(Capture, StartsAndStopsOnce) {
  start();
  EXPECT_EQ(hostmodem_capture_stop(), -NRF_EALREADY);
  EXPECT_EQ(hostmodem_capture_start(nullptr), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_capture_start(path("none/a").c_str()), -NRF_ENOENT);
  EXPECT_EQ(hostmodem_capture_start("/dev/null"), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_capture_start(path().c_str()), 0);
  EXPECT_EQ(hostmodem_capture_start(path("second").c_str()), -NRF_EALREADY);
  EXPECT_EQ(hostmodem_capture_stop(), 0);
  EXPECT_EQ(hostmodem_capture_stop(), -NRF_EALREADY);
  EXPECT_EQ(hostmodem_capture_start(path("second").c_str()), 0) << "another one";
  modem().shutdown();
  EXPECT_EQ(hostmodem_capture_stop(), -NRF_ESHUTDOWN);
  EXPECT_GT(count_packets(path("second")), 0U);
}

TEST_F(Capture, TheModemGoesOnWhenTheFileCannot) {
  const rlimit limit{3000, RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  start(configuration());
  EchoHost echo;
  Socket socket = udp();
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(socket.sendto("hello", host(echo.udp_port())), gives(5));
    ASSERT_EQ(socket.recv(5), received("hello"));
  }

  std::size_t told = 0;
  for (const std::string& line : modem().log().all()) {
    if (line.find("capture") != std::string::npos) ++told;
  }
  EXPECT_EQ(told, 1U);
  EXPECT_TRUE(modem().log().contains("capture: ends, " + path() + " can't be written"));
  EXPECT_EQ(hostmodem_capture_stop(), -NRF_EFBIG);
  EXPECT_EQ(hostmodem_capture_stop(), -NRF_EALREADY);
  EXPECT_THAT(read_one("udp", "udp.length"), AllOf(Not(IsEmpty()), Each("13")));
}

TEST_F(Capture, OfAProcessThatCrashedIsWhole) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    start(configuration());
    modem().at("AT+CGSN=1");
    ::_exit(9);  // nothing is closed, nothing is flushed
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 9);

  EXPECT_THAT(dissect_field(path(), "", "_ws.col.Info"),
              Contains(HasSubstr("Rcvd AT Command: +CGSN: ")));
  EXPECT_TRUE(dissect(path(), "", {"frame.number"}).whole);
}

TEST_F(Capture, IsLeftAloneByTheChildOfAFork) {
  start(configuration());
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool refused = hostmodem_capture_stop() == -NRF_EPERM &&
                         hostmodem_capture_start("/dev/null") == -NRF_EPERM;
    ::_exit(refused ? 0 : 1);  // what the parent has is not the child's to give back
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);

  modem().at("AT+CGMR");
  EXPECT_THAT(said(), Contains("Sent AT Command: AT+CGMR  "));
}

}  // namespace
}  // namespace hostmodem::test
