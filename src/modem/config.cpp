#include "modem/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

#include "modem/config_radio.h"
#include "modem/config_reader.h"
#include "modem/config_text.h"

namespace hostmodem {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

tl::unexpected<ConfigError> file_error(const std::filesystem::path& path, Errno error,
                                       std::string_view text) {
  ConfigError result;
  result.message.append(path.native()).append(": ").append(text);
  result.error = error;
  return tl::unexpected(std::move(result));
}

tl::unexpected<ConfigError> host_error(const std::filesystem::path& path, int host_errno) {
  return file_error(path, errno_from_host(host_errno), std::generic_category().message(host_errno));
}

/// The whole file, at most kMaxConfigSize bytes of it.
tl::expected<std::string, ConfigError> read_file(const std::filesystem::path& path) {
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return host_error(path, errno);
  std::string text;
  std::array<char, 16384> block;
  while (std::feof(file.get()) == 0) {
    const std::size_t count = std::fread(block.data(), 1, block.size(), file.get());
    if (std::ferror(file.get()) != 0) return host_error(path, errno);
    text.append(block.data(), count);
    if (text.size() > kMaxConfigSize) {
      return file_error(path, Errno::kFBig, "larger than 1 MiB");
    }
  }
  return text;
}

tl::expected<Config, ConfigError> parse(std::string_view toml, config::Reader& reader) {
  if (const auto line = config::find_deep_nesting(toml)) {
    reader.problem(static_cast<toml::source_index>(*line), "", "tables are nested too deeply");
    return tl::unexpected(reader.error());
  }
  try {
    const toml::table table = toml::parse(toml);
    reader.read_table("", table);
    config::settle_access(reader);
  } catch (const toml::parse_error& error) {
    std::string text("not valid TOML: ");
    text.append(error.description());
    reader.problem(error.source().begin.line, "", text);
  }
  if (reader.failed()) return tl::unexpected(reader.error());
  return std::move(reader.config);
}

}  // namespace

radio::CurrentProfile Config::current() const {
  radio::CurrentProfile current = radio::current_profile(network.access);
  for (std::size_t i = 0; i < current.size(); ++i) {
    current.at(i) = draws.at(i).value_or(current.at(i));
  }
  return current;
}

tl::expected<Config, ConfigError> parse_config(std::string_view toml, std::string_view source) {
  try {
    config::Reader reader(source);
    return parse(toml, reader);
  } catch (const std::exception&) {
    return tl::unexpected(ConfigError{"configuration: out of memory", Errno::kNoMem});
  }
}

tl::expected<void, ConfigError> apply_settings(Config& config, std::string_view settings,
                                               std::string_view source) {
  try {
    Config result = config;
    std::string line_ends;  // so that an error has the number of its line
    while (!settings.empty()) {
      const std::size_t end = std::min(settings.find('\n'), settings.size());
      config::Reader reader(source);
      reader.config = std::move(result);
      auto read = parse(line_ends + std::string(settings.substr(0, end)), reader);
      if (!read) return tl::unexpected(std::move(read.error()));
      result = std::move(*read);
      settings.remove_prefix(std::min(end + 1, settings.size()));
      line_ends += '\n';
    }
    config = std::move(result);
    return {};
  } catch (const std::exception&) {
    return tl::unexpected(ConfigError{"configuration: out of memory", Errno::kNoMem});
  }
}

tl::expected<Config, ConfigError> load_config(const std::filesystem::path& path) {
  try {
    const auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    return parse_config(*text, path.native());
  } catch (const std::exception&) {
    return tl::unexpected(ConfigError{"configuration: out of memory", Errno::kNoMem});
  }
}

}  // namespace hostmodem
