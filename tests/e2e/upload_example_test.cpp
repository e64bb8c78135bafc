// The application examples/upload.c: what an upload costs, and what release assistance saves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/echo_host.h"
#include "support/host_peer.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

class UploadExample : public ::testing::Test {
 protected:
  /// What the application says for an expectation, on a network like NB-IoT that is in a hurry.
  std::string told(const std::string& expectation, std::uint16_t port) {
    Process example(
        {HOSTMODEM_EXAMPLES_DIR "/upload", "10.0.2.2", std::to_string(port), expectation},
        {"HOSTMODEM_CONFIG=" +
         directory_.write("modem.toml", "[radio]\nprofile = \"nb-iot\"\n[clock]\nscale = 50\n")});
    EXPECT_EQ(example.wait_for_end(), 0) << example.output();
    return example.output();
  }

  static double millicoulombs(const std::string& told) {
    const std::size_t colon = told.find(": ");
    return std::stod(told.substr(colon + 2));
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(UploadExample, TellsWhatTheRadioDid) {
  const EchoHost host;
  const std::string nothing = told("nothing", host.udp_port());
  EXPECT_THAT(nothing, HasSubstr("nothing: "));
  EXPECT_THAT(nothing, HasSubstr("connected"));
  EXPECT_THAT(nothing, HasSubstr("sent          44 byte"));
  EXPECT_THAT(nothing, HasSubstr("received      44 byte"));
}

TEST_F(UploadExample, CostsLessWhenTheNetworkKnowsThatItWasTheLast) {
  const HostUdp silent(Family::kIpv4);
  const double nothing = millicoulombs(told("nothing", silent.port()));
  EXPECT_LT(millicoulombs(told("last", silent.port())), nothing / 2);
  EXPECT_LT(millicoulombs(told("no-data", silent.port())), nothing / 2);
}

// The network pages a modem that said so in vain.
TEST_F(UploadExample, CostsMoreWhenItWasNotTheLast) {
  const EchoHost host;
  const double one_response = millicoulombs(told("one-resp", host.udp_port()));
  EXPECT_LT(one_response, millicoulombs(told("nothing", host.udp_port())));
  EXPECT_LT(one_response, millicoulombs(told("last", host.udp_port())));
}

TEST_F(UploadExample, RefusesWhatItDoesNotKnow) {
  Process example({HOSTMODEM_EXAMPLES_DIR "/upload", "10.0.2.2", "9", "everything"});
  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("usage: upload HOST PORT"));
}

}  // namespace
}  // namespace hostmodem::test
