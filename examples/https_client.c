// Fetches a page over HTTPS, as an application for the chip does: stores the certificate of the
// server's authority in the modem, registers in the network, resolves the host's name, connects
// with TLS and reads the answer.
//
//   https_client HOST PORT CA.pem [PATH]
//
// The page goes to standard output, everything else to standard error. The exit code is 0 when the
// server proved its name and answered 200.
//
// Only the Modem library and the C library are used (and one POSIX semaphore, where an application
// for the chip takes that of its operating system). One thing would differ on the chip: there the
// certificate is part of the program; here it is read from a file.

#define _POSIX_C_SOURCE 200809L  // <semaphore.h>, <strings.h>

#include <errno.h>
#include <nrf_errno.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

// Names the authority's certificate in the modem.
enum { SECURITY_TAG = 42, TYPE_ROOT_CA = 0 };

// Limits, as an application for the chip has them: all memory is static.
enum {
  CERTIFICATE_SIZE = 8192,
  AT_RESPONSE_SIZE = CERTIFICATE_SIZE + 256,
  HEADER_SIZE = 4096,
  REGISTRATION_TIMEOUT_S = 120,
  SOCKET_TIMEOUT_S = 10,
};

// --- Messages ---

struct named_number {
  int number;
  const char* name;
};

#define NAMED(number) \
  { number, #number }

// The errors that a client meets, and those of nrf_getaddrinfo(), which are negative. strerror()
// won't do: the modem's numbers are not the host's.
static const struct named_number errors[] = {
    NAMED(NRF_EPERM),        NAMED(NRF_EBADF),        NAMED(NRF_EAGAIN),
    NAMED(NRF_ENOMEM),       NAMED(NRF_EFAULT),       NAMED(NRF_EINVAL),
    NAMED(NRF_EOPNOTSUPP),   NAMED(NRF_ECONNRESET),   NAMED(NRF_ENOBUFS),
    NAMED(NRF_ENOPROTOOPT),  NAMED(NRF_ESHUTDOWN),    NAMED(NRF_ECONNREFUSED),
    NAMED(NRF_ECONNABORTED), NAMED(NRF_ENETUNREACH),  NAMED(NRF_ENETDOWN),
    NAMED(NRF_ETIMEDOUT),    NAMED(NRF_EHOSTUNREACH), NAMED(NRF_ENOTCONN),
    NAMED(NRF_EAI_NONAME),   NAMED(NRF_EAI_AGAIN),    NAMED(NRF_EAI_FAIL),
    NAMED(NRF_EAI_NODATA),   NAMED(NRF_EAI_SERVICE),
};

static const struct named_number cipher_suites[] = {
    NAMED(NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
    NAMED(NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
    NAMED(NRF_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    NAMED(NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
    NAMED(NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
    NAMED(NRF_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
    NAMED(NRF_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
    NAMED(NRF_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
    NAMED(NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
    NAMED(NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
};

#define NAME_IN(table, number) name_in(table, sizeof(table) / sizeof(table[0]), number)

static const char* name_in(const struct named_number* table, size_t size, int number) {
  for (size_t i = 0; i < size; ++i) {
    if (table[i].number == number) return table[i].name;
  }
  return "number";
}

// Says that a function of the modem failed, as in "connect: NRF_ECONNREFUSED (111)".
static void print_error(const char* what, int number) {
  fprintf(stderr, "%s: %s (%d)\n", what, NAME_IN(errors, number), number);
}

// --- AT commands ---

// Says what became of an AT command; whether it was executed.
static bool at_succeeded(const char* command, int result) {
  if (result == 0) return true;
  if (result < 0) {
    print_error(command, -result);
  } else if (nrf_modem_at_err_type(result) == NRF_MODEM_AT_CME_ERROR) {
    fprintf(stderr, "%s: +CME ERROR: %d\n", command, nrf_modem_at_err(result));
  } else {
    fprintf(stderr, "%s: ERROR\n", command);
  }
  return false;
}

static bool at_command(const char* command) {
  return at_succeeded(command, nrf_modem_at_printf("%s", command));
}

// Whether this very certificate is stored already: it survives a restart, and writing wears out the
// flash memory.
static bool certificate_is_stored(const char* certificate) {
  static char response[AT_RESPONSE_SIZE];
  if (nrf_modem_at_cmd(response, sizeof(response), "AT%%CMNG=2,%d,%d", SECURITY_TAG,
                       TYPE_ROOT_CA) != 0) {
    return false;
  }
  // %CMNG: <tag>,<type>,"<digest>","<content>"
  const char* stored = strstr(response, "\",\"");
  if (stored == NULL) return false;
  stored += strlen("\",\"");
  const size_t length = strlen(certificate);
  return strncmp(stored, certificate, length) == 0 && stored[length] == '"';
}

// Makes sure that the modem has the certificate. Only while it is offline.
static bool provision(const char* certificate) {
  if (certificate_is_stored(certificate)) return true;
  return at_succeeded("AT%CMNG=0", nrf_modem_at_printf("AT%%CMNG=0,%d,%d,\"%s\"", SECURITY_TAG,
                                                       TYPE_ROOT_CA, certificate));
}

// --- Registration ---

enum registration { REGISTERED_HOME = 1, REGISTRATION_DENIED = 3, REGISTERED_ROAMING = 5 };

static atomic_int registration;
static sem_t registration_changed;

// Called by the modem as an interrupt is: takes a note, wakes the waiting thread and is done.
static void on_notification(const char* notification) {
  static const char prefix[] = "+CEREG: ";
  if (strncmp(notification, prefix, strlen(prefix)) != 0) return;
  atomic_store(&registration, (int)strtol(notification + strlen(prefix), NULL, 10));
  sem_post(&registration_changed);
}

static bool wait_for_registration(void) {
  struct timespec deadline;
  timespec_get(&deadline, TIME_UTC);
  deadline.tv_sec += REGISTRATION_TIMEOUT_S;
  for (;;) {
    switch (atomic_load(&registration)) {
      case REGISTERED_HOME:
        fprintf(stderr, "registered, home network\n");
        return true;
      case REGISTERED_ROAMING:
        fprintf(stderr, "registered, roaming\n");
        return true;
      case REGISTRATION_DENIED:
        fprintf(stderr, "registration: the network refuses this modem\n");
        return false;
      default:  // not registered, searching
        break;
    }
    if (sem_timedwait(&registration_changed, &deadline) != 0 && errno == ETIMEDOUT) {
      fprintf(stderr, "registration: none in %d s\n", REGISTRATION_TIMEOUT_S);
      return false;
    }
  }
}

// Switches the radio on and waits until the network is there.
static bool go_online(void) {
  return at_command("AT+CEREG=5") && at_command("AT+CFUN=1") && wait_for_registration();
}

// --- Connection ---

static bool set_option(int fd, const char* name, int level, int option, const void* value,
                       size_t length) {
  if (nrf_setsockopt(fd, level, option, value, (nrf_socklen_t)length) == 0) return true;
  print_error(name, errno);
  return false;
}

// Sets what must be known before the connection is made: the server has to prove, by a certificate
// that the authority of the security tag signed, that it is this host; and nothing waits for ever.
static bool set_options(int fd, const char* host) {
  const nrf_sec_peer_verify_t verify = NRF_SO_SEC_PEER_VERIFY_REQUIRED;
  const nrf_sec_tag_t tag = SECURITY_TAG;
  const struct nrf_timeval timeout = {.tv_sec = SOCKET_TIMEOUT_S};
#define SET(level, option, value, length) set_option(fd, #option, level, option, value, length)
  return SET(NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &verify, sizeof(verify)) &&
         SET(NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof(tag)) &&
         SET(NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME, host, strlen(host)) &&
         SET(NRF_SOL_SOCKET, NRF_SO_SNDTIMEO, &timeout, sizeof(timeout)) &&
         SET(NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &timeout, sizeof(timeout));
#undef SET
}

// Says which address is tried, as in "connecting to 10.0.2.2".
static void print_address(const struct nrf_addrinfo* address) {
  char text[NRF_INET6_ADDRSTRLEN] = "?";
  const void* bytes = address->ai_family == NRF_AF_INET6
                          ? (const void*)&((struct nrf_sockaddr_in6*)address->ai_addr)->sin6_addr
                          : (const void*)&((struct nrf_sockaddr_in*)address->ai_addr)->sin_addr;
  nrf_inet_ntop(address->ai_family, bytes, text, sizeof(text));
  fprintf(stderr, "connecting to %s\n", text);
}

// Says what was agreed on. There is a connection, so the name was verified.
static void print_connection(int fd, const char* host) {
  nrf_sec_cipher_t suite = 0;
  nrf_socklen_t length = sizeof(suite);
  if (nrf_getsockopt(fd, NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED, &suite, &length) != 0) {
    print_error("NRF_SO_SEC_CIPHERSUITE_USED", errno);
    return;
  }
  const char* name = NAME_IN(cipher_suites, (int)suite);
  if (strncmp(name, "NRF_", strlen("NRF_")) == 0) name += strlen("NRF_");
  fprintf(stderr, "connected: verified name %s, cipher suite %s (0x%04X), security tag %d\n", host,
          name, (unsigned)suite, SECURITY_TAG);
}

// A connected socket at this address, or -1.
static int connect_to_address(const struct nrf_addrinfo* address, const char* host) {
  print_address(address);
  const int fd = nrf_socket(address->ai_family, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  if (fd < 0) {
    print_error("socket", errno);
    return -1;
  }
  if (set_options(fd, host)) {
    if (nrf_connect(fd, address->ai_addr, address->ai_addrlen) == 0) {
      print_connection(fd, host);
      return fd;
    }
    print_error("connect", errno);
  }
  nrf_close(fd);
  return -1;
}

// A connected socket at the first of the host's addresses that answers, or -1.
static int connect_to_host(const char* host, const char* port) {
  const struct nrf_addrinfo hints = {
      .ai_flags = NRF_AI_NUMERICSERV,
      .ai_family = NRF_AF_UNSPEC,
      .ai_socktype = NRF_SOCK_STREAM,
  };
  struct nrf_addrinfo* addresses = NULL;
  const int error = nrf_getaddrinfo(host, port, &hints, &addresses);
  if (error != 0) {
    print_error("getaddrinfo", error == NRF_EAI_SYSTEM ? errno : error);
    return -1;
  }
  int fd = -1;
  for (const struct nrf_addrinfo* a = addresses; a != NULL && fd < 0; a = a->ai_next) {
    fd = connect_to_address(a, host);
  }
  nrf_freeaddrinfo(addresses);
  return fd;
}

// --- HTTP ---

static bool send_all(int fd, const char* data, size_t length) {
  while (length > 0) {
    const ssize_t sent = nrf_send(fd, data, length, 0);
    if (sent < 0) {
      print_error("send", errno);
      return false;
    }
    data += sent;
    length -= (size_t)sent;
  }
  return true;
}

static bool send_request(int fd, const char* host, const char* path) {
  static char request[1024];
  const int length = snprintf(request, sizeof(request),
                              "GET %s HTTP/1.1\r\n"
                              "Host: %s\r\n"
                              "Accept: */*\r\n"
                              "Connection: close\r\n"
                              "\r\n",
                              path, host);
  if (length < 0 || (size_t)length >= sizeof(request)) {
    fprintf(stderr, "request: host and path are too long\n");
    return false;
  }
  return send_all(fd, request, (size_t)length);
}

// The header up to and with its empty line, NUL-terminated; the beginning of the body follows it.
struct header {
  char text[HEADER_SIZE];
  const char* body;
  size_t body_length;
};

static bool receive_header(int fd, struct header* header) {
  size_t length = 0;
  for (;;) {
    const size_t room = sizeof(header->text) - 1 - length;
    if (room == 0) {
      fprintf(stderr, "response: the header is longer than %d bytes\n", HEADER_SIZE - 1);
      return false;
    }
    const ssize_t received = nrf_recv(fd, header->text + length, room, 0);
    if (received < 0) {
      print_error("recv", errno);
      return false;
    }
    if (received == 0) {
      fprintf(stderr, "response: it ends within the header\n");
      return false;
    }
    length += (size_t)received;
    header->text[length] = '\0';
    char* end = strstr(header->text, "\r\n\r\n");
    if (end == NULL) continue;
    end[2] = '\0';  // the last line's end stays, the empty line goes
    header->body = end + 4;
    header->body_length = length - (size_t)(header->body - header->text);
    return true;
  }
}

// The value of a field, which goes on to the line's end; NULL when the header does not have it.
// `name` includes the colon.
static const char* field(const struct header* header, const char* name) {
  const size_t length = strlen(name);
  for (const char* end = strstr(header->text, "\r\n"); end != NULL; end = strstr(end + 2, "\r\n")) {
    if (strncasecmp(end + 2, name, length) == 0) return end + 2 + length;
  }
  return NULL;
}

// Prints the body: its beginning, and what comes after it up to the end of the connection. The
// number of bytes, or -1.
static long long receive_body(int fd, const char* beginning, size_t length) {
  static char buffer[2048];
  long long total = 0;
  for (;;) {
    if (fwrite(beginning, 1, length, stdout) != length) {
      perror("standard output");
      return -1;
    }
    total += (long long)length;
    const ssize_t received = nrf_recv(fd, buffer, sizeof(buffer), 0);
    if (received == 0) return total;
    if (received < 0) {
      print_error("recv", errno);
      return -1;
    }
    beginning = buffer;
    length = (size_t)received;
  }
}

// Prints the body; whether the whole of it came and the status is 200.
static bool receive_response(int fd) {
  static struct header header;
  if (!receive_header(fd, &header)) return false;
  fprintf(stderr, "%s", header.text);
  int status = 0;
  if (sscanf(header.text, "HTTP/1.%*1d %3d", &status) != 1) {
    fprintf(stderr, "response: this is not HTTP/1\n");
    return false;
  }
  if (field(&header, "Transfer-Encoding:") != NULL) {
    fprintf(stderr, "response: transfer encodings are more than this example knows\n");
    return false;
  }
  const long long length = receive_body(fd, header.body, header.body_length);
  if (length < 0) return false;
  const char* promised = field(&header, "Content-Length:");
  if (promised != NULL && strtoll(promised, NULL, 10) != length) {
    fprintf(stderr, "response: the body ends too early, after %lld bytes\n", length);
    return false;
  }
  return fflush(stdout) == 0 && status == 200;
}

static bool fetch(const char* host, const char* port, const char* path) {
  const int fd = connect_to_host(host, port);
  if (fd < 0) return false;
  bool done = send_request(fd, host, path) && receive_response(fd);
  if (nrf_close(fd) != 0) {
    print_error("close", errno);
    done = false;
  }
  return done;
}

// --- The program ---

static void on_fault(struct nrf_modem_fault_info* fault) {
  fprintf(stderr, "the modem crashed: reason 0x%x, program counter 0x%x\n", (unsigned)fault->reason,
          (unsigned)fault->program_counter);
}

// Reads the certificate, NUL-terminated, into `certificate`.
static bool read_certificate(const char* path, char* certificate, size_t size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return false;
  }
  const size_t length = fread(certificate, 1, size, file);
  const bool failed = ferror(file) != 0;
  fclose(file);
  if (failed || length == 0 || length == size) {
    fprintf(stderr, "%s: cannot be read, is empty, or has more than %zu bytes\n", path, size - 1);
    return false;
  }
  certificate[length] = '\0';
  return true;
}

int main(int argc, char** argv) {
  static const char usage[] = "usage: https_client HOST PORT CA.pem [PATH]\n";
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    printf("%s\nFetches https://HOST:PORT/PATH through the modem and prints it.\n", usage);
    return EXIT_SUCCESS;
  }
  if (argc < 4 || argc > 5) {
    fprintf(stderr, "%s", usage);
    return EXIT_FAILURE;
  }
  static char certificate[CERTIFICATE_SIZE];
  if (!read_certificate(argv[3], certificate, sizeof(certificate))) return EXIT_FAILURE;
  if (sem_init(&registration_changed, 0, 0) != 0) {
    perror("sem_init");
    return EXIT_FAILURE;
  }

  const struct nrf_modem_init_params params = {.fault_handler = on_fault};
  const int error = nrf_modem_init(&params);
  if (error != 0) {
    print_error("nrf_modem_init", -error);
    return EXIT_FAILURE;
  }
  nrf_modem_at_notif_handler_set(on_notification);

  bool done =
      provision(certificate) && go_online() && fetch(argv[1], argv[2], argc == 5 ? argv[4] : "/");

  done = at_command("AT+CFUN=0") && done;
  if (nrf_modem_shutdown() != 0) done = false;
  sem_destroy(&registration_changed);
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
