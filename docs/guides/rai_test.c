// The test of the guide "Test release assistance (RAI) in CI".

#include <hostmodem.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void on_fault(struct nrf_modem_fault_info* fault) { (void)fault; }

// 1 while the radio connection is up: what it costs.
static atomic_int connected;

static void on_notification(const char* text) {
  int mode = 0;
  if (sscanf(text, "+CSCON: %d", &mode) == 1) atomic_store(&connected, mode);
}

static void go_online(void) {
  const struct nrf_modem_init_params params = {.fault_handler = on_fault};
  int status = 0;
  nrf_modem_at_notif_handler_set(on_notification);
  if (nrf_modem_init(&params) != 0) exit(EXIT_FAILURE);
  nrf_modem_at_printf("AT+CSCON=1");
  nrf_modem_at_printf("AT%%RAI=1");
  nrf_modem_at_printf("AT+CFUN=1");
  while (nrf_modem_at_scanf("AT+CEREG?", "+CEREG: %*d,%d", &status) == 1 && status != 1) continue;
}

// Whether the radio is connected once this much more time has passed, on the modem's clock.
static int after(unsigned milliseconds) {
  if (hostmodem_clock_step(milliseconds) != 0) exit(EXIT_FAILURE);
  return atomic_load(&connected);
}

// What the application under test does.
static int report_socket(void) {
  struct nrf_sockaddr_in server = {.sin_family = NRF_AF_INET, .sin_port = nrf_htons(5683)};
  nrf_inet_pton(NRF_AF_INET, "192.0.2.1", &server.sin_addr);
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  nrf_connect(fd, (const struct nrf_sockaddr*)&server, sizeof server);
  return fd;
}

static void send_report(int fd, bool is_last) {
  const int last = NRF_RAI_LAST;
  if (is_last) nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI, &last, sizeof last);
  nrf_send(fd, "21.5", 4, 0);
}

static int failures;

static void expect(int expected, int got, const char* what) {
  printf("%s: %s\n", got == expected ? "ok" : "FAILED", what);
  if (got != expected) ++failures;
}

int main(void) {
  go_online();
  hostmodem_clock_hold();
  const int fd = report_socket();
  after(60000);

  expect(0, after(0), "the radio rests");

  send_report(fd, false);
  expect(1, after(0), "a report brings the connection up");
  expect(1, after(9000), "which is still there after 9 s");
  expect(0, after(1000), "until the network's inactivity of 10 s ends it");

  send_report(fd, true);
  expect(0, after(0), "the last report for now lets the radio rest at once");

  nrf_close(fd);
  nrf_modem_shutdown();
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
