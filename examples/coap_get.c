// Gets a resource by CoAP (RFC 7252) over DTLS with a pre-shared key.
//
//   coap_get HOST PORT IDENTITY KEY_FILE [PATH]
//
// KEY_FILE holds the key in hexadecimal digits. The payload goes to standard output, everything
// else to standard error. The exit code is 0 when the answer is 2.05 (Content).
//
// Only the Modem library and the C library are used. The request is confirmable: it is sent again
// until the server acknowledges it. The answer is in the acknowledgement, or comes later in a
// message of its own.

#define _POSIX_C_SOURCE 200809L  // for online.h

#include "coap_message.h"
#include "online.h"
#include "secure.h"

// RFC: 7252 4.8
enum {
  ACK_TIMEOUT_MS = 2000,
  ACK_SPREAD_MS = 1000,  // ACK_RANDOM_FACTOR is 1.5: up to so much more
  MAX_RETRANSMIT = 4,
};

enum {
  SECURITY_TAG = 42,
  ANSWER_TIMEOUT_MS = 60 * 1000,  // of an answer that comes later
};

// --- The exchange ---

// What the server says to the request, or what comes instead.
enum event { ANSWERED, ACKNOWLEDGED, REFUSED, SILENCE, FAILED };

static bool send_message(int fd, const struct coap_message* message) {
  return nrf_send(fd, message->data, message->length, 0) >= 0 || failed("send", errno);
}

// What a message means for the request; SILENCE when it is about something else.
static enum event judge(const struct coap_message* message, const struct coap_message* request) {
  if (!has_header(message)) return SILENCE;
  const bool reply = type_of(message) == ACKNOWLEDGEMENT || type_of(message) == RESET;
  if (reply && !same_id(message, request)) return SILENCE;
  if (type_of(message) == RESET) return REFUSED;
  if (type_of(message) == ACKNOWLEDGEMENT && code_of(message) == EMPTY) return ACKNOWLEDGED;
  return answers(message, request) ? ANSWERED : SILENCE;
}

// Waits for what the server says to the request. What else it sends starts the wait anew.
static enum event wait_for_event(int fd, int milliseconds, const struct coap_message* request,
                                 struct coap_message* message) {
  const struct nrf_timeval limit = {.tv_sec = (uint32_t)milliseconds / 1000,
                                    .tv_usec = (uint32_t)milliseconds % 1000 * 1000};
  if (!SET_OPTION(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &limit, sizeof(limit))) return FAILED;
  for (;;) {
    const ssize_t length = nrf_recv(fd, message->data, sizeof(message->data), 0);
    if (length < 0 && errno == NRF_EAGAIN) return SILENCE;
    if (length < 0) {
      failed("recv", errno);
      return FAILED;
    }
    message->length = (size_t)length;
    const enum event event = judge(message, request);
    if (event != SILENCE) return event;
  }
}

// Sends the request until the server says something to it. RFC: 7252 4.2
static enum event send_until_heard(int fd, const struct coap_message* request,
                                   struct coap_message* answer) {
  srand((unsigned)time(NULL));  // devices that woke up together do not send again together
  int timeout = ACK_TIMEOUT_MS + rand() % ACK_SPREAD_MS;
  enum event event = SILENCE;
  for (int i = 0; i <= MAX_RETRANSMIT && event == SILENCE; ++i, timeout *= 2) {
    if (i > 0) fprintf(stderr, "no answer: sending again, %d of %d\n", i, MAX_RETRANSMIT);
    if (!send_message(fd, request)) return FAILED;
    event = wait_for_event(fd, timeout, request, answer);
  }
  return event;
}

// Gets the answer to the request. Says what went wrong.
static bool exchange(int fd, const struct coap_message* request, struct coap_message* answer) {
  enum event event = send_until_heard(fd, request, answer);
  if (event == ACKNOWLEDGED) fprintf(stderr, "acknowledged, the answer comes later\n");
  while (event == ACKNOWLEDGED) event = wait_for_event(fd, ANSWER_TIMEOUT_MS, request, answer);
  if (event == SILENCE) fprintf(stderr, "the server does not answer\n");
  if (event == REFUSED) fprintf(stderr, "the server does not understand the request\n");
  if (event != ANSWERED) return false;
  if (type_of(answer) != CONFIRMABLE) return true;
  static struct coap_message acknowledgement;
  make_acknowledgement(&acknowledgement, answer);
  return send_message(fd, &acknowledgement);
}

static bool print_answer(const struct coap_message* answer) {
  const uint8_t* payload = NULL;
  size_t length = 0;
  if (!find_payload(answer, &payload, &length)) {
    fprintf(stderr, "the answer's options are not valid\n");
    return false;
  }
  const uint8_t code = code_of(answer);
  fprintf(stderr, "%d.%02d, %zu bytes\n", code >> 5, code & 0x1F, length);
  if (fwrite(payload, 1, length, stdout) != length || fflush(stdout) != 0) {
    perror("standard output");
    return false;
  }
  return code == CONTENT;
}

// --- The program ---

static bool prepare(int fd) {
  const int limit = NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_31S;
  return set_security(fd, SECURITY_TAG, NRF_SO_SEC_PEER_VERIFY_REQUIRED) &&
         SET_OPTION(fd, NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, &limit, sizeof(limit));
}

static bool get(const char* host, const char* port, const char* path) {
  static struct coap_message request;
  static struct coap_message answer;
  if (!make_get(&request, path)) {
    fprintf(stderr, "the path, or a part of it, is too long\n");
    return false;
  }
  const int fd = connect_to(host, port, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2, prepare);
  if (fd < 0) {
    fprintf(stderr, "%s: no server at port %s that accepts the identity and the key\n", host, port);
    return false;
  }
  const bool done = exchange(fd, &request, &answer) && print_answer(&answer);
  nrf_close(fd);
  return done;
}

int main(int argc, char** argv) {
  static const char usage[] = "usage: coap_get HOST PORT IDENTITY KEY_FILE [PATH]\n";
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    printf(
        "%s\nGets coaps://HOST:PORT/PATH through the modem and prints it. KEY_FILE holds the\n"
        "pre-shared key in hexadecimal digits.\n",
        usage);
    return EXIT_SUCCESS;
  }
  if (argc < 5 || argc > 6) {
    fprintf(stderr, "%s", usage);
    return EXIT_FAILURE;
  }
  bool done = start_modem() && store_psk(SECURITY_TAG, argv[3], argv[4]) && join_network() &&
              get(argv[1], argv[2], argc == 6 ? argv[5] : "");
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
