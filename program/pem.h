#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace hostmodem::program {

/// What keeps `text` from being PEM with one or more blocks, all with one of the `labels`
/// ("CERTIFICATE"); nullopt: nothing. Text between the blocks is no fault. What is in the blocks is
/// looked at as far as its alphabet; headers, which encrypted keys have, are skipped. RFC: 7468 2;
/// RFC: 1421 4.4
[[nodiscard]] std::optional<std::string> pem_fault(std::string_view text,
                                                   std::initializer_list<std::string_view> labels);

}  // namespace hostmodem::program
