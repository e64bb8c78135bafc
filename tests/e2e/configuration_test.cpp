// The configuration through hostmodem.h and through the environment.

#include <gmock/gmock.h>

#include <cstdlib>

#include "e2e/modem_test.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class Configuration : public ModemTest {
 protected:
  ~Configuration() override { hostmodem_configure(nullptr); }
};

constexpr const char* kImei = "[modem]\nimei = \"490154203237518\"\n";

TEST_F(Configuration, IsWhatTheModemHas) {
  start(kImei, Modem::Start::kOffline);

  EXPECT_EQ(modem().at("AT+CGSN=1"), "+CGSN: \"490154203237518\"\r\nOK\r\n");
}

TEST_F(Configuration, WithAnUnknownKeyIsRejectedAndTheLogNamesTheLine) {
  const LogCapture log;

  EXPECT_EQ(hostmodem_configure("[modem]\nimei = \"490154203237518\"\ncolour = \"blue\"\n"),
            -NRF_EINVAL);

  EXPECT_THAT(log.lines().all(),
              Contains(AllOf(HasSubstr("colour"), HasSubstr("configuration:3:"))));
}

TEST_F(Configuration, WithAWrongTypeIsRejectedAndTheLogNamesTheLine) {
  const LogCapture log;

  EXPECT_EQ(hostmodem_configure("\n\n[network]\nroaming = \"yes\"\n"), -NRF_EINVAL);

  EXPECT_THAT(log.lines().all(),
              Contains(AllOf(HasSubstr("roaming"), HasSubstr("configuration:4:"))));
}

TEST_F(Configuration, ThatIsNotTomlIsRejectedAndTheLogNamesTheLine) {
  const LogCapture log;

  EXPECT_EQ(hostmodem_configure("[modem]\nimei = \n"), -NRF_EINVAL);

  EXPECT_THAT(log.lines().all(), Contains(HasSubstr("configuration:2:")));
}

TEST_F(Configuration, ThatIsRejectedLeavesTheFormerOne) {
  ASSERT_EQ(hostmodem_configure(kImei), 0);
  ASSERT_EQ(hostmodem_configure("nonsense"), -NRF_EINVAL);
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  std::string response(100, '\0');

  EXPECT_EQ(nrf_modem_at_cmd(response.data(), response.size(), "AT+CGSN=1"), 0);

  EXPECT_THAT(response, HasSubstr("490154203237518"));
  EXPECT_EQ(nrf_modem_shutdown(), 0);
}

TEST_F(Configuration, IsForTheNextLifeOnly) {
  start();

  EXPECT_EQ(hostmodem_configure(kImei), -NRF_EPERM);
  EXPECT_EQ(hostmodem_configure(nullptr), -NRF_EPERM);
}

TEST_F(Configuration, SaysWhereStateIsKept) {
  const TemporaryDirectory directory;
  const std::string state = (directory.path() / "state").string();
  start("[modem]\nstate_dir = \"" + state + "\"\n", Modem::Start::kOffline);
  std::string path(state.size() + 1, '?');

  EXPECT_EQ(hostmodem_state_directory(path.data(), state.size()), -NRF_ENAMETOOLONG);
  EXPECT_EQ(path, std::string(state.size() + 1, '?'));
  EXPECT_EQ(hostmodem_state_directory(nullptr, 100), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_state_directory(path.data(), path.size()), 0);
  EXPECT_STREQ(path.c_str(), state.c_str());
}

TEST_F(Configuration, WithoutAPlaceForStateSaysSo) {
  start("", Modem::Start::kOffline);
  std::string path(100, '\0');

  EXPECT_EQ(hostmodem_state_directory(path.data(), path.size()), -NRF_ENOENT);
}

class ConfigurationFile : public Configuration {
 protected:
  ~ConfigurationFile() override { unsetenv("HOSTMODEM_CONFIG"); }

  /// Makes it the file that the environment names.
  void set_environment(const std::string& toml) {
    setenv("HOSTMODEM_CONFIG", directory_.write("modem.toml", toml).c_str(), 1);
  }
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

TEST_F(ConfigurationFile, OfTheEnvironmentIsUsed) {
  set_environment(kImei);

  start("", Modem::Start::kOffline);

  EXPECT_THAT(modem().at("AT+CGSN=1"), HasSubstr("490154203237518"));
}

TEST_F(ConfigurationFile, OfTheEnvironmentGivesWayToTheOneThatWasSet) {
  set_environment("[modem]\nimei = \"352656100000017\"\n");

  start(kImei, Modem::Start::kOffline);

  EXPECT_THAT(modem().at("AT+CGSN=1"), HasSubstr("490154203237518"));
}

TEST_F(ConfigurationFile, OfTheEnvironmentThatIsWrongKeepsTheModemFromStarting) {
  set_environment("[modem]\ncolour = \"blue\"\n");
  const LogCapture log;
  nrf_modem_init_params params{};

  EXPECT_EQ(nrf_modem_init(&params), -NRF_EINVAL);

  EXPECT_FALSE(nrf_modem_is_initialized());
  EXPECT_THAT(log.lines().all(), Contains(AllOf(HasSubstr("modem.toml:2:"), HasSubstr("colour"))));
}

TEST_F(ConfigurationFile, ThatDoesNotExistKeepsTheModemFromStarting) {
  const std::string missing = (directory().path() / "missing.toml").string();
  setenv("HOSTMODEM_CONFIG", missing.c_str(), 1);
  const LogCapture log;
  nrf_modem_init_params params{};

  EXPECT_LT(nrf_modem_init(&params), 0);

  EXPECT_THAT(log.lines().all(), Contains(HasSubstr("missing.toml")));
}

TEST_F(ConfigurationFile, CanBeNamedToo) {
  const std::string file = directory().write("other.toml", kImei);

  ASSERT_EQ(hostmodem_configure_file(file.c_str()), 0);

  EXPECT_EQ(hostmodem_configure_file("/does/not/exist"), -NRF_ENOENT);
  EXPECT_EQ(hostmodem_configure_file(nullptr), -NRF_EFAULT);
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  std::string response(100, '\0');
  EXPECT_EQ(nrf_modem_at_cmd(response.data(), response.size(), "AT+CGSN=1"), 0);
  EXPECT_THAT(response, HasSubstr("490154203237518"));
  EXPECT_EQ(nrf_modem_shutdown(), 0);
}

}  // namespace
}  // namespace hostmodem::test
