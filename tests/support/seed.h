#pragma once

#include <cstdint>

namespace hostmodem::test {

/// Where the random choices of a test start: what $HOSTMODEM_RACE_SEED says, or else always the
/// same. A test that fails says it, as in SCOPED_TRACE(seed_note()).
[[nodiscard]] std::uint32_t race_seed();

/// "HOSTMODEM_RACE_SEED=1"
[[nodiscard]] const char* seed_note();

}  // namespace hostmodem::test
