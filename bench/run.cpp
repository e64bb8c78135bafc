#include "run.h"

#include <algorithm>
#include <exception>

namespace hostmodem::bench {

Summary summarise(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

Result run(const Row& row, int rounds, Seconds time) {
  std::vector<double> modem;
  std::vector<double> reference;
  std::vector<double> ratios;
  Result result;
  result.row = row;
  try {
    for (int round = 0; round < rounds; ++round) {
      const bool modem_begins = round % 2 == 0;
      if (modem_begins) modem.push_back(row.modem(time));
      if (row.reference) reference.push_back(row.reference(time));
      if (!modem_begins) modem.push_back(row.modem(time));
      if (row.reference) ratios.push_back(modem.back() / reference.back());
    }
  } catch (const std::exception& e) {
    result.error = e.what();
    return result;
  }
  result.modem = summarise(modem);
  if (row.reference) {
    result.reference = summarise(reference);
    result.ratio = result.modem->median / result.reference->median;
    result.round_ratio = summarise(ratios);
  }
  return result;
}

}  // namespace hostmodem::bench
