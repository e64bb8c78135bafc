#pragma once

#include <sys/types.h>

#include <cstdint>
#include <thread>
#include <vector>

#include "support/file_descriptor.h"

namespace hostmodem::test {

/// Sends back whatever comes to its TCP port and to its UDP port, on 127.0.0.1, from any number of
/// peers, which may go at any time. A thread of its own does that.
class EchoHost {
 public:
  EchoHost();
  EchoHost(const EchoHost&) = delete;
  EchoHost& operator=(const EchoHost&) = delete;
  ~EchoHost();

  [[nodiscard]] std::uint16_t tcp_port() const { return tcp_port_; }
  [[nodiscard]] std::uint16_t udp_port() const { return udp_port_; }

 private:
  void run();
  void accept_one();
  void echo_datagram();

  FileDescriptor listener_;
  FileDescriptor datagrams_;
  FileDescriptor stop_;
  std::uint16_t tcp_port_ = 0;
  std::uint16_t udp_port_ = 0;
  std::vector<FileDescriptor> clients_;
  std::thread thread_;
};

}  // namespace hostmodem::test
