#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rows.h"

namespace hostmodem::bench {

struct Summary {
  double median = 0;
  double min = 0;
  double max = 0;
};

/// `values` must not be empty.
Summary summarise(std::vector<double> values);

/// What came of a row.
struct Result {
  Row row;
  std::optional<Summary> modem;
  std::optional<Summary> reference;
  std::optional<double> ratio;         ///< of the medians, modem to reference
  std::optional<Summary> round_ratio;  ///< of each round's two values
  std::string error;                   ///< why there are no values; empty when there are
};

/// Measures the row `rounds` times. In each round the modem and its reference take turns, and who
/// begins changes, so that what else the host does meets both.
Result run(const Row& row, int rounds, Seconds time);

}  // namespace hostmodem::bench
