#include "interoperability.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "interop/matrix.h"

namespace hostmodem::tools {
namespace {

using test::interop::name_of;
using test::interop::Obstacle;
using test::interop::Peer;
using test::interop::Protocol;
using test::interop::Role;
using test::interop::Row;

constexpr std::string_view kIntroduction = R"(# Interoperability

Made by `scripts/generate-docs` from the table of which the tests are made
(`tests/interop/matrix.cpp`). Each *yes* is a test of the program `interop`, which CI runs against the
peers of Debian 12, in the versions that it has on that day:

- the handshake, for which hostmodem, and the peer unless it can't be told, allow this suite alone;
  both then say that they used it, where the peer says so;
- data both ways: some KiB in several records each, except for CoAP clients, which ask once;
- an end with `close_notify`: the peer's to hostmodem or hostmodem's to the peer, as the peer allows.

A number is a reason why there is no such handshake, given below; a test shows that there still is
none.

## Peers

| protocol | hostmodem as | peer | package | what goes both ways | the peer says the suite in |
|---|---|---|---|---|---|
)";

std::string cell(std::string_view text) { return " " + std::string(text) + " |"; }
std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }
std::string_view role(Role role) { return role == Role::kClient ? "client" : "server"; }

std::string peer_line(const Peer& peer) {
  return "|" + cell(name_of(peer.protocol)) + cell(role(peer.role)) + cell(code(peer.command)) +
         cell(peer.package) + cell(peer.talk) +
         cell(peer.suite.empty() ? std::string_view("nothing") : peer.suite) + "\n";
}

/// The reasons, in the order of their numbers.
class Reasons {
 public:
  std::string number(const Obstacle& obstacle) {
    auto found = std::ranges::find(reasons_, obstacle.reason);
    if (found == reasons_.end()) found = reasons_.insert(found, obstacle.reason);
    return std::to_string(found - reasons_.begin() + 1);
  }

  [[nodiscard]] std::string list() const {
    std::string text;
    for (std::size_t i = 0; i < reasons_.size(); ++i) {
      text += std::to_string(i + 1) + ". " + std::string(reasons_[i]) + ".\n";
    }
    return text;
  }

 private:
  std::vector<std::string_view> reasons_;
};

/// A line for each suite and key, a column for each peer. All peers have the same lines.
std::string matrix(Protocol protocol, const std::vector<Row>& rows, Reasons& reasons) {
  std::string head = "| suite | key |";
  std::string rule = "|---|---|";
  std::vector<const Row*> lines;  // Those of the first peer.
  for (const Row& row : rows) {
    if (row.peer->protocol != protocol) continue;
    if (lines.empty() || lines.front()->peer == row.peer) lines.push_back(&row);
  }
  for (const Peer& peer : test::interop::peers()) {
    if (peer.protocol != protocol) continue;
    head += cell(code(peer.command));
    rule += "---|";
  }
  std::string text = head + "\n" + rule + "\n";
  for (const Row* line : lines) {
    text += "|" + cell(code(line->suite->name)) + cell(name_of(line->key));
    for (const Row& row : rows) {
      if (row.peer->protocol != protocol || row.suite != line->suite || row.key != line->key) {
        continue;
      }
      text += cell(row.obstacle == nullptr ? "yes" : reasons.number(*row.obstacle));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string interoperability() {
  const std::vector<Row> rows = test::interop::rows();
  std::string page(kIntroduction);
  for (const Peer& peer : test::interop::peers()) page += peer_line(peer);
  Reasons reasons;
  for (const Protocol protocol : test::interop::protocols()) {
    page += "\n## " + std::string(name_of(protocol)) + " 1.2\n\n" + matrix(protocol, rows, reasons);
  }
  return page + "\n## Reasons\n\n" + reasons.list();
}

}  // namespace hostmodem::tools
