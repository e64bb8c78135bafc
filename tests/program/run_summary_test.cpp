// The summary of hostmodem run: of applications that end well, that crash and that are killed.

#include <regex>

#include "program/run_test.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunSummary : public RunTest {
 protected:
  /// Five bytes and the headers of UDP and IP, both ways.
  static void expect_exchange(const nlohmann::json& modem) {
    EXPECT_EQ(modem["sockets"]["udp"], 1);
    EXPECT_EQ(modem["sockets"]["tcp"], 0);
    ASSERT_EQ(modem["pdns"].size(), 1U);
    for (const char* const direction : {"uplink", "downlink"}) {
      // IPv6 has packets of its own when it comes up.
      EXPECT_GE(modem["pdns"][0][direction]["packets"], 1);
      EXPECT_GE(modem["pdns"][0][direction]["bytes"], 33);
    }
  }
};

TEST_F(RunSummary, IsOfWhatTheModemDid) {
  const auto json = summary({"--seed", "11", "--scale", "10"}, "exchange");

  EXPECT_EQ(status(), 0);
  EXPECT_EQ(json["exit_status"], 0);
  EXPECT_TRUE(json["signal"].is_null());
  EXPECT_EQ(json["command"][1], "exchange");
  ASSERT_EQ(json["modems"].size(), 1U);
  const auto& modem = json["modems"][0];
  EXPECT_EQ(modem["state"], "shut down");
  EXPECT_EQ(modem["seed"], 11);
  EXPECT_GT(modem["model_time_s"], 0);
  EXPECT_EQ(modem["errors"].size(), 0U);
  EXPECT_GT(modem["radio"]["time_s"]["connected"], 0);
  EXPECT_GT(modem["radio"]["charge_uc"]["total"], 0);
  expect_exchange(modem);
}

TEST_F(RunSummary, IsThereAfterASigkill) {
  const auto json = summary({}, "kill");

  EXPECT_EQ(status(), 137);
  EXPECT_EQ(json["signal"], "SIGKILL");
  EXPECT_EQ(json["modems"][0]["state"], "not shut down");
  expect_exchange(json["modems"][0]);
}

TEST_F(RunSummary, IsThereAfterAnAbort) {
  const auto json = summary({}, "abort");

  EXPECT_EQ(status(), 134);
  EXPECT_EQ(json["signal"], "SIGABRT");
  expect_exchange(json["modems"][0]);
}

TEST_F(RunSummary, IsThereWhenTheModemWasNotShutDown) {
  const auto json = summary({}, "exit");

  EXPECT_EQ(json["exit_status"], 5);
  EXPECT_EQ(json["modems"][0]["state"], "not shut down");
  expect_exchange(json["modems"][0]);
}

TEST_F(RunSummary, CountsErrorsByCallAndNumber) {
  const auto json = summary({"--uplink-loss", "1", "--scale", "1000"}, "refused");

  nlohmann::json expected = nlohmann::json::array();
  expected.push_back(
      {{"call", "nrf_connect"}, {"error", "NRF_ETIMEDOUT"}, {"number", 116}, {"count", 2}});
  expected.push_back(
      {{"call", "nrf_getaddrinfo"}, {"error", "NRF_EAI_NONAME"}, {"number", -2}, {"count", 1}});
  EXPECT_EQ(json["modems"][0]["errors"], expected);
  EXPECT_EQ(json["modems"][0]["sockets"]["tcp"], 2);
  EXPECT_GT(json["modems"][0]["pdns"][0]["uplink"]["faults"]["lost"], 2);
}

TEST_F(RunSummary, IsAText) {
  const Ran ran = run_mode({"--seed", "11"}, "kill");

  EXPECT_THAT(ran.err, StartsWith("hostmodem: " + application() + " was ended by SIGKILL after "));
  EXPECT_THAT(ran.err, HasSubstr("\n  modem     seed 11; "));
  EXPECT_THAT(ran.err, HasSubstr("; never shut down: its end is missing\n"));
  EXPECT_TRUE(
      std::regex_search(ran.err, std::regex("\n  pdn0      uplink: [0-9]+ packets?, [0-9]+ bytes\n"
                                            "            downlink: [0-9]+ packets?, [0-9]+ bytes\n"
                                            "  radio     .*connected [0-9.]+ s.*\n"
                                            "  charge    [0-9.]+ mC \\([0-9.]+ uAh\\)\n"
                                            "  sockets   1 UDP\n  errors    none\n")))
      << ran.err;
}

TEST_F(RunSummary, HasAModemForEachInitialisation) {
  const auto json = summary({"--seed", "2"}, "cycles");

  ASSERT_EQ(json["modems"].size(), 2U);
  EXPECT_EQ(json["modems"][0]["process"], json["modems"][1]["process"]);
  for (const auto& modem : json["modems"]) EXPECT_EQ(modem["state"], "shut down");
  EXPECT_THAT(run_mode({}, "cycles").err,
              AllOf(HasSubstr("modem 1 of 2, process "), HasSubstr("modem 2 of 2, process ")));
}

TEST_F(RunSummary, HasTheModemsOfAllProcesses) {
  const auto json = summary({}, "processes");

  EXPECT_EQ(status(), 0);
  ASSERT_EQ(json["modems"].size(), 2U);
  EXPECT_NE(json["modems"][0]["process"], json["modems"][1]["process"]);
  for (const auto& modem : json["modems"]) EXPECT_EQ(modem["state"], "shut down");
}

TEST_F(RunSummary, SaysWhenNoModemWasInitialised) {
  const Ran ran = run_mode({}, "never");

  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr(" returned 3 after "));
  EXPECT_THAT(ran.err, HasSubstr("\n  modem     never initialised\n"));
  EXPECT_EQ(summary({}, "never")["modems"].size(), 0U);
}

TEST_F(RunSummary, SaysWhenTheInitialisationFailed) {
  const Ran ran = run_mode({}, "broken");

  EXPECT_EQ(ran.status, 4);
  EXPECT_THAT(ran.err, HasSubstr("\n  modem     nrf_modem_init() failed\n"
                                 "  errors    nrf_modem_init NRF_ENOENT 1\n"));
}

TEST_F(RunSummary, IsLeftOutWhenNobodyWantsIt) {
  const Ran ran = run_mode({"--summary", "none"}, "exchange");

  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.err, "");
}

TEST_F(RunSummary, RefusesAnotherForm) {
  const Ran ran = run_mode({"--summary", "xml"}, "exchange");

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("--summary: xml not in {text,json,none}"));
}

}  // namespace
}  // namespace hostmodem::test
