// The application examples/coap_get.c, with the servers of libcoap.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/paths.h"
#include "support/ports.h"
#include "support/process.h"
#include "support/servers.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kKey = "secretPSK";
constexpr auto kKeyDigits = "73656372657450534b";
constexpr auto kOtherKeyDigits = "00112233445566778899aabbccddeeff";

class CoapExample : public ::testing::Test {
 protected:
  [[nodiscard]] Process start(std::uint16_t port, const std::string& path,
                              const std::string& key = kKeyDigits,
                              const std::string& configuration = "") const {
    return Process({HOSTMODEM_EXAMPLES_DIR "/coap_get", "10.0.2.2", std::to_string(port), "device",
                    directory_.write("key", key + "\n"), path},
                   {"HOSTMODEM_CONFIG=" + directory_.write("modem.toml", configuration)});
  }

 private:
  TemporaryDirectory directory_;
};

class CoapExampleWithLibrary : public CoapExample,
                               public ::testing::WithParamInterface<CoapServer::Library> {};

INSTANTIATE_TEST_SUITE_P(Libraries, CoapExampleWithLibrary,
                         ::testing::Values(CoapServer::Library::kOpenssl,
                                           CoapServer::Library::kGnutls),
                         [](const auto& test) { return test.index == 0 ? "Openssl" : "Gnutls"; });

TEST_P(CoapExampleWithLibrary, GetsAResource) {
  const CoapServer server(GetParam(), kKey);

  Process example = start(server.port(), "");

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  EXPECT_THAT(example.output(), HasSubstr("2.05, "));
  EXPECT_THAT(example.output(), HasSubstr("This is a test server made with libcoap"));
}

TEST_P(CoapExampleWithLibrary, GetsAnAnswerThatComesAfterTheAcknowledgement) {
  const CoapServer server(GetParam(), kKey);

  Process example = start(server.port(), "/async?1");

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  EXPECT_THAT(example.output(), HasSubstr("acknowledged, the answer comes later\n"));
  EXPECT_THAT(example.output(), HasSubstr("2.05, 4 bytes\ndone"));
}

TEST_P(CoapExampleWithLibrary, FailsForAResourceThatDoesNotExist) {
  const CoapServer server(GetParam(), kKey);

  Process example = start(server.port(), "/no/such/resource/in-all-of-the-world");

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("4.04, "));
}

TEST_F(CoapExample, FindsAResourceBySeveralOptions) {
  const CoapServer server(CoapServer::Library::kOpenssl, kKey);

  Process example = start(server.port(), "/.well-known/core?rt=ticks");

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  EXPECT_THAT(example.output(), HasSubstr("</time>"));
  EXPECT_THAT(example.output(), Not(HasSubstr("</async>")));
}

TEST_F(CoapExample, AsksAgainWhenTheAnswerIsLost) {
  // Three datagrams of the server's are the handshake; the fourth is the answer.
  const CoapServer server(CoapServer::Library::kOpenssl, kKey, {"-l", "4"});

  Process example = start(server.port(), "");

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  EXPECT_THAT(example.output(), HasSubstr("no answer: sending again, 1 of 4"));
  EXPECT_THAT(example.output(), HasSubstr("This is a test server made with libcoap"));
}

TEST_F(CoapExample, GivesUpWhenTheServerSaysNothing) {
  // It knows nothing of CoAP.
  Process server({"openssl", "s_server", "-dtls1_2", "-accept", "127.0.0.1:0", "-nocert", "-psk",
                  kKeyDigits, "-psk_identity", "device"});
  const std::string port = server.wait_for_line("ACCEPT 127.0.0.1:");

  Process example =
      start(static_cast<std::uint16_t>(std::stoi(port)), "", kKeyDigits, "[clock]\nscale = 20\n");

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("no answer: sending again, 4 of 4"));
  EXPECT_THAT(example.output(), HasSubstr("the server does not answer"));
  const std::string request("D\x01M\x01tok\x01", 8);
  server.wait_for_output(request + request + request + request + request);
}

// OpenSSL says nothing to what it cannot decrypt, as DTLS has it.
TEST_F(CoapExample, SaysThatTheServerDoesNotAcceptTheKey) {
  const CoapServer server(CoapServer::Library::kOpenssl, kKey);

  Process example = start(server.port(), "", kOtherKeyDigits, "[clock]\nscale = 100\n");

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("connect: NRF_ETIMEDOUT"));
  EXPECT_THAT(example.output(), HasSubstr("that accepts the identity and the key"));
  EXPECT_THAT(example.output(), Not(HasSubstr(kOtherKeyDigits)));
}

TEST_F(CoapExample, SaysThatNobodyIsThere) {
  const ClosedPort port(Family::kIpv4, Transport::kUdp);

  Process example = start(port.port(), "");

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("connect: NRF_ECONNREFUSED"));
}

TEST_F(CoapExample, SaysThatAPartOfThePathIsTooLong) {
  Process example = start(1, "/" + std::string(256, 'x'));

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("the path, or a part of it, is too long"));
}

TEST(CoapExampleUsage, IsTold) {
  Process help({HOSTMODEM_EXAMPLES_DIR "/coap_get", "--help"});
  EXPECT_EQ(help.wait_for_end(), 0);
  EXPECT_THAT(help.output(), HasSubstr("usage: coap_get HOST PORT"));
  Process nothing({HOSTMODEM_EXAMPLES_DIR "/coap_get"});
  EXPECT_EQ(nothing.wait_for_end(), 1);
  EXPECT_THAT(nothing.output(), HasSubstr("usage: coap_get HOST PORT"));
}

}  // namespace
}  // namespace hostmodem::test
