// The application examples/upload.c: what an upload costs, and what release assistance saves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "hostmodem.h"
#include "support/echo_host.h"
#include "support/held_time.h"
#include "support/host_peer.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/temporary_directory.h"

/// main() of the example.
extern "C" int upload_main(int argc, char** argv);

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kConfiguration = R"([modem]
seed = 1
[radio]
profile = "nb-iot"
[clock]
held = true
)";

class UploadExample : public ::testing::Test {
 protected:
  enum class Peer { kAnswers, kIsSilent };

  /// What the application says of an upload with that expectation, on a clock that is held.
  std::string told(const std::string& expectation, Peer peer) {
    const std::string output = (directory_.path() / "output").native();
    EXPECT_EQ(in_a_process([&] { return run_here(expectation, peer, output); }), 0);
    std::ifstream file(output);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  double millicoulombs(const std::string& expectation, Peer peer) {
    const std::string text = told(expectation, peer);
    return std::stod(text.substr(text.find(": ") + 2));
  }

 private:
  static int run_here(const std::string& expectation, Peer peer, const std::string& output) {
    const EchoHost answers;
    const HostUdp silent(Family::kIpv4);
    const std::uint16_t port = peer == Peer::kAnswers ? answers.udp_port() : silent.port();
    if (std::freopen(output.c_str(), "w", stdout) == nullptr) return EXIT_FAILURE;
    if (hostmodem_configure(kConfiguration) != 0) return EXIT_FAILURE;
    std::string arguments[] = {"upload", "10.0.2.2", std::to_string(port), expectation};
    return run_in_held_time(
        [&] {
          char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                          arguments[3].data(), nullptr};
          return upload_main(4, argv);
        },
        Stillness({}, {}), std::chrono::milliseconds(20));
  }

  TemporaryDirectory directory_;
};

TEST_F(UploadExample, TellsWhatTheRadioDid) {
  const std::string nothing = told("nothing", Peer::kAnswers);
  EXPECT_THAT(nothing, HasSubstr("nothing: "));
  EXPECT_THAT(nothing, HasSubstr("connecting   1.200 s"));
  EXPECT_THAT(nothing, HasSubstr("sent          44 byte"));
  EXPECT_THAT(nothing, HasSubstr("received      44 byte"));
}

TEST_F(UploadExample, CostsLessWhenTheNetworkKnowsThatItWasTheLast) {
  const double nothing = millicoulombs("nothing", Peer::kIsSilent);
  EXPECT_LT(millicoulombs("last", Peer::kIsSilent), nothing / 3);
  EXPECT_LT(millicoulombs("no-data", Peer::kIsSilent), nothing / 3);
}

// The network pages a modem that said so in vain.
TEST_F(UploadExample, CostsMoreWhenItWasNotTheLast) {
  const double one_response = millicoulombs("one-resp", Peer::kAnswers);
  const double nothing = millicoulombs("nothing", Peer::kAnswers);
  EXPECT_LT(one_response, nothing / 3);
  EXPECT_GT(millicoulombs("last", Peer::kAnswers), nothing);
}

TEST_F(UploadExample, KeepsTheConnectionForWhatIsOngoing) {
  EXPECT_GT(millicoulombs("ongoing", Peer::kAnswers), 2 * millicoulombs("nothing", Peer::kAnswers));
}

TEST_F(UploadExample, RefusesWhatItDoesNotKnow) {
  Process example({HOSTMODEM_EXAMPLES_DIR "/upload", "10.0.2.2", "9", "everything"});
  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("usage: upload HOST PORT"));
}

}  // namespace
}  // namespace hostmodem::test
