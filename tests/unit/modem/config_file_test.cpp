#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "modem/config.h"
#include "support/paths.h"

namespace hostmodem {
namespace {

namespace fs = std::filesystem;

class ConfigFile : public testing::Test {
 protected:
  ConfigFile() {
    std::string name = (fs::path(testing::TempDir()) / "config-XXXXXX").native();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ / "modem.toml";
  }
  ~ConfigFile() override { fs::remove_all(directory_); }

  void write(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }

  /// What is wrong with the file at `path`.
  static ConfigError error_of(const fs::path& path) {
    const auto config = load_config(path);
    EXPECT_FALSE(config);
    return config ? ConfigError{} : config.error();
  }

  fs::path directory_;
  fs::path path_;
};

TEST_F(ConfigFile, IsRead) {
  write("[network]\ntac = 7\n");
  const auto config = load_config(path_);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->network.tac, 7);
}

TEST_F(ConfigFile, MayBeEmpty) {
  write("");
  EXPECT_TRUE(load_config(path_));
}

TEST_F(ConfigFile, IsNamedInErrors) {
  write("[network]\n\ntac = \"7\"\n");
  const ConfigError error = error_of(path_);
  EXPECT_EQ(
      error.message,
      path_.native() + ":3: [network] tac: expected an integer from 0 to 65535, got a string");
  EXPECT_EQ(error.error, Errno::kInval);
}

TEST_F(ConfigFile, ThatIsNotThereIsAnError) {
  const ConfigError error = error_of(path_);
  EXPECT_EQ(error.message, path_.native() + ": No such file or directory");
  EXPECT_EQ(error.error, Errno::kNoEnt);
}

TEST_F(ConfigFile, ThatIsADirectoryIsAnError) {
  const ConfigError error = error_of(directory_);
  EXPECT_EQ(error.message, directory_.native() + ": Is a directory");
  EXPECT_EQ(error.error, Errno::kIsDir);
}

TEST_F(ConfigFile, ThatMayNotBeReadIsAnError) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write("");
  fs::permissions(path_, fs::perms::none);
  const ConfigError error = error_of(path_);
  EXPECT_EQ(error.message, path_.native() + ": Permission denied");
  EXPECT_EQ(error.error, Errno::kAcces);
}

TEST_F(ConfigFile, MayHaveOneMebibyte) {
  write(std::string(kMaxConfigSize, '\n'));
  EXPECT_TRUE(load_config(path_));
}

TEST_F(ConfigFile, OfMoreThanOneMebibyteIsAnError) {
  write(std::string(kMaxConfigSize + 1, '\n'));
  const ConfigError error = error_of(path_);
  EXPECT_EQ(error.message, path_.native() + ": larger than 1 MiB");
  EXPECT_EQ(error.error, Errno::kFBig);
}

TEST_F(ConfigFile, WithoutAnEndIsAnError) { EXPECT_EQ(error_of("/dev/zero").error, Errno::kFBig); }

/// The block between "```toml" and "```" of docs/configuration.md.
std::string documented_example() {
  std::ifstream file(HOSTMODEM_SOURCE_DIR "/docs/configuration.md", std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  constexpr std::string_view kStart = "```toml\n";
  const std::size_t start = page.find(kStart);
  if (start == std::string::npos) return {};
  const std::size_t first = start + kStart.size();
  return page.substr(first, page.find("```", first) - first);
}

TEST(ConfigDocumentation, ItsExampleIsValidAndUsesEverySection) {
  const std::string example = documented_example();
  ASSERT_NE(example, "");
  const auto config = parse_config(example, "example");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->imei, "490154203237518");
  EXPECT_EQ(config->log_level, log::Level::kInfo);
  EXPECT_EQ(config->network.tac, 0x04d2);
  EXPECT_EQ(config->network.registration_delay, std::chrono::milliseconds(2500));
  EXPECT_EQ(config->apns.size(), 2U);
  EXPECT_NE(config->hosts.find("coap.example.com"), nullptr);
  EXPECT_NE(config->hosts.find("gateway"), nullptr);
  EXPECT_EQ(config->seed, 20240501U);
  EXPECT_EQ(config->uplink.rate, 375000U);
  EXPECT_EQ(config->downlink.delay, std::chrono::milliseconds(80));
  EXPECT_EQ(config->clock_scale, 10.0);
}

}  // namespace
}  // namespace hostmodem
