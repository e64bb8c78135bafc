// An application for the tests of hostmodem run: it talks to the host's loopback through the modem,
// and ends as it is told.
//
//   application MODE [PORT]
//
//   never       does not touch the modem
//   exchange    sends five bytes to the UDP port PORT of the host, waits until they come back, and
//               shuts the modem down
//   kill, abort, exit   the same, but ends by SIGKILL, abort() or exit() instead of that
//   wait        the same, but says "waiting", and waits for a signal
//   repeat      for each line of standard input, sends until there is an answer, and says
//   "answered" refused     lets a TCP connection to PORT fail, and a name query cycles initialises
//   two modems, one after the other processes   initialises one, and then one in a child process
//   configured  as exchange, with a configuration of its own, whose seed is 1
//   broken      initialises with a configuration file that is not there

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <hostmodem.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char kText[] = "hello";

static void on_fault(struct nrf_modem_fault_info* fault) { (void)fault; }

static bool start(void) {
  const struct nrf_modem_init_params params = {.fault_handler = on_fault};
  if (nrf_modem_init(&params) != 0 || nrf_modem_at_printf("AT+CFUN=1") != 0) return false;
  int status = 0;
  while (nrf_modem_at_scanf("AT+CEREG?", "+CEREG: %*d,%d", &status) == 1 && status != 1) continue;
  return status == 1;
}

static struct nrf_sockaddr_in host(const char* port) {
  struct nrf_sockaddr_in address = {.sin_family = NRF_AF_INET,
                                    .sin_port = nrf_htons((uint16_t)atoi(port))};
  nrf_inet_pton(NRF_AF_INET, "10.0.2.2", &address.sin_addr);
  return address;
}

static bool exchange(const char* port) {
  const struct nrf_sockaddr_in to = host(port);
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  char answer[sizeof kText];
  return nrf_connect(fd, (const struct nrf_sockaddr*)&to, sizeof to) == 0 &&
         nrf_send(fd, kText, strlen(kText), 0) == (ssize_t)strlen(kText) &&
         nrf_recv(fd, answer, sizeof answer, 0) == (ssize_t)strlen(kText) && nrf_close(fd) == 0;
}

static bool repeat(const char* port) {
  const struct nrf_timeval second = {.tv_sec = 1};
  const struct nrf_sockaddr_in to = host(port);
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  char answer[sizeof kText];
  if (nrf_connect(fd, (const struct nrf_sockaddr*)&to, sizeof to) != 0) return false;
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &second, sizeof second);
  char line[80];
  for (int number = 1; fgets(line, sizeof line, stdin) != NULL; ++number) {
    do {
      if (nrf_send(fd, kText, strlen(kText), 0) < 0) return false;
    } while (nrf_recv(fd, answer, sizeof answer, 0) < 0 && errno == NRF_EAGAIN);
    printf("answered %d\n", number);
    fflush(stdout);
  }
  return nrf_close(fd) == 0;
}

static bool refused(const char* port) {
  const struct nrf_sockaddr_in to = host(port);
  for (int i = 0; i < 2; ++i) {
    const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
    if (nrf_connect(fd, (const struct nrf_sockaddr*)&to, sizeof to) == 0) return false;
    nrf_close(fd);
  }
  struct nrf_addrinfo* found = NULL;
  return nrf_getaddrinfo("no name", NULL, NULL, &found) == NRF_EAI_NONAME;
}

static bool cycle(void) { return start() && nrf_modem_shutdown() == 0; }

static bool processes(void) {
  if (!cycle()) return false;
  const pid_t child = fork();
  if (child == 0) _exit(cycle() ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

int main(int argc, char** argv) {
  const char* const mode = argc > 1 ? argv[1] : "";
  const char* const port = argc > 2 ? argv[2] : "0";
  if (strcmp(mode, "never") == 0) return 3;
  if (strcmp(mode, "cycles") == 0) return cycle() && cycle() ? 0 : 1;
  if (strcmp(mode, "processes") == 0) return processes() ? 0 : 1;
  if (strcmp(mode, "configured") == 0) hostmodem_configure("[modem]\nseed = 1\n");
  if (strcmp(mode, "broken") == 0) {
    const struct nrf_modem_init_params params = {.fault_handler = on_fault};
    setenv("HOSTMODEM_CONFIG", "/nowhere", 1);
    return nrf_modem_init(&params) == 0 ? 0 : 4;
  }
  if (!start()) return 1;
  if (strcmp(mode, "refused") == 0) return refused(port) && nrf_modem_shutdown() == 0 ? 0 : 1;
  if (strcmp(mode, "repeat") == 0) return repeat(port) && nrf_modem_shutdown() == 0 ? 0 : 1;
  if (!exchange(port)) return 1;
  if (strcmp(mode, "kill") == 0) raise(SIGKILL);
  if (strcmp(mode, "abort") == 0) abort();
  if (strcmp(mode, "exit") == 0) return 5;
  if (strcmp(mode, "wait") == 0) {
    puts("waiting");
    fflush(stdout);
    for (;;) pause();
  }
  return nrf_modem_shutdown() == 0 ? 0 : 1;
}
