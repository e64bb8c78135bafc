#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "dns/hosts.h"
#include "link/impairment.h"
#include "pdn/pdn.h"
#include "radio/current_profile.h"
#include "radio/link_profile.h"
#include "radio/radio.h"

namespace hostmodem {

/// What the times of captures are.
enum class CaptureTime {
  kReal,  ///< the host's time of day when the modem was made, and the modem's clock since then
  kModel  ///< the modem's clock alone, from the beginning of 1970 on
};

/// What is captured from the start, and what any capture holds.
struct CaptureConfig {
  std::optional<std::filesystem::path> file;     ///< nullopt: nothing is captured from the start
  bool secrets = false;                          ///< TLS keys too
  std::optional<std::filesystem::path> key_log;  ///< a file of their own for TLS keys
  CaptureTime time = CaptureTime::kReal;
};

/// What the modem and the world around it are like. The defaults are a modem that works without
/// any configuration. docs/configuration.md is the reference of the keys that set it.
struct Config {
  std::string imei;  ///< 15 digits; empty: the AT interpreter's default
  std::optional<std::filesystem::path> state_dir;
  std::optional<log::Level> log_level;
  radio::Network network;
  const radio::LinkProfile* profile = radio::link_profiles().data();  ///< of all that there are
  std::optional<std::chrono::milliseconds> rrc_set_up;                ///< nullopt: the profile's
  std::chrono::milliseconds rrc_inactivity = radio::Rrc::Settings().inactivity;
  std::vector<pdn::Apn> apns;  ///< empty: any APN is accepted
  dns::Hosts hosts;
  link::Impairment uplink;  ///< of every PDN, as the following
  link::Impairment downlink;
  std::chrono::milliseconds blackout_after{};  ///< from the start
  std::chrono::milliseconds blackout{};        ///< of every PDN; zero: there is none
  double clock_scale = 1.0;
  bool clock_held = false;  ///< from the start: it stands at zero until it is stepped
  /// Of all randomness outside cryptography; nullopt: another one each time.
  std::optional<std::uint32_t> seed;
  CaptureConfig capture;
  /// Where who controls the running modem reaches it; nullopt: nobody does.
  std::optional<std::filesystem::path> control_socket;
  /// By radio::Draw; nullopt: that of the access technology.
  std::array<std::optional<double>, radio::kDraws> draws;

  [[nodiscard]] radio::Rrc::Settings rrc() const {
    return {.set_up = rrc_set_up.value_or(profile->set_up),
            .paging_cycle = profile->paging_cycle,
            .inactivity = rrc_inactivity};
  }
  [[nodiscard]] radio::CurrentProfile current() const;
};

/// What is wrong with a configuration.
struct ConfigError {
  /// For a person: one line for each problem, in the order of the file, without a newline at the
  /// end; each names the source, the line and the key, and says what was expected.
  std::string message;
  /// kInval: the text is at fault; else what reading the file failed with.
  Errno error = Errno::kInval;
};

/// No file is read beyond this many bytes.
inline constexpr std::size_t kMaxConfigSize = std::size_t{1} << 20;

/// Reads TOML. Every key has a default, so an empty text is the default configuration.
///
/// @param toml    UTF-8, of any length.
/// @param source  The name that messages give ("/etc/modem.toml", "configuration").
///
/// Any thread; does not block; throws nothing.
tl::expected<Config, ConfigError> parse_config(std::string_view toml, std::string_view source);

/// Sets more keys of `config`, each line of `settings` being TOML of its own, as in
/// "impairment.uplink.loss = 0.05": they are applied in their order, and take the place of what
/// `config` has. A list takes the place of a list; a host name that of one. After an error `config`
/// is as it was.
///
/// Any thread; does not block; throws nothing.
tl::expected<void, ConfigError> apply_settings(Config& config, std::string_view settings,
                                               std::string_view source);

/// Reads a TOML file, or a pipe to its end. Errors besides those of parse_config(): what the host
/// says of the file (kNoEnt, kAcces, kIsDir, ...), and kFBig above kMaxConfigSize.
///
/// Any thread; blocks while the host reads; throws nothing.
tl::expected<Config, ConfigError> load_config(const std::filesystem::path& path);

}  // namespace hostmodem
