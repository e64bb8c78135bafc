// Measures the modem's sockets beside the kernel's, and its TLS beside OpenSSL's.
// docs/benchmarks.md says how to read the table.

#include <hostmodem.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "online_modem.h"
#include "table.h"

namespace hostmodem::bench {
namespace {

struct Options {
  int rounds = 5;
  double seconds = 0.4;
  std::string filter;
  std::string json;
};

/// Measures and prints row after row.
class Bench {
 public:
  Bench(const Options& options, std::ostream& out) : options_(options), out_(out) {
    print_head(out_, options_.rounds, Seconds(options_.seconds));
  }

  void run(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      if (chosen(row)) run(row);
    }
  }

  /// Each row with a modem of its own: what connections leave behind for a while in its link would
  /// be measured with the rows after them.
  void run_online(const std::vector<Row>& rows, const std::string& authority_pem) {
    for (const Row& row : rows) {
      if (!chosen(row)) continue;
      const OnlineModem modem(authority_pem);
      run(row);
    }
  }

  [[nodiscard]] const std::vector<Result>& results() const { return results_; }

  [[nodiscard]] bool failed() const {
    return std::any_of(results_.begin(), results_.end(),
                       [](const Result& result) { return !result.error.empty(); });
  }

 private:
  [[nodiscard]] bool chosen(const Row& row) const {
    return row.name.find(options_.filter) != std::string::npos;
  }

  void run(const Row& row) {
    results_.push_back(bench::run(row, options_.rounds, Seconds(options_.seconds)));
    print_line(out_, results_.back());
  }

  const Options& options_;
  std::ostream& out_;
  std::vector<Result> results_;
};

int run_benchmarks(const Options& options) {
  const bool json_to_stdout = options.json == "-";
  std::ofstream json_file;
  if (!options.json.empty() && !json_to_stdout) {
    json_file.open(options.json);
    if (!json_file) throw std::runtime_error(options.json + " cannot be written");
  }

  const Certificates certificates = make_certificates();
  const Peer peer(certificates);  // forks: before anything starts a thread
  Bench bench(options, json_to_stdout ? std::cerr : std::cout);
  bench.run_online(tcp_rows(peer), certificates.authority);
  bench.run_online(udp_rows(peer), certificates.authority);
  bench.run_online(poll_rows(peer), certificates.authority);
  bench.run_online(tls_rows(peer, certificates), certificates.authority);
  bench.run(lifecycle_rows());
  bench.run(fleet_rows(peer));
  bench.run(clock_rows());
  bench.run(impairment_rows());
  if (bench.results().empty()) throw std::runtime_error("no row contains " + options.filter);

  if (!options.json.empty()) {
    print_json(json_to_stdout ? std::cout : json_file, bench.results(), options.rounds,
               Seconds(options.seconds));
  }
  return bench.failed() ? 1 : 0;
}

}  // namespace
}  // namespace hostmodem::bench

int main(int argc, char** argv) {
  hostmodem::bench::Options options;
  CLI::App app("Measures the modem's sockets beside the kernel's, and its TLS beside OpenSSL's.");
  app.add_option("--rounds", options.rounds, "How often each row is measured")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long a measurement takes")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  app.add_option("--filter", options.filter, "Only the rows whose name contains this text");
  app.add_option("--json", options.json, "Write all numbers to this file as JSON; - is stdout");
  bool memory_probe = false;
  app.add_flag(hostmodem::bench::kMemoryProbe, memory_probe)->group("");
  std::vector<std::string> member;
  app.add_option(hostmodem::bench::kFleetMember, member)->expected(2)->group("");
  CLI11_PARSE(app, argc, argv);

  try {
    hostmodem_configure(hostmodem::bench::kQuiet);
    if (!member.empty()) {
      const auto port = static_cast<hostmodem::bench::Port>(std::stoul(member[1]));
      return hostmodem::bench::run_fleet_member(member[0], port);
    }
    return memory_probe ? hostmodem::bench::run_memory_probe()
                        : hostmodem::bench::run_benchmarks(options);
  } catch (const std::exception& e) {
    std::cerr << "hostmodem_bench: " << e.what() << '\n';
    return 1;
  }
}
