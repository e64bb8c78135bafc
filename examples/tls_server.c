// Serves TLS on the modem: sends each line that a client sends back to it.
//
//   tls_server [-n COUNT] PORT CERTIFICATE.pem KEY.pem [CLIENT_CA.pem]
//
// With CLIENT_CA.pem, only clients that show a certificate of that authority are served. With -n
// the server ends, with exit code 0, when it has served so many clients; without, it serves for
// ever.
//
// Only the Modem library and the C library are used. Clients are served one after the other, and
// one that says nothing is left: whoever serves several at a time would poll their sockets, of
// which the modem has eight in all.

#define _POSIX_C_SOURCE 200809L  // for online.h

#include <stdint.h>

#include "online.h"
#include "secure.h"

enum {
  SECURITY_TAG = 42,
  MAX_PEM = 8192,
  MAX_LINE = 512,
  BACKLOG = 2,
  IDLE_TIMEOUT_S = 60,
};

struct settings {
  int port;
  int count;  // of clients to serve; 0: without end
  const char* certificate;
  const char* key;
  const char* client_authority;  // NULL: anybody is served
};

// --- Credentials ---

static bool store_file(enum credential type, const char* path) {
  static char pem[MAX_PEM];
  return read_text(path, pem, sizeof(pem)) && store_credential(SECURITY_TAG, type, pem);
}

static bool store_credentials(const struct settings* settings) {
  return store_file(CREDENTIAL_CERTIFICATE, settings->certificate) &&
         store_file(CREDENTIAL_PRIVATE_KEY, settings->key) &&
         (settings->client_authority == NULL ||
          store_file(CREDENTIAL_ROOT_CA, settings->client_authority));
}

// --- A client ---

// Sends back each line, when the whole of it has come; whether the client left by itself.
static bool echo_lines(int fd) {
  static char text[MAX_LINE];
  size_t length = 0;
  for (;;) {
    const ssize_t received = nrf_recv(fd, text + length, sizeof(text) - length, 0);
    if (received == 0) return true;
    // The first call waits for the end of the handshake, and tells when it failed.
    if (received < 0) return failed("recv", errno);
    length += (size_t)received;
    size_t whole = length;
    while (whole > 0 && text[whole - 1] != '\n') --whole;
    if (whole == 0 && length == sizeof(text)) {
      fprintf(stderr, "the line is longer than %d bytes\n", MAX_LINE);
      return false;
    }
    if (!send_all(fd, text, whole)) return false;
    length -= whole;
    memmove(text, text + whole, length);
  }
}

// Serves one client; whether it was served to its end.
static bool serve_client(int fd, const struct nrf_sockaddr_in* address) {
  char name[NRF_INET_ADDRSTRLEN];
  nrf_inet_ntop(NRF_AF_INET, &address->sin_addr, name, sizeof(name));
  fprintf(stderr, "client %s, port %d\n", name, nrf_ntohs(address->sin_port));
  const bool served = set_timeouts(fd, IDLE_TIMEOUT_S) && echo_lines(fd);
  fprintf(stderr, served ? "served\n" : "not served to its end\n");
  return served;
}

// --- The server ---

static bool prepare(int fd, const struct settings* settings) {
  const nrf_sec_role_t role = NRF_SO_SEC_ROLE_SERVER;
  const struct nrf_sockaddr_in address = {.sin_family = NRF_AF_INET,
                                          .sin_port = nrf_htons((uint16_t)settings->port)};
  if (!SET_OPTION(fd, NRF_SOL_SECURE, NRF_SO_SEC_ROLE, &role, sizeof(role)) ||
      !set_security(fd, SECURITY_TAG,
                    settings->client_authority != NULL ? NRF_SO_SEC_PEER_VERIFY_REQUIRED
                                                       : NRF_SO_SEC_PEER_VERIFY_NONE)) {
    return false;
  }
  if (nrf_bind(fd, (const struct nrf_sockaddr*)&address, sizeof(address)) != 0) {
    return failed("bind", errno);
  }
  return nrf_listen(fd, BACKLOG) == 0 || failed("listen", errno);
}

static bool serve(int listener, int count) {
  for (int served = 0; count == 0 || served < count;) {
    struct nrf_sockaddr_in address;
    nrf_socklen_t length = sizeof(address);
    const int client = nrf_accept(listener, (struct nrf_sockaddr*)&address, &length);
    if (client < 0 && errno == NRF_ECONNABORTED) continue;  // it did not wait
    if (client < 0) return failed("accept", errno);
    if (serve_client(client, &address)) ++served;
    nrf_close(client);
  }
  return true;
}

static bool run(const struct settings* settings) {
  const int listener = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  if (listener < 0) return failed("socket", errno);
  bool done = prepare(listener, settings);
  if (done) {
    fprintf(stderr, "listening at port %d\n", settings->port);
    done = serve(listener, settings->count);
  }
  nrf_close(listener);
  return done;
}

// --- The program ---

static bool parse_arguments(int argc, char** argv, struct settings* settings) {
  int next = 1;
  if (argc > 2 && strcmp(argv[1], "-n") == 0) {
    settings->count = parse_number(argv[2]);
    if (settings->count == 0) return false;
    next = 3;
  }
  if (argc - next < 3 || argc - next > 4) return false;
  settings->port = parse_number(argv[next]);
  settings->certificate = argv[next + 1];
  settings->key = argv[next + 2];
  if (argc - next == 4) settings->client_authority = argv[next + 3];
  return settings->port != 0;
}

int main(int argc, char** argv) {
  static const char usage[] =
      "usage: tls_server [-n COUNT] PORT CERTIFICATE.pem KEY.pem [CLIENT_CA.pem]\n";
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    printf(
        "%s\nEchoes lines over TLS at PORT (1 to 65535) of the modem; ends after COUNT clients.\n"
        "With CLIENT_CA.pem, clients need a certificate of that authority.\n",
        usage);
    return EXIT_SUCCESS;
  }
  struct settings settings = {.count = 0};
  if (!parse_arguments(argc, argv, &settings)) {
    fprintf(stderr, "%s", usage);
    return EXIT_FAILURE;
  }
  bool done = start_modem() && store_credentials(&settings) && join_network() && run(&settings);
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
