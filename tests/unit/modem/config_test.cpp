#include "modem/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace hostmodem {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pointee;

Config parsed(std::string_view toml) {
  auto config = parse_config(toml, "t");
  EXPECT_TRUE(config) << config.error().message;
  return config.value_or(Config{});
}

TEST(Config, AnEmptyTextIsTheDefaults) {
  const Config config = parsed("");
  EXPECT_EQ(config.imei, "");
  EXPECT_EQ(config.state_dir, std::nullopt);
  EXPECT_EQ(config.log_level, std::nullopt);
  EXPECT_EQ(config.network.plmn, "00101");
  EXPECT_EQ(config.network.access, radio::AccessTechnology::kLteM);
  EXPECT_EQ(config.network.tac, 1);
  EXPECT_EQ(config.network.cell, 1U);
  EXPECT_EQ(config.network.registration_delay, std::chrono::milliseconds(0));
  EXPECT_FALSE(config.network.roaming);
  EXPECT_THAT(config.apns, IsEmpty());
  EXPECT_EQ(config.rrc().set_up, std::chrono::milliseconds(0));
  EXPECT_EQ(config.rrc().inactivity, std::chrono::seconds(5));
  EXPECT_EQ(config.clock_scale, 1.0);
  EXPECT_FALSE(config.clock_held);
  EXPECT_EQ(config.capture.time, CaptureTime::kReal);
}

TEST(Config, EmptySectionsAreTheDefaults) {
  EXPECT_EQ(
      parsed("[modem]\n[network]\n[network.hosts]\n[impairment]\n[radio]\n[clock]\n[capture]\n")
          .imei,
      "");
}

TEST(Config, ReadsWhereTheSecretsGo) {
  EXPECT_EQ(parsed("").capture.key_log, std::nullopt);
  EXPECT_EQ(parsed("[capture]\nkey_log = \"keys.txt\"\n").capture.key_log, "keys.txt");
}

TEST(Config, ReadsTheRateControlOfAnAccessPoint) {
  const auto limits = [](std::string_view table) {
    return parsed("[[network.apn]]\nname = \"a\"\n" + std::string(table)).apns.at(0).rate_limits;
  };
  using std::chrono::seconds;
  EXPECT_EQ(limits(""), std::nullopt);
  EXPECT_EQ(limits("rate_control = {packets = 10}\n"),
            (pdn::RateLimits{.rate = {.packets = 10, .window = seconds(60)}}));
  EXPECT_EQ(
      limits("[network.apn.rate_control]\nexceptional = true\nwindow = 3600\npackets = 5\n"),
      (pdn::RateLimits{.rate = {.packets = 5, .window = seconds(3600)}, .exceptional = true}));
  EXPECT_EQ(
      limits("rate_control = {packets = 1, additional_packets = 2, additional_window = 90}\n"),
      (pdn::RateLimits{.rate = {.packets = 1, .window = seconds(60)},
                       .additional = pdn::PacketRate{.packets = 2, .window = seconds(90)}}));
}

TEST(Config, ReadsTheTimeOfCaptures) {
  EXPECT_EQ(parsed("[capture]\ntime = \"real\"\n").capture.time, CaptureTime::kReal);
  EXPECT_EQ(parsed("[capture]\ntime = \"model\"\n").capture.time, CaptureTime::kModel);
}

TEST(Config, ReadsTheModem) {
  const Config config = parsed(
      "[modem]\nimei = \"490154203237518\"\nstate_dir = \"/var/lib/modem\"\nlog = \"off\"\n");
  EXPECT_EQ(config.imei, "490154203237518");
  EXPECT_EQ(config.state_dir, "/var/lib/modem");
  EXPECT_EQ(config.log_level, log::Level::kOff);
}

TEST(Config, ReadsTheCapture) {
  EXPECT_FALSE(parsed("").capture.file);
  EXPECT_FALSE(parsed("").capture.secrets);
  const Config config = parsed("[capture]\nfile = \"a.pcapng\"\nsecrets = true\n");
  EXPECT_EQ(config.capture.file, "a.pcapng");
  EXPECT_TRUE(config.capture.secrets);
}

TEST(Config, ReadsTheNetwork) {
  const Config config = parsed(
      "[network]\noperator = \"310410\"\naccess = \"nb-iot\"\ntac = 65535\ncell = 268435455\n"
      "registration_delay = 1.5\nroaming = true\n");
  EXPECT_EQ(config.network.plmn, "310410");
  EXPECT_EQ(config.network.access, radio::AccessTechnology::kNbIot);
  EXPECT_EQ(config.network.tac, 65535);
  EXPECT_EQ(config.network.cell, 268435455U);
  EXPECT_EQ(config.network.registration_delay, std::chrono::milliseconds(1500));
  EXPECT_TRUE(config.network.roaming);
}

TEST(Config, ReadsTheRadio) {
  const Config config = parsed("[radio]\nrrc_set_up = 0.2\nrrc_inactivity = 10\n");
  EXPECT_EQ(config.rrc().set_up, std::chrono::milliseconds(200));
  EXPECT_EQ(config.rrc().inactivity, std::chrono::seconds(10));
}

TEST(Config, AProfileBringsItsAccessTechnologyAndItsTimes) {
  const Config narrow = parsed("[radio]\nprofile = \"nb-iot\"\n");
  EXPECT_EQ(narrow.network.access, radio::AccessTechnology::kNbIot);
  EXPECT_GT(narrow.rrc().set_up, std::chrono::seconds(1));
  EXPECT_EQ(narrow.rrc().paging_cycle, std::chrono::milliseconds(2560));
  EXPECT_EQ(parsed("[radio]\nprofile = \"lte-m\"\n").network.access,
            radio::AccessTechnology::kLteM);
  EXPECT_EQ(parsed("[network]\naccess = \"nb-iot\"\n[radio]\nprofile = \"ideal\"\n").network.access,
            radio::AccessTechnology::kNbIot);
  EXPECT_EQ(parsed("[radio]\nprofile = \"nb-iot\"\nrrc_set_up = 0.5\n").rrc().set_up,
            std::chrono::milliseconds(500));
}

TEST(Config, ReadsWhatTheRadioDraws) {
  const auto psm = static_cast<std::size_t>(radio::Draw::kPsm);
  const auto connected = static_cast<std::size_t>(radio::Draw::kConnected);
  const Config config = parsed("[network]\naccess = \"nb-iot\"\n[energy]\npsm = 0.005\n");
  EXPECT_EQ(config.current().at(psm), 0.005);
  EXPECT_EQ(config.current().at(connected),
            radio::current_profile(radio::AccessTechnology::kNbIot).at(connected));
}

TEST(Config, SecondsAreIntegersOrFloatsInMilliseconds) {
  const auto delay = [](std::string_view value) {
    return parsed("[network]\nregistration_delay = " + std::string(value))
        .network.registration_delay.count();
  };
  EXPECT_EQ(delay("3600"), 3600000);
  EXPECT_EQ(delay("0.0015"), 2);
  EXPECT_EQ(delay("-0.0"), 0);
}

TEST(Config, ReadsTheSeed) {
  EXPECT_EQ(parsed("[modem]\nseed = 0\n").seed, 0U);
  EXPECT_EQ(parsed("[modem]\nseed = 4294967295\n").seed, 4294967295U);
  EXPECT_EQ(parsed("").seed, std::nullopt);
}

TEST(Config, ReadsTheImpairmentOfEachDirection) {
  const Config config = parsed(
      "[impairment.uplink]\nloss = 0.05\ncorruption = 0.01\nreordering = 0.5\nduplication = 1\n"
      "delay = 0.08\njitter = 3600\nrate = 375000\nqueue = 4000\n");
  EXPECT_EQ(config.uplink.loss, 0.05);
  EXPECT_EQ(config.uplink.corruption, 0.01);
  EXPECT_EQ(config.uplink.reordering, 0.5);
  EXPECT_EQ(config.uplink.duplication, 1);
  EXPECT_EQ(config.uplink.delay, std::chrono::milliseconds(80));
  EXPECT_EQ(config.uplink.jitter, std::chrono::hours(1));
  EXPECT_EQ(config.uplink.rate, 375000U);
  EXPECT_EQ(config.uplink.queue, 4000U);
  EXPECT_TRUE(config.uplink.valid());
  EXPECT_EQ(config.downlink, link::Impairment{});
  EXPECT_EQ(parsed("[impairment.downlink]\nloss = 1\n").downlink.loss, 1);
}

TEST(Config, ReadsTheBlackout) {
  EXPECT_EQ(parsed("").blackout, std::chrono::milliseconds(0));
  const Config config = parsed("[impairment]\nblackout_after = 60\nblackout = 1.5\n");
  EXPECT_EQ(config.blackout_after, std::chrono::seconds(60));
  EXPECT_EQ(config.blackout, std::chrono::milliseconds(1500));
}

TEST(Config, ReadsWhereItIsControlled) {
  EXPECT_EQ(parsed("").control_socket, std::nullopt);
  EXPECT_EQ(parsed("[control]\nsocket = \"ctl.sock\"\n").control_socket, "ctl.sock");
}

TEST(Config, ReadsAccessPointsInTheirOrder) {
  const Config config = parsed(
      "[[network.apn]]\nname = \"b\"\n[[network.apn]]\nname = \"a\"\nipv4 = false\nlink = "
      "\"pipe\"\n[[network.apn]]\nname = \"c\"\nipv6 = false\nlink = \"none\"\n"
      "[[network.apn]]\nname = \"d\"\nlink = \"tun:hm0\"\nrouter_lifetime = 65535\n");
  ASSERT_EQ(config.apns.size(), 4U);
  EXPECT_EQ(config.apns[0].name, "b");
  EXPECT_TRUE(config.apns[0].ipv4);
  EXPECT_TRUE(config.apns[0].ipv6);
  EXPECT_EQ(config.apns[0].link, pdn::LinkKind::kSlirp);
  EXPECT_THAT(config.apns[0].dns, IsEmpty());
  EXPECT_EQ(config.apns[1].name, "a");
  EXPECT_FALSE(config.apns[1].ipv4);
  EXPECT_EQ(config.apns[1].link, pdn::LinkKind::kPipe);
  EXPECT_FALSE(config.apns[2].ipv6);
  EXPECT_EQ(config.apns[2].link, pdn::LinkKind::kNone);
  EXPECT_EQ(config.apns[3].link, pdn::LinkKind::kTun);
  EXPECT_EQ(config.apns[3].tun, "hm0");
  EXPECT_EQ(config.apns[2].router_lifetime, std::chrono::seconds(0));
  EXPECT_EQ(config.apns[3].router_lifetime, std::chrono::seconds(65535));
}

TEST(Config, ReadsDnsServersWithAndWithoutAPort) {
  const Config config = parsed(
      "[[network.apn]]\nname = \"a\"\ndns = [\"10.0.0.1\", \"10.0.0.1:65535\", \"fd00::3\", "
      "\"[fd00::3]:1\"]\n");
  ASSERT_EQ(config.apns.size(), 1U);
  std::vector<std::string> servers;
  for (const SocketAddress& server : config.apns[0].dns) servers.push_back(server.to_string());
  EXPECT_THAT(servers, ElementsAre("10.0.0.1:53", "10.0.0.1:65535", "[fd00::3]:53", "[fd00::3]:1"));
}

TEST(Config, ReadsHosts) {
  const Config config =
      parsed("[network.hosts]\n\"A.example\" = [\"10.0.0.1\", \"fd00::1\"]\nb = [\"10.0.0.2\"]\n");
  EXPECT_THAT(config.hosts.find("a.example"),
              Pointee(ElementsAre(*IpAddress::parse("10.0.0.1"), *IpAddress::parse("fd00::1"))));
  EXPECT_THAT(config.hosts.find("b"), Pointee(ElementsAre(*IpAddress::parse("10.0.0.2"))));
}

TEST(Config, ReadsTheClock) {
  EXPECT_EQ(parsed("[clock]\nscale = 1000000\n").clock_scale, 1e6);
  EXPECT_EQ(parsed("[clock]\nscale = 0.001\n").clock_scale, 0.001);
  EXPECT_TRUE(parsed("[clock]\nheld = true\n").clock_held);
  EXPECT_FALSE(parsed("[clock]\nheld = false\n").clock_held);
}

}  // namespace
}  // namespace hostmodem
