#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <string>

#include "e2e/modem_test.h"
#include "hostmodem.h"
#include "support/control_peer.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {

class Control : public ModemTest {
 protected:
  /// A modem on a pipe that nobody holds, whose clock is held.
  void start_controlled(const std::string& more = "", Modem::Start how = Modem::Start::kOnline) {
    start(configuration() + more, how);
    peer_ = std::make_unique<ControlPeer>(path_);
  }
  [[nodiscard]] std::string configuration() const {
    return "[control]\nsocket = \"" + path_.native() +
           "\"\n[clock]\nheld = true\n"
           "[[network.apn]]\nname = \"a\"\nlink = \"pipe\"\nipv6 = false\n"
           "[[network.apn]]\nname = \"b\"\nlink = \"pipe\"\nipv6 = false\n";
  }
  std::string ask(const std::string& line) { return peer_->ask(line); }
  std::string status() { return ask("status"); }

  /// The modem sends a datagram, of which nothing comes back.
  void send() {
    Socket socket = udp();
    ASSERT_EQ(socket.sendto("hello", endpoint("192.0.2.1", 9)), gives(5));
  }
  static hostmodem_faults faults() {
    hostmodem_faults result{};
    EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_UPLINK, &result), 0);
    return result;
  }

  TemporaryDirectory directory_;
  const std::filesystem::path path_ = directory_.path() / "ctl.sock";
  std::unique_ptr<ControlPeer> peer_;
};

}  // namespace hostmodem::test
