// What does an upload cost? Sends a datagram, waits for the answer if one is expected, and tells
// what the radio did until the network released the connection.
//
//   upload HOST PORT [EXPECTATION]
//
// EXPECTATION is what the application says of its next output (NRF_SO_RAI): "nothing" (the default:
// the network finds out by itself), "last", "one-resp", "ongoing" or "wait-more"; and "no-data",
// which is said after the output.
//
// hostmodem.h tells the cost; the rest is as on the chip.

#define _POSIX_C_SOURCE 200809L  // for online.h

#include <hostmodem.h>
#include <nrf_socket.h>
#include <stdlib.h>
#include <string.h>

#include "online.h"
#include "secure.h"

enum { WATCH_S = 20, ANSWER_TIMEOUT_S = 10 };

static const struct expectation {
  const char* name;
  int value;      // of NRF_SO_RAI; 0: none
  bool answered;  // the application waits for an answer
} expectations[] = {
    {"nothing", 0, true},
    {"no-data", NRF_RAI_NO_DATA, false},
    {"last", NRF_RAI_LAST, false},
    {"one-resp", NRF_RAI_ONE_RESP, true},
    {"ongoing", NRF_RAI_ONGOING, true},
    {"wait-more", NRF_RAI_WAIT_MORE, true},
};

static const struct expectation* find(const char* name) {
  for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); ++i) {
    if (strcmp(expectations[i].name, name) == 0) return &expectations[i];
  }
  return NULL;
}

static bool say(int fd, const struct expectation* expectation) {
  if (expectation->value == 0) return true;
  return SET_OPTION(fd, NRF_SOL_SOCKET, NRF_SO_RAI, &expectation->value, sizeof(int));
}

static bool receive_answer(int fd) {
  char answer[256];
  const struct nrf_timeval limit = {.tv_sec = ANSWER_TIMEOUT_S};
  if (!SET_OPTION(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &limit, sizeof(limit))) return false;
  if (nrf_recv(fd, answer, sizeof(answer), 0) >= 0) return true;
  if (errno != NRF_EAGAIN) return failed("recv", errno);
  fprintf(stderr, "no answer within %d s\n", ANSWER_TIMEOUT_S);
  return true;
}

static bool upload(int fd, const struct expectation* expectation) {
  static const char message[] = "temperature 21.5";
  const bool afterwards = expectation->value == NRF_RAI_NO_DATA;
  if (!afterwards && !say(fd, expectation)) return false;
  if (nrf_send(fd, message, strlen(message), 0) < 0) return failed("send", errno);
  if (afterwards && !say(fd, expectation)) return false;
  return !expectation->answered || receive_answer(fd);
}

// Lets the modem's time pass; what comes meanwhile is not read.
static bool watch(int fd) {
  struct nrf_pollfd nothing = {.fd = fd, .events = 0};
  return nrf_poll(&nothing, 1, WATCH_S * 1000) >= 0 || failed("poll", errno);
}

static void tell(const char* name, const struct hostmodem_radio_usage* before,
                 const struct hostmodem_radio_usage* after,
                 const struct hostmodem_socket_usage* of_socket) {
  uint64_t time_us = 0;
  for (int state = 0; state < HOSTMODEM_RADIO_STATES; ++state) {
    time_us += after->time_us[state] - before->time_us[state];
  }
  printf("%s: %.1f mC in %.1f s, of which\n", name, (after->total_uc - before->total_uc) / 1000,
         (double)time_us / 1e6);
  for (int state = 0; state < HOSTMODEM_RADIO_STATES; ++state) {
    const double seconds = (double)(after->time_us[state] - before->time_us[state]) / 1e6;
    if (seconds <= 0) continue;
    printf("  %-10s %7.3f s %9.3f mC\n", hostmodem_radio_state_name(state), seconds,
           (after->charge_uc[state] - before->charge_uc[state]) / 1000);
  }
  printf("  %-10s %5llu byte %8.3f mC\n", "sent", (unsigned long long)of_socket->sent.bytes,
         (after->transmit_uc - before->transmit_uc) / 1000);
  printf("  %-10s %5llu byte %8.3f mC\n", "received", (unsigned long long)of_socket->received.bytes,
         (after->receive_uc - before->receive_uc) / 1000);
}

static bool prepare_nothing(int fd) {
  (void)fd;
  return true;
}

static bool run(const char* host, const char* port, const struct expectation* expectation) {
  struct hostmodem_radio_usage before;
  struct hostmodem_radio_usage after;
  struct hostmodem_socket_usage of_socket;
  const int fd = connect_to(host, port, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP, prepare_nothing);
  if (fd < 0) return false;
  // The attach was a connection too: until it is released nothing is measured.
  bool done = watch(fd) && hostmodem_usage_of_radio(&before) == 0 && upload(fd, expectation) &&
              watch(fd) && hostmodem_usage_of_radio(&after) == 0 &&
              hostmodem_usage_of_socket(fd, &of_socket) == 0;
  if (done) tell(expectation->name, &before, &after, &of_socket);
  nrf_close(fd);
  return done;
}

int main(int argc, char** argv) {
  const struct expectation* expectation = find(argc == 4 ? argv[3] : "nothing");
  if (argc < 3 || argc > 4 || expectation == NULL) {
    fprintf(stderr, "usage: upload HOST PORT [nothing|no-data|last|one-resp|ongoing|wait-more]\n");
    return EXIT_FAILURE;
  }
  bool done = start_modem() && nrf_modem_at_printf("AT%%RAI=1") == 0 && join_network() &&
              run(argv[1], argv[2], expectation);
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
