// A socket of a modem that is not initialised: the smallest thing that an application can observe.
#include <errno.h>
#include <stdio.h>

#include <nrf_errno.h>
#include <nrf_socket.h>

int main(void) {
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  if (fd != -1 || errno != NRF_EPERM) {
    fprintf(stderr, "expected -1 and NRF_EPERM, got %d and %d\n", fd, errno);
    return 1;
  }
  return 0;
}
