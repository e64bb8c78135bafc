#pragma once

#include <iosfwd>
#include <vector>

#include "run.h"

namespace hostmodem::bench {

/// For a person: a head, and a line for each result as soon as it is there.
void print_head(std::ostream& out, int rounds, Seconds time);
void print_line(std::ostream& out, const Result& result);

/// For a program: everything in one JSON object.
void print_json(std::ostream& out, const std::vector<Result>& results, int rounds, Seconds time);

}  // namespace hostmodem::bench
