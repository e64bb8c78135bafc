// A bad day of a device: the application examples/https_client.c on a network like NB-IoT that
// loses one packet in twenty. The same seed gives the same day.

#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "hostmodem.h"
#include "nrf_modem.h"
#include "support/batch_relay.h"
#include "support/certificates.h"
#include "support/held_time.h"
#include "support/servers.h"
#include "support/stillness.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

/// main() of the example.
extern "C" int https_client_main(int argc, char** argv);

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;

using Row = std::vector<std::string>;

constexpr const char* kName = "server.test";

class LossyNetwork : public ::testing::Test {
 protected:
  static std::string configuration(int seed, const std::string& capture) {
    return "[modem]\nseed = " + std::to_string(seed) + R"(
[radio]
profile = "nb-iot"
[network.hosts]
"server.test" = ["10.0.2.2"]
[impairment.uplink]
loss = 0.05
[impairment.downlink]
loss = 0.05
[clock]
held = true
[capture]
secrets = true
file = ")" +
           capture + "\"\n";
  }

  /// Runs the example in a process of its own, as some of the IP stack's state is the process's;
  /// gives where the capture is.
  std::string run(int seed, const std::string& name) {
    const std::string capture = (directory_.path() / (name + ".pcapng")).native();
    const std::string ca = directory_.write("ca.pem", root_.certificate);
    EXPECT_EQ(in_a_process([&] { return run_here(configuration(seed, capture), ca); }), 0);
    return capture;
  }

  int run_here(const std::string& configuration, const std::string& ca) {
    if (hostmodem_configure(configuration.c_str()) != 0) return EXIT_FAILURE;
    BatchRelay relay(server_.port());
    std::string arguments[] = {"https_client", kName, std::to_string(relay.port()), ca, "/page"};
    return run_in_held_time(
        [&] {
          char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                          arguments[3].data(), arguments[4].data(), nullptr};
          return https_client_main(5, argv);
        },
        Stillness({server_.process_id()}, {server_.port(), relay.port()}),
        std::chrono::milliseconds(10), [&] { return relay.pump(); });
  }

  /// All that happened, with its time: events, commands, and packets by their lengths.
  static std::string events(const std::string& capture) {
    const std::vector<std::string> fields = {"frame.time_relative", "frame.interface_name",
                                             "frame.packet_flags_direction", "frame.len",
                                             "syslog.msg"};
    std::string lines;
    for (const Row& row : dissect(capture, "frame", fields).rows) {
      for (const std::string& field : row) lines += field + ' ';
      lines += '\n';
    }
    return lines;
  }

  static std::vector<std::string> faults(const std::string& capture) {
    return dissect_field(capture, "syslog.msg contains \"lost\"", "syslog.msg");
  }

  const Identity root_ = make_root("hostmodem test root", KeyKind::kRsa2048);
  const NginxServer server_{make_server(root_, kName, KeyKind::kRsa2048),
                            {{"page", std::string(6000, '.') + "the end\n"}}};
  const TemporaryDirectory directory_;
};

TEST_F(LossyNetwork, FetchesAPageOverHttpsWhateverIsLost) {
  const std::string capture = run(1, "once");
  EXPECT_GT(faults(capture).size(), 0U);
  // The keys are in the capture.
  EXPECT_THAT(dissect_field(capture, "http.request", "http.request.uri"), ElementsAre("/page"));
  EXPECT_THAT(dissect_field(capture, "http.response", "http.response.code"), ElementsAre("200"));
}

TEST_F(LossyNetwork, IsTheSameAgainWithTheSameSeed) {
  const std::string once = events(run(5, "once"));
  EXPECT_EQ(events(run(5, "again")), once);
  EXPECT_NE(events(run(6, "other")), once);
}

}  // namespace
}  // namespace hostmodem::test
