// Credentials, options and connections of secure sockets, and messages about what went wrong: what
// the examples of TLS and DTLS share.

#pragma once

#include <errno.h>
#include <nrf_errno.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The types of credentials that AT%CMNG knows.
enum credential {
  CREDENTIAL_ROOT_CA = 0,
  CREDENTIAL_CERTIFICATE = 1,
  CREDENTIAL_PRIVATE_KEY = 2,
  CREDENTIAL_PSK = 3,  // in hexadecimal digits
  CREDENTIAL_PSK_IDENTITY = 4,
};

// --- Messages ---

// The name of an error that these examples meet: one of errno, or one of nrf_getaddrinfo(), which
// are negative. strerror() won't do: the modem's numbers are not the host's.
static inline const char* error_name(int number) {
#define NAMED(number) \
  { number, #number }
  static const struct {
    int number;
    const char* name;
  } errors[] = {
      NAMED(NRF_EAGAIN),       NAMED(NRF_EINVAL),      NAMED(NRF_EMSGSIZE),
      NAMED(NRF_EOPNOTSUPP),   NAMED(NRF_ENOPROTOOPT), NAMED(NRF_ECONNRESET),
      NAMED(NRF_ENOBUFS),      NAMED(NRF_ENOMEM),      NAMED(NRF_ECONNREFUSED),
      NAMED(NRF_ECONNABORTED), NAMED(NRF_EADDRINUSE),  NAMED(NRF_ENETUNREACH),
      NAMED(NRF_ENETDOWN),     NAMED(NRF_ETIMEDOUT),   NAMED(NRF_EHOSTUNREACH),
      NAMED(NRF_ENOTCONN),     NAMED(NRF_ESHUTDOWN),   NAMED(NRF_EAI_NONAME),
      NAMED(NRF_EAI_AGAIN),    NAMED(NRF_EAI_FAIL),    NAMED(NRF_EAI_NODATA),
      NAMED(NRF_EAI_SERVICE),
  };
#undef NAMED
  for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); ++i) {
    if (errors[i].number == number) return errors[i].name;
  }
  return "error";
}

// Says that a function of the modem failed, as in "connect: NRF_ECONNREFUSED (111)"; gives false.
static inline bool failed(const char* what, int number) {
  fprintf(stderr, "%s: %s (%d)\n", what, error_name(number), number);
  return false;
}

// --- Arguments ---

// A port or another small number, 1 to 65535; 0 when the text is none.
static inline int parse_number(const char* text) {
  char* end = NULL;
  const long number = strtol(text, &end, 10);
  return end == text || *end != '\0' || number < 1 || number > 65535 ? 0 : (int)number;
}

// Reads a text file whole, NUL-terminated, into `text`. Says what went wrong.
static inline bool read_text(const char* path, char* text, size_t size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return false;
  }
  const size_t length = fread(text, 1, size, file);
  const bool broken = ferror(file) != 0;
  fclose(file);
  if (broken || length == 0 || length == size) {
    fprintf(stderr, "%s: cannot be read, is empty, or has more than %zu bytes\n", path, size - 1);
    return false;
  }
  text[length] = '\0';
  return true;
}

// --- Credentials ---

// Stores a credential under a security tag; what was there is replaced. Only while the modem is
// offline. Says what went wrong, but not with what: it may be secret.
static inline bool store_credential(nrf_sec_tag_t tag, enum credential type, const char* text) {
  if (strchr(text, '"') != NULL) {
    fprintf(stderr, "credential of type %d: a quotation mark would end it\n", type);
    return false;
  }
  const int result = nrf_modem_at_printf("AT%%CMNG=0,%u,%d,\"%s\"", (unsigned)tag, (int)type, text);
  if (result == 0) return true;
  if (result < 0) return failed("AT%CMNG=0", -result);
  fprintf(stderr, "credential of type %d: the modem refuses it (error %d)\n", type,
          nrf_modem_at_err(result));
  return false;
}

// Stores a pre-shared key, which is in a file in hexadecimal digits, and the identity that goes
// with it.
static inline bool store_psk(nrf_sec_tag_t tag, const char* identity, const char* key_file) {
  char key[256];
  if (!read_text(key_file, key, sizeof(key))) return false;
  key[strcspn(key, "\r\n")] = '\0';
  return store_credential(tag, CREDENTIAL_PSK_IDENTITY, identity) &&
         store_credential(tag, CREDENTIAL_PSK, key);
}

// --- Sockets ---

// Sets an option by its name; says so when that fails.
#define SET_OPTION(fd, level, option, value, length) \
  set_option(fd, #option, level, option, value, (nrf_socklen_t)(length))

static inline bool set_option(int fd, const char* name, int level, int option, const void* value,
                              nrf_socklen_t length) {
  return nrf_setsockopt(fd, level, option, value, length) == 0 || failed(name, errno);
}

// With which credentials the socket proves who it is, and whether the peer has to.
static inline bool set_security(int fd, nrf_sec_tag_t tag, nrf_sec_peer_verify_t verify) {
  return SET_OPTION(fd, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof(tag)) &&
         SET_OPTION(fd, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &verify, sizeof(verify));
}

// How long a call on the socket may wait.
static inline bool set_timeouts(int fd, unsigned seconds) {
  const struct nrf_timeval limit = {.tv_sec = seconds};
  return SET_OPTION(fd, NRF_SOL_SOCKET, NRF_SO_SNDTIMEO, &limit, sizeof(limit)) &&
         SET_OPTION(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &limit, sizeof(limit));
}

// A socket that is connected to the first of the host's addresses, or -1. `prepare` sets the
// options that must be known before. Says what went wrong.
static inline int connect_to(const char* host, const char* port, int type, int protocol,
                             bool (*prepare)(int fd)) {
  const struct nrf_addrinfo hints = {.ai_flags = NRF_AI_NUMERICSERV, .ai_socktype = type};
  struct nrf_addrinfo* found = NULL;
  const int error = nrf_getaddrinfo(host, port, &hints, &found);
  if (error != 0) {
    failed(host, error == NRF_EAI_SYSTEM ? errno : error);
    return -1;
  }
  int fd = nrf_socket(found->ai_family, type, protocol);
  bool connected = fd >= 0 || failed("socket", errno);
  connected = connected && prepare(fd);
  if (connected && nrf_connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
    connected = failed("connect", errno);
  }
  nrf_freeaddrinfo(found);
  if (connected) return fd;
  if (fd >= 0) nrf_close(fd);
  return -1;
}

static inline bool send_all(int fd, const void* data, size_t length) {
  const char* next = data;
  while (length > 0) {
    const ssize_t sent = nrf_send(fd, next, length, 0);
    if (sent < 0) return failed("send", errno);
    next += sent;
    length -= (size_t)sent;
  }
  return true;
}
