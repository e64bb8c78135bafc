// The key log that the configuration asks for, against that of `openssl s_server`.

#include <fstream>
#include <iterator>

#include "e2e/tls.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeyLog : public Tls {
 protected:
  void start_modem() {
    start("[modem]\nlog = \"debug\"\n[capture]\nkey_log = \"" + path_ + "\"\n",
          Modem::Start::kOffline);
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
  }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryDirectory directory_;
  const std::string path_ = (directory_.path() / "keys.txt").string();
  const std::string other_path_ = (directory_.path() / "peer.txt").string();
};

TEST_F(KeyLog, HasTheLineThatTheServerHas) {
  start_modem();
  OpensslServer server(identity_, {"-rev", "-keylogfile", other_path_});
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));
  expect_conversation(socket);

  const std::string line = content(path_);
  EXPECT_THAT(line, HasSubstr("CLIENT_RANDOM "));
  EXPECT_THAT(content(other_path_), HasSubstr(line));
  const std::string secret = line.substr(line.rfind(' ') + 1, 96);
  for (const std::string& said : modem().log().all()) EXPECT_THAT(said, Not(HasSubstr(secret)));
}

TEST_F(KeyLog, ThatCannotBeWrittenStopsTheModem) {
  EXPECT_THROW(start("[capture]\nkey_log = \"/nowhere/keys.txt\"\n"), std::exception);
}

}  // namespace
}  // namespace hostmodem::test
