#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "nrf_socket.h"

namespace hostmodem::test {

/// One thread's calls of all functions, with arguments that may be anything. What it does depends
/// on its seed alone; what comes of it, on all. It looks at no result: what it is there for is that
/// the calls return, and that the sanitizers have nothing to say.
class RandomCaller {
 public:
  /// The security tag under which a test may provision a PSK; without it there is no DTLS.
  static constexpr nrf_sec_tag_t kPskTag = 8;

  /// `elsewhere`: an address that packets may be sent to, besides the modem's own.
  RandomCaller(std::uint32_t seed, std::string elsewhere);
  RandomCaller(const RandomCaller&) = delete;
  RandomCaller& operator=(const RandomCaller&) = delete;
  /// Ends the forwards that it made, and what is to fail.
  ~RandomCaller();

  void call();

 private:
  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
  int number() { return below(4) == 0 ? static_cast<int>(random_()) : static_cast<int>(below(8)); }
  int fd() { return static_cast<int>(below(10)) - 1; }
  int flags() { return below(3) == 0 ? number() : NRF_MSG_DONTWAIT; }
  int send_flags() { return below(6) == 0 ? NRF_MSG_WAITACK : flags(); }
  std::uint16_t port() { return static_cast<std::uint16_t>(7000 + below(4)); }
  template <typename T>
  T* maybe(T* pointer) {
    return below(8) == 0 ? nullptr : pointer;
  }
  const nrf_sockaddr* address();
  nrf_socklen_t address_length();
  nrf_sockaddr* room() { return maybe(reinterpret_cast<nrf_sockaddr*>(from_.data())); }
  std::vector<std::byte> packet();

  // Sockets
  void open();
  void close();
  void connect();
  void bind();
  void listen();
  void accept();
  void send();
  void receive();
  void poll();
  void set_flags();
  /// What an application does: listens, connects to itself, and moves data, whoever interferes.
  void converse();
  /// The same with DTLS.
  void converse_secretly();

  // Options
  void set_option();
  void get_option();
  void set_poll_callback();
  static void on_event(nrf_pollfd* pollfd);
  void set_send_callback();
  static void on_delivery(const nrf_modem_sendcb_params* params);

  // The modem
  void look_up();
  void set_name_server();
  void list_interfaces();
  void stop_data();
  void command();

  // The world
  void arrive();
  void watch();
  void forward();
  void impair();
  void black_out();
  /// Of a few calls, anybody's.
  void order_failures();
  static void end_failures();
  void measure();

  std::mt19937 random_;
  std::string elsewhere_;
  std::vector<std::uint16_t> forwards_;  ///< ports of the host's loopback
  std::array<std::byte, 3000> buffer_{};
  std::array<std::byte, 64> from_{};
  std::array<std::byte, 64> address_{};
};

}  // namespace hostmodem::test
