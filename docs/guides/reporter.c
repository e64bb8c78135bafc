// The application of the guide "Reproduce a field failure": it sends numbered reports to a server,
// each again until it is acknowledged.
//
//   reporter [-n] [-b REPORT] PORT COUNT
//
//   -n         believes an acknowledgement only when it has the number of the report: the repair
//   -b REPORT  for the bench: the coverage is gone for 5 s, from that report on
//
// It says how many were acknowledged, and returns 1 when one was not.

#include <hostmodem.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 8, TIMEOUT_S = 2, BLACKOUT_MS = 5000 };

static bool checks_numbers;

static void on_fault(struct nrf_modem_fault_info* fault) { (void)fault; }

static bool go_online(void) {
  const struct nrf_modem_init_params params = {.fault_handler = on_fault};
  if (nrf_modem_init(&params) != 0 || nrf_modem_at_printf("AT+CFUN=1") != 0) return false;
  int status = 0;
  while (nrf_modem_at_scanf("AT+CEREG?", "+CEREG: %*d,%d", &status) == 1 && status != 1) continue;
  return status == 1;
}

static int open_socket(const char* port) {
  const struct nrf_timeval timeout = {.tv_sec = TIMEOUT_S};
  struct nrf_sockaddr_in server = {.sin_family = NRF_AF_INET,
                                   .sin_port = nrf_htons((uint16_t)atoi(port))};
  nrf_inet_pton(NRF_AF_INET, "10.0.2.2", &server.sin_addr);  // the host's loopback
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &timeout, sizeof timeout);
  nrf_connect(fd, (const struct nrf_sockaddr*)&server, sizeof server);
  return fd;
}

static bool is_acknowledged(int fd, int number) {
  char answer[32];
  ssize_t length = 0;
  while ((length = nrf_recv(fd, answer, sizeof answer - 1, 0)) >= 0) {
    answer[length] = '\0';
    if (!checks_numbers || atoi(answer + strlen("ok ")) == number) return true;
  }
  return false;  // the time is over
}

static bool deliver(int fd, int number) {
  char report[32];
  const int length = snprintf(report, sizeof report, "report %d", number);
  for (int i = 0; i < TRIES; ++i) {
    nrf_send(fd, report, (size_t)length, 0);
    if (is_acknowledged(fd, number)) return true;
  }
  return false;
}

int main(int argc, char** argv) {
  int blackout_at = 0;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; ++i) {
    if (strcmp(argv[i], "-n") == 0) checks_numbers = true;
    if (strcmp(argv[i], "-b") == 0 && i + 1 < argc) blackout_at = atoi(argv[++i]);
  }
  if (i + 2 != argc) {
    fprintf(stderr, "usage: reporter [-n] [-b REPORT] PORT COUNT\n");
    return EXIT_FAILURE;
  }
  if (!go_online()) return EXIT_FAILURE;
  const int fd = open_socket(argv[i]);
  const int count = atoi(argv[i + 1]);
  int acknowledged = 0;
  for (int number = 1; number <= count; ++number) {
    if (number == blackout_at) hostmodem_blackout(0, BLACKOUT_MS);
    if (deliver(fd, number)) ++acknowledged;
  }
  printf("%d of %d reports were acknowledged\n", acknowledged, count);
  nrf_close(fd);
  nrf_modem_shutdown();
  return acknowledged == count ? EXIT_SUCCESS : EXIT_FAILURE;
}
