// The public headers, all together, as C11 sees them. What can be checked while compiling is.

#include <hostmodem_export.h>
#include <nrf_errno.h>
#include <nrf_gai_errors.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_modem_os.h>
#include <nrf_socket.h>

#include "surface_c.h"

#define HAS_TYPE(expression, type) _Generic((expression), type : 1, default : 0)

// Every value.
#define VALUE(name, value) _Static_assert((name) == (value), #name " is not " #value);
#include "api_values.inc"
#undef VALUE

// Every function, with exactly these parameters and this result.
#define FUNCTION(result, name, parameters) \
  _Static_assert(HAS_TYPE(&name, result(*) parameters), #name);
#include "api_functions.inc"
#undef FUNCTION

// Every member.
#define MEMBER(structure, member, type) \
  _Static_assert(HAS_TYPE(((struct structure*)0)->member, type), #structure "." #member);
#include "api_members.inc"
#undef MEMBER

// The sizes that applications pass, and what is between the members.
_Static_assert(sizeof(struct nrf_in_addr) == 4, "nrf_in_addr");
_Static_assert(sizeof(struct nrf_in6_addr) == 16, "nrf_in6_addr");
_Static_assert(_Alignof(struct nrf_in6_addr) == 1, "nrf_in6_addr");
_Static_assert(sizeof(((struct nrf_in6_addr*)0)->s6_addr) == 16, "nrf_in6_addr");
_Static_assert(HAS_TYPE(&((struct nrf_in6_addr*)0)->s6_addr, uint8_t (*)[16]), "nrf_in6_addr");
_Static_assert(offsetof(struct nrf_sockaddr, sa_family) == 4, "nrf_sockaddr");
_Static_assert(offsetof(struct nrf_sockaddr, sa_data) == 8, "nrf_sockaddr");
_Static_assert(HAS_TYPE(&((struct nrf_sockaddr*)0)->sa_data[0], char*), "nrf_sockaddr");
_Static_assert(offsetof(struct nrf_sockaddr_in, sin_family) == 4, "nrf_sockaddr_in");
_Static_assert(offsetof(struct nrf_sockaddr_in, sin_port) == 8, "nrf_sockaddr_in");
_Static_assert(offsetof(struct nrf_sockaddr_in, sin_addr) == 12, "nrf_sockaddr_in");
_Static_assert(sizeof(struct nrf_sockaddr_in) == 16, "nrf_sockaddr_in");
_Static_assert(offsetof(struct nrf_sockaddr_in6, sin6_family) == 4, "nrf_sockaddr_in6");
_Static_assert(offsetof(struct nrf_sockaddr_in6, sin6_port) == 8, "nrf_sockaddr_in6");
_Static_assert(offsetof(struct nrf_sockaddr_in6, sin6_flowinfo) == 12, "nrf_sockaddr_in6");
_Static_assert(offsetof(struct nrf_sockaddr_in6, sin6_addr) == 16, "nrf_sockaddr_in6");
_Static_assert(offsetof(struct nrf_sockaddr_in6, sin6_scope_id) == 32, "nrf_sockaddr_in6");
_Static_assert(sizeof(struct nrf_sockaddr_in6) == 36, "nrf_sockaddr_in6");
_Static_assert(sizeof(struct nrf_timeval) == 8, "nrf_timeval");
_Static_assert(sizeof(struct nrf_pollfd) == 8, "nrf_pollfd");

// The type names, and the types that have two names.
_Static_assert(HAS_TYPE((nrf_socklen_t)0, uint32_t), "nrf_socklen_t");
_Static_assert(HAS_TYPE((nrf_nfds_t)0, uint32_t), "nrf_nfds_t");
_Static_assert(HAS_TYPE((nrf_sa_family_t)0, unsigned int), "nrf_sa_family_t");
_Static_assert(HAS_TYPE((nrf_in_port_t)0, uint16_t), "nrf_in_port_t");
_Static_assert(HAS_TYPE((nrf_sec_tag_t)0, uint32_t), "nrf_sec_tag_t");
_Static_assert(HAS_TYPE((nrf_sec_cipher_t)0, uint32_t), "nrf_sec_cipher_t");
_Static_assert(HAS_TYPE((nrf_sec_role_t)0, uint32_t), "nrf_sec_role_t");
_Static_assert(HAS_TYPE((nrf_peer_verify_t)0, nrf_sec_peer_verify_t), "nrf_peer_verify_t");
_Static_assert(HAS_TYPE((nrf_session_cache_t)0, nrf_sec_session_cache_t), "nrf_session_cache_t");
_Static_assert(HAS_TYPE((struct nrf_pollcb*)0, struct nrf_modem_pollcb*), "nrf_pollcb");
_Static_assert(HAS_TYPE((nrf_modem_at_cmd_handler_t)0, nrf_modem_at_cmd_custom_handler_t),
               "nrf_modem_at_cmd_handler_t");

// Byte order, where only a constant may stand.
_Static_assert(nrf_ntohs(nrf_htons(0x1234)) == 0x1234, "16 bits");
_Static_assert(nrf_ntohl(nrf_htonl(0x12345678)) == 0x12345678, "32 bits");
static const struct nrf_sockaddr_in kStaticAddress = {
    .sin_family = NRF_AF_INET,
    .sin_port = nrf_htons(8883),
    .sin_addr.s_addr = nrf_htonl(0x0a000202),
};

const struct member_layout* c_member_layouts(size_t* count) {
  static const struct member_layout table[] = {
#define MEMBER(structure, member, type)                     \
  {#structure, #member, offsetof(struct structure, member), \
   sizeof(((struct structure*)0)->member), sizeof(struct structure)},
#include "api_members.inc"
#undef MEMBER
  };
  *count = sizeof(table) / sizeof(table[0]);
  return table;
}

const long long* c_values(size_t* count) {
  static const long long table[] = {
#define VALUE(name, value) name,
#include "api_values.inc"
#undef VALUE
  };
  *count = sizeof(table) / sizeof(table[0]);
  return table;
}

unsigned c_static_port(void) { return kStaticAddress.sin_port; }
