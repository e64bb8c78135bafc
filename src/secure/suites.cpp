#include "secure/suites.h"

#include <algorithm>
#include <array>

namespace hostmodem::secure {
namespace {

// The order is that of preference: a PSK first, as who provisioned one means it to be used; then
// AEAD before CBC, and the longer hash before SHA-1. CCM_8 is last of its kind: its tag is short.
constexpr std::array kSuites = {
    SuiteRow{0x00ae, "TLS_PSK_WITH_AES_128_CBC_SHA256", "PSK-AES128-CBC-SHA256",
             Authentication::kPsk},
    SuiteRow{0x008d, "TLS_PSK_WITH_AES_256_CBC_SHA", "PSK-AES256-CBC-SHA", Authentication::kPsk},
    SuiteRow{0x008c, "TLS_PSK_WITH_AES_128_CBC_SHA", "PSK-AES128-CBC-SHA", Authentication::kPsk},
    SuiteRow{0xc0a8, "TLS_PSK_WITH_AES_128_CCM_8", "PSK-AES128-CCM8", Authentication::kPsk, true},
    SuiteRow{0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256",
             Authentication::kEcdsa, true},
    SuiteRow{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
             Authentication::kRsa, true},
    SuiteRow{0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
             Authentication::kRsa, true},
    SuiteRow{0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE-ECDSA-AES256-SHA384",
             Authentication::kEcdsa},
    SuiteRow{0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-ECDSA-AES128-SHA256",
             Authentication::kEcdsa},
    SuiteRow{0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256",
             Authentication::kRsa},
    SuiteRow{0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA",
             Authentication::kEcdsa},
    SuiteRow{0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA",
             Authentication::kEcdsa},
    SuiteRow{0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA",
             Authentication::kRsa},
    SuiteRow{0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA",
             Authentication::kRsa},
};

}  // namespace

std::span<const SuiteRow> suites() { return kSuites; }

const SuiteRow* find_suite(std::uint16_t id) {
  const auto* const row = std::ranges::find(kSuites, id, &SuiteRow::id);
  return row == kSuites.end() ? nullptr : row;
}

Status validate_suites(std::span<const std::uint16_t> ids) {
  bool selects = false;
  for (const std::uint16_t id : ids) {
    if (id == kRenegotiationInfoScsv) continue;
    if (find_suite(id) == nullptr) return fail(Errno::kInval);
    selects = true;
  }
  if (!selects) return fail(Errno::kInval);
  return {};
}

std::vector<const SuiteRow*> select_suites(std::span<const std::uint16_t> ids, bool psk,
                                           bool certificates) {
  std::vector<const SuiteRow*> selected;
  const auto add = [&](const SuiteRow* row) {
    if (row == nullptr) return;
    if (row->authentication == Authentication::kPsk ? psk : certificates) selected.push_back(row);
  };
  if (ids.empty()) {
    for (const SuiteRow& row : suites()) add(&row);
  } else {
    for (const std::uint16_t id : ids) add(find_suite(id));
  }
  return selected;
}

std::string openssl_list(std::span<const SuiteRow* const> rows) {
  std::string list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) list += ':';
    list += rows[i]->openssl_name;
  }
  return list;
}

}  // namespace hostmodem::secure
