// The application examples/mqtt_publish.c, with mosquitto as the broker; and with brokers that do
// something else.

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

constexpr auto kKey = "000102030405060708090a0b0c0d0e0f";
constexpr auto kOtherKey = "f00102030405060708090a0b0c0d0e0f";

/// A broker that does as the test says.
OpensslServer broker_by_hand() { return OpensslServer({"-psk", kKey, "-psk_identity", "device"}); }

class MqttExample : public ::testing::Test {
 protected:
  [[nodiscard]] Process start(std::uint16_t port, const std::string& key = kKey,
                              const std::string& message = "21.5 C") const {
    return Process({HOSTMODEM_EXAMPLES_DIR "/mqtt_publish", "10.0.2.2", std::to_string(port),
                    "device", directory_.write("key", key + "\n"), "room/temperature", message},
                   {"HOSTMODEM_CONFIG=/dev/null"});
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(MqttExample, PublishesToASubscriber) {
  MosquittoBroker broker("device", kKey, "PSK");
  Process subscriber({"mosquitto_sub", "-h", "127.0.0.1", "-p", std::to_string(broker.port()),
                      "--psk", kKey, "--psk-identity", "device", "--tls-version", "tlsv1.2", "-q",
                      "1", "-t", "room/#", "-C", "1", "-v"});
  broker.process().wait_for_output("Sending SUBACK");

  Process example = start(broker.port());

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  EXPECT_EQ(example.output(), "published\n");
  EXPECT_EQ(subscriber.wait_for_end(), 0) << subscriber.output();
  EXPECT_EQ(subscriber.output(), "room/temperature 21.5 C\n");
}

TEST_F(MqttExample, ShowsItsIdentityAndTakesLeave) {
  MosquittoBroker broker("device", kKey, "PSK");

  Process example = start(broker.port());

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  broker.process().wait_for_output("u'device'");
  broker.process().wait_for_output("Received DISCONNECT from device");
}

TEST_F(MqttExample, PublishesAMessageWhoseLengthTakesTwoBytes) {
  MosquittoBroker broker("device", kKey, "PSK");

  Process example = start(broker.port(), kKey, std::string(200, 'x'));

  EXPECT_EQ(example.wait_for_end(), 0) << example.output();
  broker.process().wait_for_output("'room/temperature', ... (200 bytes)");
}

TEST_F(MqttExample, SaysThatAMessageIsTooLong) {
  MosquittoBroker broker("device", kKey, "PSK");

  Process example = start(broker.port(), kKey, std::string(2000, 'x'));

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("the packet would have more than 1024 bytes"));
}

TEST_F(MqttExample, SaysThatTheBrokerDoesNotAcceptTheKey) {
  MosquittoBroker broker("device", kKey, "PSK");

  Process example = start(broker.port(), kOtherKey);

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("connect: NRF_ECONNREFUSED"));
  EXPECT_THAT(example.output(), HasSubstr("that accepts the identity and the key"));
  EXPECT_THAT(example.output(), Not(HasSubstr(kOtherKey)));
}

TEST_F(MqttExample, SaysThatNobodyListens) {
  const ClosedPort port(Family::kIpv4);

  Process example = start(port.port());

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(),
              HasSubstr("10.0.2.2: no broker at port " + std::to_string(port.port())));
}

TEST_F(MqttExample, SaysWhyTheBrokerRefuses) {
  OpensslServer broker = broker_by_hand();
  Process example = start(broker.port());
  broker.process().wait_for_output("MQTT");

  broker.process().write_input({"\x20\x02\x00\x05", 4});

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("CONNACK: the broker refuses: not authorized (5)"));
}

TEST_F(MqttExample, SaysThatTheBrokerLeavesInsteadOfAnswering) {
  OpensslServer broker = broker_by_hand();
  Process example = start(broker.port());
  broker.process().wait_for_output("MQTT");

  broker.process().write_input("Q\n");

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("CONNACK: the broker closed the connection instead"));
}

TEST_F(MqttExample, DoesNotTakeAnotherMessagesAcknowledgement) {
  OpensslServer broker = broker_by_hand();
  Process example = start(broker.port());
  broker.process().wait_for_output("MQTT");
  broker.process().write_input({"\x20\x02\x00\x00", 4});
  broker.process().wait_for_output("room/temperature");

  broker.process().write_input({"\x40\x02\x00\x07", 4});

  EXPECT_EQ(example.wait_for_end(), 1);
  EXPECT_THAT(example.output(), HasSubstr("PUBACK: of a message that was not sent (7)"));
}

TEST(MqttExampleUsage, IsTold) {
  Process help({HOSTMODEM_EXAMPLES_DIR "/mqtt_publish", "--help"});
  EXPECT_EQ(help.wait_for_end(), 0);
  EXPECT_THAT(help.output(), HasSubstr("usage: mqtt_publish HOST PORT"));
  Process nothing({HOSTMODEM_EXAMPLES_DIR "/mqtt_publish"});
  EXPECT_EQ(nothing.wait_for_end(), 1);
  EXPECT_THAT(nothing.output(), HasSubstr("usage: mqtt_publish HOST PORT"));
}

}  // namespace
}  // namespace hostmodem::test
