#pragma once

#include <string>
#include <string_view>

/// The rules of host names: which text is one, and when two are the same.
namespace hostmodem::dns {

/// The longest host name that is taken, characters.
inline constexpr std::size_t kMaxName = 255;

/// Whether `text` can be asked for: labels of 1 to 63 letters, digits, hyphens and underscores,
/// with an optional dot at the end, of which the last one is not a number ("256.1.1.1" is no
/// address, and no name either).
/// RFC: 1123 2.1; the underscore is not in it, but in the names of many private networks.
[[nodiscard]] bool is_host_name(std::string_view text);

/// `name` as it is compared: lower case, without a dot at the end. RFC: 1035 2.3.3.
[[nodiscard]] std::string folded(std::string_view name);

}  // namespace hostmodem::dns
