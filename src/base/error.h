#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "nrf_errno.h"

namespace hostmodem {

/// An error of the Modem library. The numbers are those of nrf_errno.h (newlib's numbering), which
/// are not the host's: host errors are projected by errno_from_host().
enum class Errno : int {
#define HOSTMODEM_ERRNO(enumerator, name, text) enumerator = NRF_##name,
#include "base/errno_table.inc"
#undef HOSTMODEM_ERRNO
};

/// What every fallible operation of the core returns.
template <typename T>
using Result = tl::expected<T, Errno>;
using Status = Result<void>;

/// `return fail(Errno::kInval);`
[[nodiscard]] constexpr tl::unexpected<Errno> fail(Errno error) {
  return tl::unexpected<Errno>(error);
}

/// "NRF_ECONNREFUSED", or "unknown error" when the number is none of the table. Never null.
[[nodiscard]] std::string_view errno_name(int number);

/// "connection refused", or "unknown error". Never null.
[[nodiscard]] std::string_view errno_text(int number);

/// The Modem library's error for one of the host's <errno.h>; kIo when there is no counterpart.
[[nodiscard]] Errno errno_from_host(int host_errno);

}  // namespace hostmodem
