// Calls inside the application's callbacks, which are interrupt service routines on the chip: what
// blocks is not permitted.

#include <cerrno>
#include <functional>
#include <future>
#include <string_view>
#include <utility>

#include "e2e/modem_test.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

class InCallback : public ModemTest {
 protected:
  void SetUp() override { start("", Modem::Start::kOffline); }

  /// What `call` gives when it is made by the handler of notifications, in a modem that has just
  /// registered.
  template <typename Call>
  auto result_of(Call call) {
    using Result = decltype(call());
    std::promise<Result> promise;
    in_callback_ = [&] { promise.set_value(call()); };
    nrf_modem_at_notif_handler_set([](const char* notification) {
      if (std::string_view(notification).starts_with("+CEREG: 1") && in_callback_) {
        in_callback_();
        in_callback_ = nullptr;
      }
    });
    modem().at("AT+CEREG=1");
    modem().at("AT+CFUN=1");
    return promise.get_future().get();
  }

 private:
  static inline std::function<void()> in_callback_;
};

TEST_F(InCallback, ABlockingReceiveIsNotPermittedAndTheLogSaysWhy) {
  Socket socket = udp();

  EXPECT_EQ(result_of([&] { return socket.recv(1); }), receive_fails(NRF_EPERM));

  EXPECT_TRUE(modem().log().contains("callback"));
}

TEST_F(InCallback, ANonBlockingReceiveIsPermitted) {
  Socket socket = udp();

  EXPECT_EQ(result_of([&] { return socket.recv(1, NRF_MSG_DONTWAIT); }), receive_fails(NRF_EAGAIN));
}

TEST_F(InCallback, ABlockingConnectIsNotPermitted) {
  const ClosedPort closed(Family::kIpv4);
  Socket socket = tcp();

  EXPECT_EQ(result_of([&] { return socket.connect(host(closed.port())); }), fails(NRF_EPERM));
}

TEST_F(InCallback, ANonBlockingConnectIsPermitted) {
  const ClosedPort closed(Family::kIpv4);
  Socket socket = tcp();
  socket.set_nonblocking();

  EXPECT_EQ(result_of([&] { return socket.connect(host(closed.port())); }), fails(NRF_EINPROGRESS));
}

TEST_F(InCallback, ABlockingAcceptIsNotPermitted) {
  Socket socket = tcp();

  EXPECT_EQ(result_of([&] {
              EXPECT_EQ(socket.listen(1), gives(0));
              return socket.accept();
            }),
            fails(NRF_EPERM));
}

TEST_F(InCallback, APollThatWaitsIsNotPermitted) {
  Socket socket = udp();

  EXPECT_EQ(result_of([&] {
              nrf_pollfd entry{socket.fd(), NRF_POLLIN, 0};
              return api().poll(&entry, 1, 1);
            }),
            fails(NRF_EPERM));
}

TEST_F(InCallback, APollThatDoesNotWaitIsPermitted) {
  Socket socket = udp();

  EXPECT_EQ(result_of([&] { return socket.poll(NRF_POLLOUT); }), NRF_POLLOUT);
}

TEST_F(InCallback, AnAtCommandIsNotPermitted) {
  EXPECT_EQ(result_of([] { return nrf_modem_at_printf("AT"); }), -NRF_EPERM);
}

TEST_F(InCallback, ANameQueryIsNotPermitted) {
  EXPECT_EQ(result_of([] {
              nrf_addrinfo* addresses = nullptr;
              const int error = nrf_getaddrinfo("name.test", nullptr, nullptr, &addresses);
              return std::pair(error, errno);
            }),
            std::pair(NRF_EAI_SYSTEM, NRF_EPERM));
}

TEST_F(InCallback, ShutdownIsNotPermitted) {
  EXPECT_EQ(result_of([] { return nrf_modem_shutdown(); }), -NRF_EPERM);

  EXPECT_TRUE(nrf_modem_is_initialized());
}

}  // namespace
}  // namespace hostmodem::test
