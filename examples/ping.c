// Pings a host, over IPv4 or IPv6, with whole IP packets on a raw socket.
//
//   ping [-4 | -6] [-c COUNT] HOST
//
// Prints a line for each answer; the exit code is 0 when every request was answered.
//
// Only the Modem library and the C library are used (and one POSIX semaphore and clock, where an
// application for the chip takes those of its operating system).

#define _POSIX_C_SOURCE 200809L  // <semaphore.h>, clock_gettime()

#include <errno.h>
#include <nrf_errno.h>
#include <nrf_socket.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "online.h"

enum {
  ANSWER_TIMEOUT_MS = 3000,
  DATA_LENGTH = 56,
  MAX_COUNT = 255,  // the sequence number is one byte here
  MAX_PACKET = 1500,

  IPV4_HEADER = 20,
  IPV6_HEADER = 40,
  ICMP_HEADER = 8,
  ICMP = 1,
  ICMPV6 = 58,
  ECHO_REPLY4 = 0,
  ECHO_REQUEST4 = 8,
  ECHO_REQUEST6 = 128,
  ECHO_REPLY6 = 129,
};

// --- Addresses ---

// An address of either family, as it is in a packet.
struct address {
  int family;
  size_t length;
  uint8_t bytes[16];
};

static struct address from_sockaddr(const struct nrf_sockaddr* from) {
  struct address address = {.family = from->sa_family};
  if (from->sa_family == NRF_AF_INET) {
    address.length = 4;
    memcpy(address.bytes, &((const struct nrf_sockaddr_in*)from)->sin_addr, 4);
  } else {
    address.length = 16;
    memcpy(address.bytes, &((const struct nrf_sockaddr_in6*)from)->sin6_addr, 16);
  }
  return address;
}

static const char* to_text(const struct address* address) {
  static char text[NRF_INET6_ADDRSTRLEN];
  return nrf_inet_ntop(address->family, address->bytes, text, sizeof(text));
}

// The modem's own address of a family.
static bool own_address(int family, struct address* own) {
  struct nrf_ifaddrs* list = NULL;
  if (nrf_getifaddrs(&list) != 0) return false;
  bool found = false;
  for (const struct nrf_ifaddrs* entry = list; entry != NULL && !found; entry = entry->ifa_next) {
    if (entry->ifa_addr->sa_family != family) continue;
    *own = from_sockaddr(entry->ifa_addr);
    found = true;
  }
  nrf_freeifaddrs(list);
  return found;
}

static bool resolve(const char* host, int family, struct address* address) {
  const struct nrf_addrinfo hints = {.ai_family = family};
  struct nrf_addrinfo* found = NULL;
  const int error = nrf_getaddrinfo(host, NULL, &hints, &found);
  if (error != 0) {
    fprintf(stderr, "%s: not found (%d)\n", host, error);
    return false;
  }
  *address = from_sockaddr(found->ai_addr);
  nrf_freeaddrinfo(found);
  return true;
}

// --- Packets ---

// The ones' complement sum of 16-bit words. RFC 1071
static uint32_t sum(uint32_t start, const uint8_t* bytes, size_t length) {
  for (size_t i = 0; i < length; ++i) start += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
  return start;
}

static uint16_t checksum(uint32_t total) {
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return (uint16_t)~total;
}

// The checksum of the ICMP message behind the header: that of ICMPv6 covers the addresses too.
static uint16_t icmp_checksum(const uint8_t* packet, size_t header, size_t length) {
  uint32_t total = sum(0, packet + header, length);
  if (header == IPV6_HEADER) total = sum(total + ICMPV6 + (uint32_t)length, packet + 8, 32);
  return checksum(total);
}

static void store16(uint8_t* at, size_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

// An echo request; returns its length.
static size_t make_request(uint8_t* packet, const struct address* from, const struct address* to,
                           int sequence) {
  const bool v4 = from->family == NRF_AF_INET;
  const size_t header = v4 ? IPV4_HEADER : IPV6_HEADER;
  const size_t length = ICMP_HEADER + DATA_LENGTH;
  memset(packet, 0, header + ICMP_HEADER);
  if (v4) {
    packet[0] = 0x45;
    store16(packet + 2, header + length);
    packet[8] = 64;
    packet[9] = ICMP;
    memcpy(packet + 12, from->bytes, 4);
    memcpy(packet + 16, to->bytes, 4);
    store16(packet + 10, checksum(sum(0, packet, header)));
  } else {
    packet[0] = 0x60;
    store16(packet + 4, length);
    packet[6] = ICMPV6;
    packet[7] = 64;
    memcpy(packet + 8, from->bytes, 16);
    memcpy(packet + 24, to->bytes, 16);
  }
  uint8_t* icmp = packet + header;
  icmp[0] = v4 ? ECHO_REQUEST4 : ECHO_REQUEST6;
  icmp[7] = (uint8_t)sequence;
  for (int i = 0; i < DATA_LENGTH; ++i)
    icmp[ICMP_HEADER + i] = (uint8_t)('0' + (i + sequence) % 10);
  store16(icmp + 2, icmp_checksum(packet, header, length));
  return header + length;
}

// Is it the answer to the request with this number? A raw socket gets all packets of its network.
static bool is_answer(const uint8_t* packet, size_t length, const struct address* from,
                      int sequence) {
  const bool v4 = from->family == NRF_AF_INET;
  const size_t header = v4 ? IPV4_HEADER : IPV6_HEADER;
  if (length != header + ICMP_HEADER + DATA_LENGTH) return false;
  if (packet[0] >> 4 != (v4 ? 4 : 6) || packet[v4 ? 9 : 6] != (v4 ? ICMP : ICMPV6)) return false;
  if (memcmp(packet + (v4 ? 12 : 8), from->bytes, from->length) != 0) return false;
  const uint8_t* icmp = packet + header;
  return icmp[0] == (v4 ? ECHO_REPLY4 : ECHO_REPLY6) && icmp[7] == (uint8_t)sequence &&
         icmp_checksum(packet, header, length - header) == 0;
}

// --- Pinging ---

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

// Waits for the answer; its round trip in milliseconds, or less than 0.
static double wait_for_answer(int fd, const struct address* host, int sequence, double start) {
  static uint8_t packet[MAX_PACKET];
  for (;;) {
    const double left = start + ANSWER_TIMEOUT_MS - now_ms();
    struct nrf_pollfd entry = {.fd = fd, .events = NRF_POLLIN};
    if (left <= 0 || nrf_poll(&entry, 1, (int)left + 1) != 1) return -1;
    const ssize_t length = nrf_recv(fd, packet, sizeof(packet), NRF_MSG_DONTWAIT);
    if (length < 0 && errno != NRF_EAGAIN) return -1;
    if (length > 0 && is_answer(packet, (size_t)length, host, sequence)) return now_ms() - start;
  }
}

static bool ping(int fd, const struct address* own, const struct address* host, int count) {
  uint8_t packet[IPV6_HEADER + ICMP_HEADER + DATA_LENGTH];
  int answered = 0;
  for (int sequence = 1; sequence <= count; ++sequence) {
    const size_t length = make_request(packet, own, host, sequence);
    const double start = now_ms();
    if (nrf_send(fd, packet, length, 0) < 0) {
      fprintf(stderr, "send: error %d\n", errno);
      return false;
    }
    const double time = wait_for_answer(fd, host, sequence, start);
    if (time < 0) {
      printf("no answer from %s: seq=%d\n", to_text(host), sequence);
      continue;
    }
    ++answered;
    printf("%d bytes from %s: seq=%d time=%.2f ms\n", ICMP_HEADER + DATA_LENGTH, to_text(host),
           sequence, time);
  }
  printf("%d requests, %d answers\n", count, answered);
  return answered == count;
}

static bool ping_host(const char* name, int family, int count) {
  struct address host;
  struct address own;
  if (!resolve(name, family, &host)) return false;
  if (!own_address(host.family, &own)) {
    fprintf(stderr, "the modem has no address to reach %s from\n", to_text(&host));
    return false;
  }
  const int fd = nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, 0);
  if (fd < 0) {
    fprintf(stderr, "socket: error %d\n", errno);
    return false;
  }
  const bool done = ping(fd, &own, &host, count);
  nrf_close(fd);
  return done;
}

int main(int argc, char** argv) {
  static const char usage[] = "usage: ping [-4 | -6] [-c COUNT] HOST\n";
  int family = NRF_AF_UNSPEC;
  int count = 4;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; ++i) {
    if (strcmp(argv[i], "--help") == 0) {
      printf("%s\nSends COUNT (1 to %d; default 4) echo requests through the modem.\n", usage,
             MAX_COUNT);
      return EXIT_SUCCESS;
    }
    if (strcmp(argv[i], "-4") == 0) {
      family = NRF_AF_INET;
    } else if (strcmp(argv[i], "-6") == 0) {
      family = NRF_AF_INET6;
    } else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) {
      count = atoi(argv[++i]);
    } else {
      count = 0;
    }
  }
  if (i != argc - 1 || count < 1 || count > MAX_COUNT) {
    fprintf(stderr, "%s", usage);
    return EXIT_FAILURE;
  }
  bool done = go_online() && ping_host(argv[i], family, count);
  if (!go_offline()) done = false;
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
