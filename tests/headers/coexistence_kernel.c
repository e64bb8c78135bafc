// Our headers, then a header of the kernel, whose s6_addr is yet another macro.

#include "coexistence_ours.h"

#include <linux/in6.h>

int coexistence_kernel(void);

int coexistence_kernel(void) {
  struct nrf_in6_addr ours = {{{0}}};
  struct in6_addr kernels = {{{0}}};
  ours.s6_addr[15] = 1;
  kernels.s6_addr[15] = ours.s6_addr[15];
  return sizeof(ours.s6_addr) == 16 && kernels.s6_addr[15] == 1 ? 0 : __LINE__;
}
