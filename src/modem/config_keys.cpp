/// The keys of the configuration: the table at the end of this file, and above it how each is read.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include "base/letter_case.h"
#include "dns/names.h"
#include "modem/config_impairment.h"
#include "modem/config_radio.h"
#include "modem/config_rate_control.h"
#include "modem/config_reader.h"
#include "modem/config_text.h"

namespace hostmodem::config {
namespace {

constexpr std::string_view kTop;
constexpr std::string_view kModem = "[modem]";
constexpr std::string_view kNetwork = "[network]";
constexpr std::string_view kApn = "[[network.apn]]";
constexpr std::string_view kHosts = "[network.hosts]";
constexpr std::string_view kImpairment = "[impairment]";
constexpr std::string_view kRadio = "[radio]";
constexpr std::string_view kClock = "[clock]";
constexpr std::string_view kCapture = "[capture]";
constexpr std::string_view kControl = "[control]";

constexpr std::size_t kImeiDigits = 15;

bool is_apn_name(std::string_view text) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  return !text.empty() && text.size() <= pdn::kMaxApn &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

/// The interface of "tun:NAME", if it can be one of the host's.
std::optional<std::string> tun_name(std::string_view text) {
  constexpr std::string_view kPrefix = "tun:";
  constexpr std::size_t kMaxName = 15;
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const std::string_view name = text.substr(kPrefix.size());
  const bool possible = !name.empty() && name.size() <= kMaxName && name != "." && name != ".." &&
                        std::all_of(name.begin(), name.end(), [](char c) {
                          return c > ' ' && c < 0x7f && c != '/' && c != ':' && c != '%';
                        });
  return possible ? std::optional<std::string>(name) : std::nullopt;
}

/// For the keys at the top, which are sections.
void read_section(Reader& reader, const Row& row, const toml::node& value) {
  if (const toml::table* table = value.as_table()) {
    reader.read_table(label(row.section, row.key), *table);
  } else {
    reader.wrong_type(row, value);
  }
}

void read_imei(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  if (text->size() != kImeiDigits || !is_digits(*text)) {
    reader.mismatch(row, value, in_quotes(*text));
    return;
  }
  const char check_digit = luhn_check_digit(text->substr(0, kImeiDigits - 1));
  if (text->back() != check_digit) {
    reader.mismatch(row, value, in_quotes(*text) + ", whose check digit would be " + check_digit);
    return;
  }
  reader.config.imei = *text;
}

std::optional<std::filesystem::path> read_path(Reader& reader, const Row& row,
                                               const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return std::nullopt;
  // The host ends a path at a NUL.
  if (text->empty() || text->find('\0') != std::string_view::npos) {
    reader.mismatch(row, value, in_quotes(*text));
    return std::nullopt;
  }
  return *text;
}

void read_state_dir(Reader& reader, const Row& row, const toml::node& value) {
  if (auto path = read_path(reader, row, value)) reader.config.state_dir = std::move(path);
}

void read_log(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  reader.config.log_level = log::parse_level(*text);
  if (!reader.config.log_level) reader.mismatch(row, value, in_quotes(*text));
}

void read_seed(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seed = reader.integer(row, value, 0, 4294967295)) {
    reader.config.seed = static_cast<std::uint32_t>(*seed);
  }
}

void read_operator(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  if ((text->size() != 5 && text->size() != 6) || !is_digits(*text)) {
    reader.mismatch(row, value, in_quotes(*text));
    return;
  }
  reader.config.network.plmn = *text;
}

void read_tac(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto tac = reader.integer(row, value, 0, 65535)) {
    reader.config.network.tac = static_cast<std::uint16_t>(*tac);
  }
}

void read_cell(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto cell = reader.integer(row, value, 0, 268435455)) {
    reader.config.network.cell = static_cast<std::uint32_t>(*cell);
  }
}

void read_registration_delay(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seconds = reader.number(row, value, 0, 3600)) {
    reader.config.network.registration_delay =
        std::chrono::milliseconds(std::llround(*seconds * 1000));
  }
}

void read_roaming(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto roaming = reader.boolean(row, value)) reader.config.network.roaming = *roaming;
}

void read_apns(Reader& reader, const Row& row, const toml::node& value) {
  const toml::array* array = value.as_array();
  if (array == nullptr) {
    reader.wrong_type(row, value);
    return;
  }
  reader.config.apns.clear();  // those of settings that this one replaces
  std::map<std::string, toml::source_index> lines;
  for (const toml::node& element : *array) {
    const toml::table* table = element.as_table();
    if (table == nullptr) {
      reader.wrong_type(row, element);
      continue;
    }
    const toml::source_index line = table->source().begin.line;
    const pdn::Apn& apn = reader.config.apns.emplace_back();
    reader.read_table(kApn, *table);
    if (!apn.ipv4 && !apn.ipv6) {
      reader.problem(line, kApn, "ipv4 and ipv6 can't both be false");
    }
    if (!table->contains("name")) reader.problem(line, kApn, "the key name is missing");
    if (apn.name.empty()) continue;
    const auto [first, is_new] = lines.emplace(lower_case(apn.name), line);
    if (!is_new) {
      reader.problem(line, label(kApn, "name"),
                     in_quotes(apn.name) + " is given a second time, after line " +
                         std::to_string(first->second));
    }
  }
}

void read_apn_name(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  if (is_apn_name(*text)) {
    reader.config.apns.back().name = *text;
  } else {
    reader.mismatch(row, value, in_quotes(*text));
  }
}

void read_apn_ipv4(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto ipv4 = reader.boolean(row, value)) reader.config.apns.back().ipv4 = *ipv4;
}

void read_apn_ipv6(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto ipv6 = reader.boolean(row, value)) reader.config.apns.back().ipv6 = *ipv6;
}

void read_apn_dns(Reader& reader, const Row& row, const toml::node& value) {
  reader.strings(row, value, [&](std::string_view text, const toml::node& element) {
    if (const auto server = parse_server(text)) {
      reader.config.apns.back().dns.push_back(*server);
    } else {
      reader.mismatch(row, element, in_quotes(text));
    }
  });
}

void read_apn_link(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  pdn::LinkKind& link = reader.config.apns.back().link;
  if (*text == "slirp") {
    link = pdn::LinkKind::kSlirp;
  } else if (*text == "pipe") {
    link = pdn::LinkKind::kPipe;
  } else if (*text == "none") {
    link = pdn::LinkKind::kNone;
  } else if (const auto name = tun_name(*text)) {
    link = pdn::LinkKind::kTun;
    reader.config.apns.back().tun = *name;
  } else {
    reader.mismatch(row, value, in_quotes(*text));
  }
}

void read_router_lifetime(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seconds = reader.integer(row, value, 0, 65535)) {
    reader.config.apns.back().router_lifetime = std::chrono::seconds(*seconds);
  }
}

void read_hosts(Reader& reader, const Row& hosts_row, const toml::node& value) {
  const toml::table* table = value.as_table();
  if (table == nullptr) {
    reader.wrong_type(hosts_row, value);
    return;
  }
  // Those of settings that this one replaces; here, two spellings of a name add up.
  for (const auto& [key, entry] : *table) reader.config.hosts.remove(key.str());
  for (const auto& [key, entry] : *table) {
    const std::string_view name = key.str();
    const Row row{kHosts, name, "a list of one or more IP addresses", nullptr};
    if (entry.is_table()) {
      reader.wrong_type(row, entry, ": a name with dots needs quotes");
      continue;
    }
    if (!dns::is_host_name(name)) {
      reader.problem(key.source().begin.line, label(kHosts, name), "not a host name");
    }
    std::vector<IpAddress> addresses;
    reader.strings(row, entry, [&](std::string_view text, const toml::node& element) {
      if (const auto address = IpAddress::parse(text)) {
        addresses.push_back(*address);
      } else {
        reader.mismatch(row, element, in_quotes(text));
      }
    });
    if (entry.is_array() && entry.as_array()->empty()) reader.mismatch(row, entry, "an empty one");
    reader.config.hosts.add(name, addresses);
  }
}

void read_scale(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto scale = reader.number(row, value, 0.001, 1e6)) reader.config.clock_scale = *scale;
}

void read_held(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto held = reader.boolean(row, value)) reader.config.clock_held = *held;
}

void read_capture_file(Reader& reader, const Row& row, const toml::node& value) {
  if (auto path = read_path(reader, row, value)) reader.config.capture.file = std::move(path);
}

void read_capture_secrets(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto secrets = reader.boolean(row, value)) reader.config.capture.secrets = *secrets;
}

void read_key_log(Reader& reader, const Row& row, const toml::node& value) {
  if (auto path = read_path(reader, row, value)) reader.config.capture.key_log = std::move(path);
}

void read_capture_time(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  if (*text == "real") {
    reader.config.capture.time = CaptureTime::kReal;
  } else if (*text == "model") {
    reader.config.capture.time = CaptureTime::kModel;
  } else {
    reader.mismatch(row, value, in_quotes(*text));
  }
}

void read_control_socket(Reader& reader, const Row& row, const toml::node& value) {
  if (auto path = read_path(reader, row, value)) reader.config.control_socket = std::move(path);
}

constexpr std::array kRows = {
    Row{kTop, "modem", "a table", read_section},
    Row{kTop, "network", "a table", read_section},
    Row{kTop, "impairment", "a table", read_section},
    Row{kTop, "radio", "a table", read_section},
    Row{kTop, "energy", "a table", read_section},
    Row{kTop, "clock", "a table", read_section},
    Row{kTop, "capture", "a table", read_section},
    Row{kTop, "control", "a table", read_section},

    Row{kModem, "imei", "a string of 15 digits, the last one the check digit", read_imei},
    Row{kModem, "state_dir", "the path of a directory", read_state_dir},
    Row{kModem, "log", R"("debug", "info", "warning", "error" or "off")", read_log},
    Row{kModem, "seed", "an integer from 0 to 4294967295", read_seed},

    Row{kNetwork, "operator", "a string of 5 or 6 digits", read_operator},
    Row{kNetwork, "access", R"("lte-m" or "nb-iot")", read_access},
    Row{kNetwork, "tac", "an integer from 0 to 65535", read_tac},
    Row{kNetwork, "cell", "an integer from 0 to 268435455", read_cell},
    Row{kNetwork, "registration_delay", "a number of seconds from 0 to 3600",
        read_registration_delay},
    Row{kNetwork, "roaming", "true or false", read_roaming},
    Row{kNetwork, "apn", "tables, each under [[network.apn]]", read_apns},
    Row{kNetwork, "hosts", "a table, [network.hosts]", read_hosts},

    Row{kApn, "name", R"(1 to 63 letters, digits, "-", "." or "_")", read_apn_name},
    Row{kApn, "ipv4", "true or false", read_apn_ipv4},
    Row{kApn, "ipv6", "true or false", read_apn_ipv6},
    Row{kApn, "dns", R"(a list of "address", "address:port" or "[address]:port")", read_apn_dns},
    Row{kApn, "link", R"("slirp", "tun:NAME", "pipe" or "none")", read_apn_link},
    Row{kApn, "router_lifetime", "an integer from 0 to 65535", read_router_lifetime},
    Row{kApn, "rate_control", "a table, [network.apn.rate_control]", read_rate_control},

    Row{kRateControl, "packets", "an integer from 1 to 16777215", read_packets},
    Row{kRateControl, "window", "an integer from 60 to 604800, seconds", read_window},
    Row{kRateControl, "exceptional", "true or false", read_exceptional},
    Row{kRateControl, "additional_packets", "an integer from 1 to 16777215", read_packets},
    Row{kRateControl, "additional_window", "an integer from 60 to 604800, seconds", read_window},

    Row{kImpairment, "uplink", "a table, [impairment.uplink]", read_direction},
    Row{kImpairment, "downlink", "a table, [impairment.downlink]", read_direction},
    Row{kImpairment, "blackout", "a number of seconds from 0 to 4294967", read_blackout},
    Row{kImpairment, "blackout_after", "a number of seconds from 0 to 4294967", read_blackout},

    Row{kUplink, "loss", "a probability from 0 to 1", read_probability},
    Row{kUplink, "corruption", "a probability from 0 to 1", read_probability},
    Row{kUplink, "reordering", "a probability from 0 to 1", read_probability},
    Row{kUplink, "duplication", "a probability from 0 to 1", read_probability},
    Row{kUplink, "delay", "a number of seconds from 0 to 3600", read_link_delay},
    Row{kUplink, "jitter", "a number of seconds from 0 to 3600", read_link_delay},
    Row{kUplink, "rate", "an integer from 0 to 4294967295, bit/s", read_rate},
    Row{kUplink, "queue", "an integer from 1 to 4294967295, bytes", read_queue},

    Row{kDownlink, "loss", "a probability from 0 to 1", read_probability},
    Row{kDownlink, "corruption", "a probability from 0 to 1", read_probability},
    Row{kDownlink, "reordering", "a probability from 0 to 1", read_probability},
    Row{kDownlink, "duplication", "a probability from 0 to 1", read_probability},
    Row{kDownlink, "delay", "a number of seconds from 0 to 3600", read_link_delay},
    Row{kDownlink, "jitter", "a number of seconds from 0 to 3600", read_link_delay},
    Row{kDownlink, "rate", "an integer from 0 to 4294967295, bit/s", read_rate},
    Row{kDownlink, "queue", "an integer from 1 to 4294967295, bytes", read_queue},

    Row{kRadio, "profile", R"("ideal", "lte-m" or "nb-iot")", read_profile},
    Row{kRadio, "rrc_set_up", "a number of seconds from 0 to 60", read_rrc_set_up},
    Row{kRadio, "rrc_inactivity", "a number of seconds from 0.1 to 3600", read_rrc_inactivity},

    Row{kEnergy, "off", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "searching", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "idle", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "connecting", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "connected", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "edrx_sleep", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "psm", "a number of mA from 0 to 10000", read_draw},
    Row{kEnergy, "transmit", "a number of microcoulombs from 0 to 10000", read_draw},
    Row{kEnergy, "receive", "a number of microcoulombs from 0 to 10000", read_draw},

    Row{kClock, "scale", "a number from 0.001 to 1000000", read_scale},
    Row{kClock, "held", "true or false", read_held},

    Row{kCapture, "file", "the path of a file", read_capture_file},
    Row{kCapture, "secrets", "true or false", read_capture_secrets},
    Row{kCapture, "key_log", "the path of a file", read_key_log},
    Row{kCapture, "time", R"("real" or "model")", read_capture_time},

    Row{kControl, "socket", "the path of a socket", read_control_socket},
};

}  // namespace

std::span<const Row> rows() { return kRows; }

}  // namespace hostmodem::config
