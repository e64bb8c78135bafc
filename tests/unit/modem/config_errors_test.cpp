#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "modem/config.h"

namespace hostmodem {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// What parse_config() says is wrong; empty when nothing is.
std::string error_of(std::string_view toml) {
  const auto config = parse_config(toml, "t");
  if (config) return {};
  EXPECT_EQ(config.error().error, Errno::kInval);
  return config.error().message;
}

TEST(ConfigErrors, SayWhatWasExpectedAndWhatItGot) {
  const std::string imei =
      "[modem] imei: expected a string of 15 digits, the last one the check "
      "digit, got ";
  const std::string apn_name =
      R"([[network.apn]] name: expected 1 to 63 letters, digits, "-", "." or "_", got )";
  const std::string dns =
      R"([[network.apn]] dns: expected a list of "address", "address:port" or "[address]:port", got )";
  const std::string link =
      R"([[network.apn]] link: expected "slirp", "tun:NAME", "pipe" or "none", got )";
  const std::string lifetime =
      "[[network.apn]] router_lifetime: expected an integer from 0 to 65535, got ";
  const std::string address =
      "[network.hosts] h: expected a list of one or more IP addresses, got ";
  const std::string delay =
      "[network] registration_delay: expected a number of seconds from 0 to 3600, got ";
  const std::string scale = "[clock] scale: expected a number from 0.001 to 1000000, got ";
  const std::string tac = "[network] tac: expected an integer from 0 to 65535, got ";
  const std::string plmn = "[network] operator: expected a string of 5 or 6 digits, got ";
  const std::string state_dir = "[modem] state_dir: expected the path of a directory, got ";
  const std::string seed = "[modem] seed: expected an integer from 0 to 4294967295, got ";
  const std::string loss = "[impairment.uplink] loss: expected a probability from 0 to 1, got ";
  const std::string link_delay =
      "[impairment.downlink] delay: expected a number of seconds from 0 to 3600, got ";
  const std::string profile = "[radio] profile: expected \"ideal\", \"lte-m\" or \"nb-iot\", got ";
  const std::string psm = "[energy] psm: expected a number of mA from 0 to 10000, got ";
  const std::string set_up = "[radio] rrc_set_up: expected a number of seconds from 0 to 60, got ";
  const std::string inactivity =
      "[radio] rrc_inactivity: expected a number of seconds from 0.1 to 3600, got ";
  const std::string blackout =
      "[impairment] blackout: expected a number of seconds from 0 to 4294967, got ";
  const std::string control = "[control] socket: expected the path of a socket, got ";
  const struct {
    std::string_view section;
    std::string line;
    std::string message;
  } cases[] = {
      {"[impairment]", "blackout = -1", blackout + "-1"},
      {"[impairment]", "blackout = \"long\"", blackout + "a string"},
      {"[control]", "socket = \"\"", control + "\"\""},
      {"[control]", "socket = true", control + "a boolean"},
      {"[modem]", "imei = 490154203237518", imei + "an integer"},
      {"[modem]", "imei = \"49015420323751\"", imei + "\"49015420323751\""},
      {"[modem]", "imei = \"4901542032375180\"", imei + "\"4901542032375180\""},
      {"[modem]", "imei = \"49015420323751x\"", imei + "\"49015420323751x\""},
      {"[modem]", "imei = \"490154203237519\"",
       imei + "\"490154203237519\", whose check digit would be 8"},
      {"[modem]", "state_dir = \"\"", state_dir + "\"\""},
      {"[modem]", "state_dir = \"a\\u0000b\"", state_dir + "\"a?b\""},
      {"[modem]", "state_dir = [\"a\"]", state_dir + "an array"},
      {"[modem]", "seed = -1", seed + "-1"},
      {"[modem]", "seed = 4294967296", seed + "4294967296"},
      {"[modem]", "seed = \"x\"", seed + "a string"},
      {"[impairment.uplink]", "loss = 1.5", loss + "1.5"},
      {"[impairment.uplink]", "loss = nan", loss + "nan"},
      {"[impairment.uplink]", "loss = \"5 %\"", loss + "a string"},
      {"[impairment.downlink]", "delay = 3601", link_delay + "3601"},
      {"[impairment.uplink]", "rate = -1",
       "[impairment.uplink] rate: expected an integer from 0 to 4294967295, bit/s, got -1"},
      {"[impairment.uplink]", "queue = 0",
       "[impairment.uplink] queue: expected an integer from 1 to 4294967295, bytes, got 0"},
      {"[impairment]", "uplink = 5",
       "[impairment] uplink: expected a table, [impairment.uplink], got an integer"},
      {"[impairment.uplink]", "lost = 0.5",
       "[impairment.uplink] lost: unknown key; did you mean loss?"},
      {"[[network.apn]]", "rate_control = 10",
       "[[network.apn]] rate_control: expected a table, [network.apn.rate_control], got an "
       "integer"},
      {"[modem]", "log = \"loud\"",
       "[modem] log: expected \"debug\", \"info\", \"warning\", \"error\" or \"off\", got "
       "\"loud\""},
      {"[network]", "operator = \"0010\"", plmn + "\"0010\""},
      {"[network]", "operator = \"0010100\"", plmn + "\"0010100\""},
      {"[network]", "operator = \"0010x\"", plmn + "\"0010x\""},
      {"[network]", "operator = 20404", plmn + "an integer"},
      {"[network]", "access = \"5g\"",
       "[network] access: expected \"lte-m\" or \"nb-iot\", got \"5g\""},
      {"[network]", "tac = \"1\"", tac + "a string"},
      {"[network]", "tac = -1", tac + "-1"},
      {"[network]", "tac = 65536", tac + "65536"},
      {"[network]", "tac = 1.0", tac + "a float"},
      {"[network]", "cell = 268435456",
       "[network] cell: expected an integer from 0 to 268435455, got 268435456"},
      {"[network]", "registration_delay = -0.1", delay + "-0.1"},
      {"[network]", "registration_delay = 3601", delay + "3601"},
      {"[network]", "registration_delay = nan", delay + "nan"},
      {"[network]", "registration_delay = 00:00:10", delay + "a time"},
      {"[network]", "roaming = 1", "[network] roaming: expected true or false, got an integer"},
      {"[network]", "apn = [1]",
       "[network] apn: expected tables, each under [[network.apn]], got an integer"},
      {"[network.apn]", "name = \"a\"",
       "[network] apn: expected tables, each under [[network.apn]], got a table"},
      {"[network]", "hosts = []",
       "[network] hosts: expected a table, [network.hosts], got an array"},
      {"[[network.apn]]", "name = \"\"", apn_name + "\"\""},
      {"[[network.apn]]", "name = \"a b\"", apn_name + "\"a b\""},
      {"[[network.apn]]", "name = \"" + std::string(64, 'a') + '"',
       apn_name + '"' + std::string(64, 'a') + '"'},
      {"[[network.apn]]", "name = 1", apn_name + "an integer"},
      {"[[network.apn]]", "ipv4 = \"yes\"",
       "[[network.apn]] ipv4: expected true or false, got a string"},
      {"[[network.apn]]", "ipv6 = 0",
       "[[network.apn]] ipv6: expected true or false, got an integer"},
      {"[[network.apn]]", "router_lifetime = 65536", lifetime + "65536"},
      {"[[network.apn]]", "router_lifetime = -1", lifetime + "-1"},
      {"[[network.apn]]", "router_lifetime = \"1 h\"", lifetime + "a string"},
      {"[[network.apn]]", "dns = \"10.0.0.1\"", dns + "a string"},
      {"[[network.apn]]", "dns = [1]", dns + "an integer"},
      {"[[network.apn]]", "dns = [\"dns.example\"]", dns + "\"dns.example\""},
      {"[[network.apn]]", "dns = [\"10.0.0.1:\"]", dns + "\"10.0.0.1:\""},
      {"[[network.apn]]", "dns = [\"10.0.0.1:0\"]", dns + "\"10.0.0.1:0\""},
      {"[[network.apn]]", "dns = [\"10.0.0.1:65536\"]", dns + "\"10.0.0.1:65536\""},
      {"[[network.apn]]", "dns = [\"10.0.0.1:+1\"]", dns + "\"10.0.0.1:+1\""},
      {"[[network.apn]]", "dns = [\"[10.0.0.1]:53\"]", dns + "\"[10.0.0.1]:53\""},
      {"[[network.apn]]", "dns = [\"[fd00::1]\"]", dns + "\"[fd00::1]\""},
      {"[[network.apn]]", "dns = [\"\"]", dns + "\"\""},
      {"[[network.apn]]", "link = \"wire\"", link + "\"wire\""},
      {"[[network.apn]]", "link = \"tun\"", link + "\"tun\""},
      {"[[network.apn]]", "link = \"tun:\"", link + "\"tun:\""},
      {"[[network.apn]]", "link = \"tun:sixteen--letters\"", link + "\"tun:sixteen--letters\""},
      {"[[network.apn]]", "link = \"tun:a/b\"", link + "\"tun:a/b\""},
      {"[network.hosts]", "h = \"10.0.0.1\"", address + "a string"},
      {"[network.hosts]", "h = []", address + "an empty one"},
      {"[network.hosts]", "h = [\"10.0.0\"]", address + "\"10.0.0\""},
      {"[network.hosts]", "h = [\"10.0.0.1:1\"]", address + "\"10.0.0.1:1\""},
      {"[network.hosts]", "h.example = [\"10.0.0.1\"]",
       address + "a table: a name with dots needs quotes"},
      {"[network.hosts]", "\"h h\" = [\"10.0.0.1\"]", "[network.hosts] \"h h\": not a host name"},
      {"[radio]", "profile = \"nb-iot\"\n[network]\naccess = \"lte-m\"",
       "[radio] profile: \"nb-iot\" is not of the access technology \"lte-m\""},
      {"[radio]", "profile = \"bad\"", profile + "\"bad\""},
      {"[radio]", "rrc_set_up = -0.1", set_up + "-0.1"},
      {"[radio]", "rrc_set_up = 61", set_up + "61"},
      {"[radio]", "rrc_inactivity = 0", inactivity + "0"},
      {"[radio]", "rrc_inactivity = \"5\"", inactivity + "a string"},
      {"[energy]", "psm = -1", psm + "-1"},
      {"[energy]", "psm = \"2.7\"", psm + "a string"},
      {"[energy]", "transmit = 10001",
       "[energy] transmit: expected a number of microcoulombs from 0 to 10000, got 10001"},
      {"[clock]", "scale = 0", scale + "0"},
      {"[clock]", "scale = 1000001", scale + "1000001"},
      {"[clock]", "scale = inf", scale + "inf"},
      {"[clock]", "scale = true", scale + "a boolean"},
      {"[clock]", "held = 1", "[clock] held: expected true or false, got an integer"},
      {"[capture]", "key_log = 1",
       "[capture] key_log: expected the path of a file, got an integer"},
      {"[capture]", "key_log = \"\"", "[capture] key_log: expected the path of a file, got \"\""},
      {"[capture]", "file = \"\"", "[capture] file: expected the path of a file, got \"\""},
      {"[capture]", "file = 1", "[capture] file: expected the path of a file, got an integer"},
      {"[capture]", "secrets = 1", "[capture] secrets: expected true or false, got an integer"},
      {"[capture]", "time = \"Model\"",
       R"([capture] time: expected "real" or "model", got "Model")"},
      {"[capture]", "time = 0", R"([capture] time: expected "real" or "model", got an integer)"},
  };
  for (const auto& bad : cases) {
    std::string text = std::string(bad.section) + '\n' + bad.line + '\n';
    std::string line = bad.section == "[network.apn]" ? "1" : "2";
    if (bad.section == "[[network.apn]]" && !bad.line.starts_with("name")) text += "name = \"a\"\n";
    EXPECT_EQ(error_of(text), "t:" + line + ": " + bad.message) << text;
  }
}

TEST(ConfigErrors, NameTheLineOfTheElementInAList) {
  EXPECT_THAT(error_of("[[network.apn]]\nname = \"a\"\ndns = [\n  \"10.0.0.1\",\n  \"x\",\n]\n"),
              StartsWith("t:5: [[network.apn]] dns: "));
}

TEST(ConfigErrors, AreReportedAllAtOnceInTheOrderOfTheFile) {
  EXPECT_EQ(error_of("[network]\ntac = -1\nroaming = 0\n[clock]\nscale = 0\n[capture]\nx = 1\n"),
            "t:2: [network] tac: expected an integer from 0 to 65535, got -1\n"
            "t:3: [network] roaming: expected true or false, got an integer\n"
            "t:5: [clock] scale: expected a number from 0.001 to 1000000, got 0\n"
            "t:7: [capture] x: unknown key");
}

TEST(ConfigErrors, AreCountedWhenThereAreMany) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "unknown" + std::to_string(i) + " = 1\n";
  const std::string message = error_of(text);
  EXPECT_THAT(message, StartsWith("t:1: unknown0: unknown key outside of a section\nt:2: "));
  EXPECT_TRUE(message.ends_with("\nt: and 80 more")) << message;
}

TEST(ConfigErrors, SuggestAKeyThatIsNearlyTheSame) {
  EXPECT_EQ(error_of("[network]\nregistration_dealy = 1\n"),
            "t:2: [network] registration_dealy: unknown key; did you mean registration_delay?");
  EXPECT_EQ(error_of("[network]\nTAC = 1\n"), "t:2: [network] TAC: unknown key; did you mean tac?");
}

TEST(ConfigErrors, SuggestTheSectionThatHasTheKey) {
  EXPECT_EQ(error_of("imei = \"490154203237518\"\n"),
            "t:1: imei: unknown key outside of a section; did you mean [modem] imei?");
  EXPECT_EQ(error_of("[modem]\noperator = \"00101\"\n"),
            "t:2: [modem] operator: unknown key; did you mean [network] operator?");
}

TEST(ConfigErrors, SuggestASectionThatIsNearlyTheSame) {
  EXPECT_EQ(error_of("\n[netwrok]\ntac = 1\n"),
            "t:2: [netwrok]: unknown section; did you mean [network]?");
}

TEST(ConfigErrors, SuggestNothingForAKeyThatIsLikeNoOther) {
  EXPECT_EQ(error_of("[modem]\nflavour = 1\n"), "t:2: [modem] flavour: unknown key");
  EXPECT_EQ(error_of("[modem]\nx = 1\n"), "t:2: [modem] x: unknown key");
  EXPECT_EQ(error_of("[modem]\n\"\" = 1\n"), "t:2: [modem] \"\": unknown key");
}

TEST(ConfigErrors, ASectionThatIsAValueIsOne) {
  EXPECT_EQ(error_of("modem = 1\n"), "t:1: [modem]: expected a table, got an integer");
  EXPECT_EQ(error_of("[[modem]]\n"), "t:1: [modem]: expected a table, got an array");
}

TEST(ConfigErrors, AnAccessPointHasAName) {
  EXPECT_EQ(error_of("\n[[network.apn]]\nipv4 = true\n"),
            "t:2: [[network.apn]]: the key name is missing");
}

TEST(ConfigErrors, AnAccessPointHasAnAddressFamily) {
  EXPECT_EQ(error_of("[[network.apn]]\nname = \"a\"\nipv4 = false\nipv6 = false\n"),
            "t:1: [[network.apn]]: ipv4 and ipv6 can't both be false");
}

TEST(ConfigErrors, RateControlSaysHowManyPacketsInWhatTime) {
  const std::string table = "[[network.apn]]\nname = \"a\"\n[network.apn.rate_control]\n";
  const std::string packets = "an integer from 1 to 16777215, got ";
  const std::string seconds = "an integer from 60 to 604800, seconds, got ";
  const std::string label = "t:4: [network.apn.rate_control] ";
  EXPECT_EQ(error_of(table), "t:3: [network.apn.rate_control]: the key packets is missing");
  EXPECT_EQ(error_of(table + "packets = 0\n"), label + "packets: expected " + packets + "0");
  EXPECT_EQ(error_of(table + "packets = 16777216\n"),
            label + "packets: expected " + packets + "16777216");
  EXPECT_EQ(error_of(table + "window = 59\npackets = 1\n"),
            label + "window: expected " + seconds + "59");
  EXPECT_EQ(error_of(table + "window = \"day\"\npackets = 1\n"),
            label + "window: expected " + seconds + "a string");
  EXPECT_EQ(error_of(table + "exceptional = 1\npackets = 1\n"),
            label + "exceptional: expected true or false, got an integer");
  EXPECT_EQ(error_of(table + "additional_window = 604801\nadditional_packets = 1\npackets = 1\n"),
            label + "additional_window: expected " + seconds + "604801");
  EXPECT_EQ(error_of(table + "additional_window = 60\npackets = 1\n"),
            "t:3: [network.apn.rate_control]: the key additional_packets is missing");
}

TEST(ConfigErrors, NamesOfAccessPointsDifferInMoreThanCase) {
  EXPECT_EQ(error_of("[[network.apn]]\nname = \"Iot\"\n[[network.apn]]\nname = \"iOT\"\n"),
            "t:3: [[network.apn]] name: \"iOT\" is given a second time, after line 1");
}

TEST(ConfigErrors, TextThatIsNotTomlIsOneWithItsLine) {
  EXPECT_THAT(error_of("[modem]\nlog = \n"), StartsWith("t:2: not valid TOML: "));
  EXPECT_THAT(error_of("[modem]\n[modem]\n"), StartsWith("t:2: not valid TOML: "));
  EXPECT_THAT(error_of("[modem]\nlog = \"\xff\"\n"), StartsWith("t:2: not valid TOML: "));
  EXPECT_THAT(error_of(std::string_view("\0", 1)), StartsWith("t:1: not valid TOML: "));
}

TEST(ConfigErrors, StayReadableWhateverTheValue) {
  const std::string message =
      error_of("[modem]\nlog = \"a\\nb\\u001b" + std::string(5000, 'x') + '"');
  EXPECT_THAT(message, HasSubstr("got \"a?b?xxx"));
  EXPECT_TRUE(message.ends_with("x...\"")) << message;
  EXPECT_LT(message.size(), 200U);
}

TEST(ConfigErrors, DeepNestingIsRefusedAndNotFollowed) {
  std::string key = "a";
  for (int i = 0; i < 500000; ++i) key += ".a";
  for (const std::string before :
       {"", "x = \"[\" # ]\n", "x = '''\n#\"'''''\n", "x = \"\\\"\"\n"}) {
    const std::string line = std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
    const std::string expected = "t:" + line + ": tables are nested too deeply";
    EXPECT_EQ(error_of(before + '[' + key + "]\n"), expected);
    EXPECT_EQ(error_of(before + key + " = 1\n"), expected);
    EXPECT_EQ(error_of(before + "y = {" + key + " = 1}\n"), expected);
    EXPECT_EQ(error_of(before + "y = " + std::string(100000, '[')), expected);
  }
}

TEST(ConfigErrors, DotsAndBracketsInStringsAndCommentsAreNoNesting) {
  const std::string many = std::string(100, '.') + std::string(100, '[');
  EXPECT_EQ(error_of("# " + many + "\n[modem]\nstate_dir = \"\\\"" + many + "\" # " + many + '\n'),
            "");
  EXPECT_EQ(error_of("[modem]\nstate_dir = '''" + many + "''" + many + "''''' # " + many + '\n'),
            "");
}

// A configuration of every key, and random edits of it: whatever the text is, there is an answer.
TEST(ConfigErrors, DamagedTextIsReadOrRefused) {
  const std::string valid =
      "[modem]\nimei = \"490154203237518\"\nstate_dir = '/tmp/x'\nlog = \"info\"\nseed = "
      "1\n[network]\n"
      "operator = \"00101\"\naccess = \"lte-m\"\ntac = 0x1F\ncell = 1_000\n"
      "registration_delay = 1.5e0\nroaming = true\n[[network.apn]]\nname = \"a\"\nipv4 = true\n"
      "ipv6 = false\ndns = [\"10.0.0.1\",\n \"[fd00::3]:53\"]\nlink = \"slirp\"\n"
      "[[network.apn]]\nname = '''b'''\n[network.hosts]\n\"a.example\" = [\"10.0.0.1\"]\n"
      "[impairment.uplink]\nloss = 0.1\ncorruption = 0.1\nreordering = 0.1\n[impairment.downlink]\n"
      "duplication = 0.1\ndelay = 0.1\njitter = 0.1\nrate = 1000\nqueue = 1000\n"
      "[radio]\nprofile = \"ideal\"\n[clock]\nscale = 2.0 # fast\nheld = false\n"
      "[capture]\ntime = 'model'\n";
  ASSERT_EQ(error_of(valid), "");
  constexpr std::string_view kInserted = "[]{}\"'=.,#\n\\_-+0159aenzT:\t\r \xc3\xff";
  std::mt19937 random(20240501);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  int accepted = 0;
  for (int round = 0; round < 10000; ++round) {
    std::string text = valid;
    for (std::size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = below(text.size());
      const std::size_t length = 1 + below(12);
      switch (below(5)) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.insert(at, 1, kInserted[below(kInserted.size())]);
          break;
        case 2:
          text.erase(at, length);
          break;
        case 3:
          text.insert(at, text.substr(below(text.size()), length * 3));
          break;
        default:
          text.resize(at);
      }
    }
    const std::string message = error_of(text);
    if (message.empty()) ++accepted;
    EXPECT_TRUE(message.empty() || message.starts_with("t:")) << message;
  }
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 9900);
}

}  // namespace
}  // namespace hostmodem
