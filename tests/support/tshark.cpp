#include "support/tshark.h"

#include <sstream>
#include <stdexcept>

#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

/// Runs a program of Wireshark, without what it says of itself on standard error.
struct Output {
  int status = 0;
  std::string text;
};
Output run(std::vector<std::string> arguments) {
  const TemporaryDirectory configuration;  // nobody's own
  arguments.insert(arguments.begin(), {"sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null"});
  Process process(arguments, {"WIRESHARK_CONFIG_DIR=" + configuration.path().native()});
  Output output;
  output.status = process.wait_for_end();
  output.text = process.output();
  constexpr int kNotFound = 127;
  if (output.status == kNotFound) {
    throw std::runtime_error(arguments.at(3) + " is not installed (see packages.txt)");
  }
  return output;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  for (std::size_t tab = 0; (tab = line.find('\t', begin)) != std::string::npos; begin = tab + 1) {
    fields.push_back(line.substr(begin, tab - begin));
  }
  fields.push_back(line.substr(begin));
  return fields;
}

}  // namespace

Dissection dissect(const std::string& path, const std::string& filter,
                   const std::vector<std::string>& fields) {
  std::vector<std::string> arguments = {"tshark", "-n", "-r", path, "-T", "fields"};
  for (const char* protocol : {"ip", "tcp", "udp"}) {
    arguments.insert(arguments.end(), {"-o", std::string(protocol) + ".check_checksum:TRUE"});
  }
  if (!filter.empty()) arguments.insert(arguments.end(), {"-Y", filter});
  for (const std::string& field : fields) arguments.insert(arguments.end(), {"-e", field});
  const Output output = run(arguments);
  Dissection dissection;
  dissection.whole = output.status == 0;
  std::istringstream lines(output.text);
  for (std::string line; std::getline(lines, line);) dissection.rows.push_back(split(line));
  return dissection;
}

std::vector<std::string> dissect_field(const std::string& path, const std::string& filter,
                                       const std::string& field) {
  std::vector<std::string> values;
  for (auto& row : dissect(path, filter, {field}).rows) values.push_back(std::move(row.at(0)));
  return values;
}

std::size_t count_packets(const std::string& path) {
  // "Number of packets:   14", and nothing of a file that is none.
  const std::string text = run({"capinfos", "-c", "-M", path}).text;
  const std::string label = "Number of packets:";
  const std::size_t at = text.find(label);
  return at == std::string::npos ? 0 : std::stoul(text.substr(at + label.size()));
}

}  // namespace hostmodem::test
