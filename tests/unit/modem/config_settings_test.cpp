// Settings over a configuration: $HOSTMODEM_SET.

#include <gmock/gmock.h>

#include <string_view>

#include "modem/config.h"

namespace hostmodem {
namespace {

using testing::ElementsAre;
using testing::Pointee;
using testing::SizeIs;

Config parsed(std::string_view toml) {
  auto config = parse_config(toml, "t");
  EXPECT_TRUE(config) << config.error().message;
  return config.value_or(Config{});
}

Config with(std::string_view toml, std::string_view settings) {
  Config config = parsed(toml);
  const auto applied = apply_settings(config, settings, "s");
  EXPECT_TRUE(applied) << applied.error().message;
  return config;
}

std::string problem(std::string_view settings) {
  Config config = parsed("[modem]\nseed = 1\n");
  const auto applied = apply_settings(config, settings, "s");
  EXPECT_FALSE(applied);
  EXPECT_EQ(config.seed, 1U);
  return applied ? "" : applied.error().message;
}

TEST(ConfigSettings, OfNothingChangeNothing) {
  EXPECT_EQ(with("[modem]\nseed = 1\n", "").seed, 1U);
  EXPECT_EQ(with("[modem]\nseed = 1\n", "\n\n").seed, 1U);
}

TEST(ConfigSettings, TakeThePlaceOfAKeyAndLeaveItsNeighbours) {
  const Config config = with("[impairment.uplink]\nloss = 0.5\ncorruption = 0.25\n",
                             "impairment.uplink.loss = 0\nclock.scale = 4\n");
  EXPECT_EQ(config.uplink.loss, 0);
  EXPECT_EQ(config.uplink.corruption, 0.25);
  EXPECT_EQ(config.clock_scale, 4);
}

TEST(ConfigSettings, AreAppliedInTheirOrder) {
  EXPECT_EQ(with("", "modem.seed = 1\nmodem.seed = 2").seed, 2U);
}

TEST(ConfigSettings, ReplaceAListWhole) {
  const Config config = with("[[network.apn]]\nname = \"one\"\n[[network.apn]]\nname = \"two\"\n",
                             "network.apn = [{name = \"three\", ipv6 = false}]");
  ASSERT_THAT(config.apns, SizeIs(1));
  EXPECT_EQ(config.apns[0].name, "three");
  EXPECT_FALSE(config.apns[0].ipv6);
}

TEST(ConfigSettings, ReplaceOneHostName) {
  const Config config = with("[network.hosts]\na = [\"10.0.0.1\"]\n\"b.test\" = [\"10.0.0.2\"]\n",
                             "network.hosts.\"B.test\" = [\"10.0.0.3\"]");
  EXPECT_THAT(config.hosts.find("a"), Pointee(ElementsAre(IpAddress::parse("10.0.0.1"))));
  EXPECT_THAT(config.hosts.find("b.test"), Pointee(ElementsAre(IpAddress::parse("10.0.0.3"))));
}

TEST(ConfigSettings, ThatAreWrongNameTheirLineAndChangeNothing) {
  EXPECT_EQ(problem("modem.seed = 2\nmodem.sed = 3\n"),
            "s:2: [modem] sed: unknown key; did you mean seed?");
  EXPECT_EQ(problem("modem.seed = -1"),
            "s:1: [modem] seed: expected an integer from 0 to 4294967295, got -1");
  EXPECT_THAT(problem("\n\nmodem seed"), testing::StartsWith("s:3: not valid TOML: "));
}

}  // namespace
}  // namespace hostmodem
