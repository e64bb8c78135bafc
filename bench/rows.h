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
std::vector<Row> clock_rows();
/// The peer must outlive them.
std::vector<Row> fleet_rows(const Peer& peer);

/// These need no modem: they measure links.
std::vector<Row> impairment_rows();

/// The configuration of the modems whose rows do not need another.
inline constexpr const char* kQuiet = "[modem]\nlog = \"warning\"\n";

/// Prints the memory of this process before and after it brings a modem online, and when that has
/// as many sockets as it can; what a process that lifecycle_rows() starts does, and nothing else.
int run_memory_probe();

/// What a process that fleet_rows() starts does, and nothing else: exchanges a datagram with the
/// peer, by a "modem" or by the "kernel", says so in a line, and waits for the end of its input.
int run_fleet_member(const std::string& kind, Port echo);

/// The argument with which the program runs run_fleet_member(); its own follow.
inline constexpr const char* kFleetMember = "--fleet-member";

/// The argument with which the program runs run_memory_probe().
inline constexpr const char* kMemoryProbe = "--memory-probe";

}  // namespace hostmodem::bench
