// Publishes a message by MQTT 3.1.1 over TLS with a pre-shared key, as a sensor does that wakes up,
// reports and sleeps again.
//
//   mqtt_publish HOST PORT IDENTITY KEY_FILE TOPIC MESSAGE
//
// KEY_FILE holds the key in hexadecimal digits. The message is published with quality of service 1:
// the exit code is 0 when the broker said that it has it.
//
// Only the Modem library and the C library are used. On the chip the key would have been stored
// when the device was made, not each time it starts.

#define _POSIX_C_SOURCE 200809L  // for online.h

#include <stdint.h>

#include "online.h"
#include "secure.h"

enum {
  SECURITY_TAG = 42,
  TIMEOUT_S = 10,
  KEEP_ALIVE_S = 60,
  PACKET_ID = 1,  // one message is under way at a time
};

// The packets of MQTT: the first byte, with the flags that each has.
enum packet {
  CONNECT = 0x10,
  CONNACK = 0x20,
  PUBLISH_ONCE_AT_LEAST = 0x32,  // quality of service 1
  PUBACK = 0x40,
  DISCONNECT = 0xE0,
};

// --- Making packets ---

// What follows a packet's first byte and length. It grows at its end; what does not fit any more is
// noted.
struct body {
  uint8_t data[1024];
  size_t length;
  bool too_long;
};

static void put(struct body* body, const void* data, size_t length) {
  if (length > sizeof(body->data) - body->length) {
    body->too_long = true;
    return;
  }
  memcpy(body->data + body->length, data, length);
  body->length += length;
}

static void put8(struct body* body, int number) {
  const uint8_t byte = (uint8_t)number;
  put(body, &byte, sizeof(byte));
}

static void put16(struct body* body, int number) {
  put8(body, number >> 8);
  put8(body, number);
}

static void put_string(struct body* body, const char* text) {
  const size_t length = strlen(text);
  if (length > UINT16_MAX) body->too_long = true;
  put16(body, (int)length);
  put(body, text, length);
}

// Sends a packet, all at once: what is sent in pieces goes over the air in pieces.
static bool send_packet(int fd, enum packet type, const struct body* body) {
  if (body->too_long) {
    fprintf(stderr, "the packet would have more than %zu bytes\n", sizeof(body->data));
    return false;
  }
  uint8_t packet[1 + 2 + sizeof(body->data)] = {(uint8_t)type};
  size_t header = 1;
  for (size_t rest = body->length; header == 1 || rest > 0; rest /= 128) {
    packet[header++] = (uint8_t)(rest % 128 + (rest >= 128 ? 128 : 0));
  }
  memcpy(packet + header, body->data, body->length);
  return send_all(fd, packet, header + body->length);
}

// --- The conversation ---

// Receives an answer, which is 4 bytes long whatever it is about: its last two, or -1. Says what
// went wrong.
static int receive_answer(int fd, enum packet type, const char* name) {
  uint8_t packet[4];
  const ssize_t length = nrf_recv(fd, packet, sizeof(packet), NRF_MSG_WAITALL);
  if (length < 0) {
    failed(name, errno);
  } else if (length == 0) {
    fprintf(stderr, "%s: the broker closed the connection instead\n", name);
  } else if ((size_t)length < sizeof(packet) || packet[0] != type || packet[1] != 2) {
    fprintf(stderr, "%s: the broker sent something else\n", name);
  } else {
    return packet[2] << 8 | packet[3];
  }
  return -1;
}

static const char* refusal(int code) {
  static const char* const reasons[] = {
      "it accepts",          "not this version of MQTT",    "not this client identifier",
      "it is not available", "wrong user name or password", "not authorized",
  };
  const int count = sizeof(reasons) / sizeof(reasons[0]);
  return code < count ? reasons[code] : "no known reason";
}

static bool log_in(int fd, const char* client) {
  enum { LEVEL_3_1_1 = 4, CLEAN_SESSION = 0x02 };
  struct body body = {.length = 0};
  put_string(&body, "MQTT");
  put8(&body, LEVEL_3_1_1);
  put8(&body, CLEAN_SESSION);
  put16(&body, KEEP_ALIVE_S);
  put_string(&body, client);
  if (!send_packet(fd, CONNECT, &body)) return false;

  const int answer = receive_answer(fd, CONNACK, "CONNACK");
  if (answer < 0) return false;
  const int code = answer & 0xFF;
  if (code != 0) fprintf(stderr, "CONNACK: the broker refuses: %s (%d)\n", refusal(code), code);
  return code == 0;
}

static bool publish(int fd, const char* topic, const char* message) {
  struct body body = {.length = 0};
  put_string(&body, topic);
  put16(&body, PACKET_ID);
  put(&body, message, strlen(message));
  if (!send_packet(fd, PUBLISH_ONCE_AT_LEAST, &body)) return false;

  // An application that must not lose the message would connect again and send it once more when
  // this answer does not come.
  const int id = receive_answer(fd, PUBACK, "PUBACK");
  if (id < 0) return false;
  if (id != PACKET_ID) fprintf(stderr, "PUBACK: of a message that was not sent (%d)\n", id);
  return id == PACKET_ID;
}

// Takes leave. The broker closes the connection when it has read that: then nothing is under way
// any more, and the radio may go off.
static bool log_out(int fd) {
  const struct body nothing = {.length = 0};
  if (!send_packet(fd, DISCONNECT, &nothing)) return false;
  uint8_t byte;
  return nrf_recv(fd, &byte, sizeof(byte), 0) == 0 || failed("DISCONNECT", errno);
}

// --- The connection ---

static bool prepare(int fd) {
  return set_security(fd, SECURITY_TAG, NRF_SO_SEC_PEER_VERIFY_REQUIRED) &&
         set_timeouts(fd, TIMEOUT_S);
}

static bool report(char** argv) {
  const char* const host = argv[1];
  const char* const identity = argv[3];
  const int fd = connect_to(host, argv[2], NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2, prepare);
  if (fd < 0) {
    fprintf(stderr, "%s: no broker at port %s that accepts the identity and the key\n", host,
            argv[2]);
    return false;
  }
  bool done = log_in(fd, identity) && publish(fd, argv[5], argv[6]);
  if (done) printf("published\n");
  done = done && log_out(fd);
  nrf_close(fd);
  return done;
}

int main(int argc, char** argv) {
  static const char usage[] = "usage: mqtt_publish HOST PORT IDENTITY KEY_FILE TOPIC MESSAGE\n";
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    printf(
        "%s\nPublishes MESSAGE by MQTT over TLS, through the modem. KEY_FILE holds the\n"
        "pre-shared key in hexadecimal digits.\n",
        usage);
    return EXIT_SUCCESS;
  }
  if (argc != 7) {
    fprintf(stderr, "%s", usage);
    return EXIT_FAILURE;
  }
  bool done =
      start_modem() && store_psk(SECURITY_TAG, argv[3], argv[4]) && join_network() && report(argv);
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
