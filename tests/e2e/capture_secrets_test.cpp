// What tshark opens of a captured TLS or DTLS connection with the keys in the file.

#include <gmock/gmock.h>

#include "e2e/tls.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

class CaptureSecrets : public Tls {
 protected:
  void SetUp() override { begin("secrets = true\n"); }

  void begin(const std::string& more) {
    start("[capture]\nfile = \"" + captured_ + "\"\n" + more, Modem::Start::kOffline);
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
    modem().go_online();
  }

  const TemporaryDirectory directory_;
  const std::string captured_ = (directory_.path() / "modem.pcapng").native();

  /// Fetches a page, and ends the capture.
  void fetch() {
    // Its answer has a length: tshark has it whole without the end of the connection.
    const NginxServer server(identity_, {{"page", "text of the page"}});
    Socket socket = tls();
    set_tags(socket, {kTag});
    set_hostname(socket, "server.test");
    ASSERT_EQ(socket.connect(host(server.port())), gives(0));
    const std::string request = "GET /page HTTP/1.0\r\nHost: server.test\r\n\r\n";
    ASSERT_EQ(socket.send(request), gives(static_cast<int>(request.size())));
    ASSERT_THAT(receive_all(socket, 100000), EndsWith("text of the page"));
    ASSERT_EQ(hostmodem_capture_stop(), 0);
  }
};

TEST_F(CaptureSecrets, OpenAnHttpsRequestAndItsAnswer) {
  fetch();
  EXPECT_THAT(dissect_field(captured_, "http.request", "http.request.uri"), ElementsAre("/page"));
  EXPECT_THAT(dissect_field(captured_, "http.response", "http.response.code"), ElementsAre("200"));
}

TEST_F(CaptureSecrets, AreNotInACaptureThatIsNotAskedForThem) {
  begin("");
  fetch();
  EXPECT_THAT(dissect_field(captured_, "http", "http.request.uri"), IsEmpty());
}

}  // namespace
}  // namespace hostmodem::test
