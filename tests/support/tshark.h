#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// What Wireshark makes of a capture.
namespace hostmodem::test {

struct Dissection {
  /// One row for each packet, one text for each field; a field that a packet has several times is
  /// joined with commas.
  std::vector<std::vector<std::string>> rows;
  /// Whether tshark read the file to its end without a complaint.
  bool whole = false;
};

/// Runs tshark: `fields` (such as "ip.src") of the packets that `filter` selects; empty: all.
[[nodiscard]] Dissection dissect(const std::string& path, const std::string& filter,
                                 const std::vector<std::string>& fields);

/// The first field of each row, when that is all that is asked for.
[[nodiscard]] std::vector<std::string> dissect_field(const std::string& path,
                                                     const std::string& filter,
                                                     const std::string& field);

/// Runs capinfos, which is quicker: how many packets a file has, up to where it can be read.
[[nodiscard]] std::size_t count_packets(const std::string& path);

}  // namespace hostmodem::test
