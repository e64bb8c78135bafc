// Talks to two packet data networks at a time, and loses one of them.
//
//   two_networks APN HOST PORT SECOND_PORT
//
// The default network and a second one, of the access point APN, are asked for HOST, each by its
// own name servers. A line is sent to what they answer, PORT on the default network and SECOND_PORT
// on the other, and the line that comes back is printed. Then the network takes the second one
// away: its socket fails, and the default network notices nothing.
//
// Only the Modem library and the C library are used, but for hostmodem_pdn_drop(): on the chip
// networks are lost by themselves.

#define _POSIX_C_SOURCE 200809L  // for online.h

#include <errno.h>
#include <hostmodem.h>
#include <nrf_errno.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "online.h"

enum {
  MAX_LINE = 200,
  ANSWER_TIMEOUT_S = 10,
};

// A network as an application sees it.
struct network {
  const char* name;  // as NRF_SO_BINDTODEVICE and NRF_AI_PDNSERV have it
  int fd;
};

static bool failed(const struct network* network, const char* what) {
  fprintf(stderr, "%s: %s: %s\n", network->name, what, hostmodem_errno_name(errno));
  return false;
}

// Defines a PDP context and activates it: its number, which is that of its network, or -1.
static int activate(const char* apn) {
  int cid = -1;
  if (nrf_modem_at_scanf("AT%XNEWCID?", "%%XNEWCID: %d", &cid) != 1) {
    fprintf(stderr, "no context is free\n");
    return -1;
  }
  if (nrf_modem_at_printf("AT+CGDCONT=%d,\"IPV4V6\",\"%s\"", cid, apn) != 0) {
    fprintf(stderr, "%s: not the name of an access point\n", apn);
    return -1;
  }
  const int error = nrf_modem_at_printf("AT+CGACT=1,%d", cid);
  if (error != 0) {
    fprintf(stderr, "%s: the network refuses it (error %d)\n", apn, nrf_modem_at_err(error));
    return -1;
  }
  return cid;
}

// What the network's own name servers say of a host.
static bool resolve(const struct network* network, const char* host, const char* port,
                    struct nrf_sockaddr_in* address) {
  const struct nrf_addrinfo hints = {
      .ai_flags = NRF_AI_PDNSERV, .ai_family = NRF_AF_INET, .ai_socktype = NRF_SOCK_STREAM};
  struct nrf_addrinfo* found = NULL;
  const int error = nrf_getaddrinfo(host, network->name, &hints, &found);
  if (error != 0) {
    fprintf(stderr, "%s: %s: not found (%d)\n", network->name, host, error);
    return false;
  }
  memcpy(address, found->ai_addr, sizeof(*address));
  nrf_freeaddrinfo(found);
  address->sin_port = nrf_htons((uint16_t)atoi(port));
  char text[NRF_INET_ADDRSTRLEN];
  printf("%s: %s is %s\n", network->name, host,
         nrf_inet_ntop(NRF_AF_INET, &address->sin_addr, text, sizeof(text)));
  return true;
}

static bool connect_to(struct network* network, const char* host, const char* port) {
  struct nrf_sockaddr_in address;
  if (!resolve(network, host, port, &address)) return false;
  network->fd = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  if (network->fd < 0) return failed(network, "socket");
  const struct nrf_timeval patience = {.tv_sec = ANSWER_TIMEOUT_S};
  if (nrf_setsockopt(network->fd, NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE, network->name,
                     (nrf_socklen_t)strlen(network->name)) != 0) {
    return failed(network, "bind to device");
  }
  if (nrf_setsockopt(network->fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &patience, sizeof(patience)) !=
          0 ||
      nrf_setsockopt(network->fd, NRF_SOL_SOCKET, NRF_SO_SNDTIMEO, &patience, sizeof(patience)) !=
          0) {
    return failed(network, "timeout");
  }
  if (nrf_connect(network->fd, (const struct nrf_sockaddr*)&address, sizeof(address)) != 0) {
    return failed(network, "connect");
  }
  return true;
}

// Sends a line, and prints the one that comes back.
static bool exchange(const struct network* network, const char* text) {
  char line[MAX_LINE];
  const int size = snprintf(line, sizeof(line), "%s over %s\n", text, network->name);
  if (nrf_send(network->fd, line, (size_t)size, 0) != size) return failed(network, "send");
  for (size_t length = 0; length < sizeof(line) - 1;) {
    const ssize_t count = nrf_recv(network->fd, line + length, sizeof(line) - 1 - length, 0);
    if (count < 0) return failed(network, "receive");
    if (count == 0) break;
    length += (size_t)count;
    line[length] = '\0';
    if (line[length - 1] != '\n') continue;
    printf("%s: %s", network->name, line);
    return true;
  }
  fprintf(stderr, "%s: the answer is no line\n", network->name);
  return false;
}

// Says what a lost network does to its socket.
static bool is_lost(const struct network* network) {
  struct nrf_pollfd entry = {.fd = network->fd, .events = NRF_POLLIN};
  const bool told = nrf_poll(&entry, 1, ANSWER_TIMEOUT_S * 1000) == 1;
  if (!told || (entry.revents & NRF_POLLERR) == 0) {
    fprintf(stderr, "%s: its socket is not told\n", network->name);
    return false;
  }
  if (nrf_send(network->fd, "x", 1, 0) != -1 || errno != NRF_ENETDOWN) {
    fprintf(stderr, "%s: its socket can still send\n", network->name);
    return false;
  }
  printf("%s: lost (%s)\n", network->name, hostmodem_errno_name(errno));
  return true;
}

static bool talk(struct network* first, struct network* second, char** argv) {
  const char* const apn = argv[1];
  const char* const host = argv[2];
  const int cid = activate(apn);
  if (cid < 0) return false;
  char name[NRF_IFNAMSIZ];
  snprintf(name, sizeof(name), "pdn%d", cid);
  second->name = name;
  if (!connect_to(first, host, argv[3]) || !connect_to(second, host, argv[4])) return false;
  if (!exchange(first, "hello") || !exchange(second, "hello")) return false;

  const int error = hostmodem_pdn_drop(cid);
  if (error != 0) {
    fprintf(stderr, "%s: not dropped: %s\n", second->name, hostmodem_errno_name(error));
    return false;
  }
  return is_lost(second) && exchange(first, "still here");
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: two_networks APN HOST PORT SECOND_PORT\n");
    return EXIT_FAILURE;
  }
  struct network first = {.name = "pdn0", .fd = -1};
  struct network second = {.fd = -1};
  bool done = go_online() && talk(&first, &second, argv);
  if (first.fd >= 0) nrf_close(first.fd);
  if (second.fd >= 0) nrf_close(second.fd);
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
