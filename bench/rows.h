#pragma once

#include <functional>
#include <string>
#include <vector>

#include "certificates.h"
#include "measure.h"
#include "peer.h"

namespace hostmodem::bench {

/// Measures once, for about that long; throws when it fails.
using Measure = std::function<double(Seconds)>;

enum class Better { kHigher, kLower };

/// A row of the table: one thing, measured with the modem and with what it is compared to.
struct Row {
  std::string name;
  std::string unit;
  Better better = Better::kHigher;
  Measure modem;
  Measure reference;  ///< empty: there is nothing to compare with
};

/// These need a modem that is online. The peer must outlive the rows.
std::vector<Row> tcp_rows(const Peer& peer);
std::vector<Row> udp_rows(const Peer& peer);
std::vector<Row> poll_rows(const Peer& peer);
/// The modem must hold the authority under kSecurityTag.
std::vector<Row> tls_rows(const Peer& peer, const Certificates& certificates);

/// These need a process without a modem: they start their own.
std::vector<Row> lifecycle_rows();

/// Prints the memory of this process before and after it brings a modem online; what a process that
/// lifecycle_rows() starts does, and nothing else.
int run_memory_probe();

/// The argument with which the program runs run_memory_probe().
inline constexpr const char* kMemoryProbe = "--memory-probe";

}  // namespace hostmodem::bench
