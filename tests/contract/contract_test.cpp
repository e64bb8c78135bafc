#include "contract/contract_test.h"

#include "support/ports.h"

namespace hostmodem::test {

std::pair<Socket, HostConnection> ContractTest::connected_to(HostListener& listener) {
  Socket socket = tcp();
  EXPECT_EQ(socket.connect(host(listener.port())), gives(0));
  return {std::move(socket), listener.accept()};
}

std::pair<Socket, HostConnection> ContractTest::connected_to_host() {
  HostListener listener(family());
  return connected_to(listener);
}

std::pair<Socket, HostConnection> ContractTest::connected_to_small_host() {
  HostListener listener(family(), 64 * 1024);
  return connected_to(listener);
}

ContractTest::Server ContractTest::server(int backlog) {
  const Endpoint endpoint = self(unused_port());
  Server server{tcp(), endpoint};
  EXPECT_EQ(server.socket.bind(endpoint), gives(0));
  EXPECT_EQ(server.socket.listen(backlog), gives(0));
  return server;
}

std::ostream& operator<<(std::ostream& out, const Subject& subject) {
  return out << (subject.modem ? "modem" : "kernel")
             << (subject.family == Family::kIpv4 ? "_ipv4" : "_ipv6");
}

std::string subject_name(const ::testing::TestParamInfo<Subject>& info) {
  return ::testing::PrintToString(info.param);
}

}  // namespace hostmodem::test
