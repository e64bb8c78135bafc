// The modem's network sockets: a subset of the POSIX sockets API under names of its own (nrf_), so
// that it can be used beside the host's sockets. Host headers may be included before or after this
// one.
//
// Errors. A function that fails returns -1 and sets `errno` to an NRF_E* number (nrf_errno.h),
// which is not the host's number of the same name. Besides the errors that each function lists,
// every function that says "Common errors" may give:
//   NRF_EPERM      the modem was never initialised, or a blocking call is made inside a callback
//   NRF_ESHUTDOWN  the modem was shut down, before or during the call
//   NRF_EBADF      the descriptor is not an open socket, or another thread has closed it meanwhile
//   NRF_EFAULT     a pointer is NULL that must not be
//   NRF_EACCES     data traffic is disabled (nrf_socket_data_enabled_set())
// and a function that sends, receives or connects also:
//   NRF_ENETDOWN     the socket's packet data network was lost: close the socket
//   NRF_ENETUNREACH  the socket's packet data network was never active
//   NRF_ENOBUFS, NRF_ENOMEM  no memory for the data
//
// Descriptors count from 0; up to NRF_MODEM_MAX_SOCKET_COUNT are open at a time. They are the
// modem's and not the host's: read(), close() and poll() of the host do not know them.
//
// Threads. Every function may be called from any thread, several threads may use one socket, and a
// socket may be closed while others are blocked on it. A blocking call waits in the modem's time,
// which a test may run fast or step by hand. Callbacks are called by the modem's thread, one at a
// time, without any lock held; inside one, functions that do not block may be called (and functions
// on a non-blocking socket), others fail with NRF_EPERM.
//
// Addresses and ports in socket addresses are in network byte order. The members sa_len, sin_len
// and sin6_len are ignored on input and filled on output.
//
// Spec: nrf_sockets.rst, "Networking sockets"
// POSIX: POSIX.1-2017, XSH 2.10 Sockets
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>  // ssize_t

#include "hostmodem_export.h"
#include "nrf_errno.h"
#include "nrf_gai_errors.h"
#include "nrf_modem.h"  // NRF_MODEM_MAX_SOCKET_COUNT

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------
// Families, types, protocols
// ---------------------------------------------------------------------------------------------

#define NRF_AF_UNSPEC 0  // hints of nrf_getaddrinfo(): any family
#define NRF_AF_INET 1    // IPv4
#define NRF_AF_INET6 2   // IPv6
#define NRF_AF_PACKET 3  // whole IP packets of a packet data network; with NRF_SOCK_RAW

#define NRF_SOCK_STREAM 1  // TCP, or TLS over it
#define NRF_SOCK_DGRAM 2   // UDP, or DTLS over it
#define NRF_SOCK_RAW 3     // IP packets, without a link header

#define NRF_IPPROTO_IP 0        // the type's own protocol; option level of IPv4
#define NRF_IPPROTO_TCP 6       // TCP; also an option level
#define NRF_IPPROTO_UDP 17      // UDP
#define NRF_IPPROTO_IPV6 41     // option level of IPv6
#define NRF_IPPROTO_RAW 255     // raw IP packets
#define NRF_IPPROTO_ALL 512     // option level of IPv4 and IPv6 together
#define NRF_SPROTO_TLS1v2 258   // TLS 1.2, with NRF_SOCK_STREAM
#define NRF_SPROTO_DTLS1v2 273  // DTLS 1.2, with NRF_SOCK_DGRAM

// ---------------------------------------------------------------------------------------------
// Limits
// ---------------------------------------------------------------------------------------------

#define NRF_SOCKET_TLS_MAX_SEC_TAG_LIST_SIZE 8  // security tags of one socket
#define NRF_IFNAMSIZ 64                         // name of a packet data network, with NUL
#define NRF_INET_ADDRSTRLEN 16                  // an IPv4 address as text, with NUL
#define NRF_INET6_ADDRSTRLEN 46                 // an IPv6 address as text, with NUL

// ---------------------------------------------------------------------------------------------
// Types
// ---------------------------------------------------------------------------------------------

typedef uint32_t nrf_socklen_t;        // length of an address or of an option value, in bytes
typedef uint32_t nrf_nfds_t;           // number of entries given to nrf_poll()
typedef unsigned int nrf_sa_family_t;  // NRF_AF_*
typedef uint16_t nrf_in_port_t;        // port, in network byte order
typedef uint32_t nrf_in_addr_t;        // IPv4 address, in network byte order

typedef uint32_t nrf_sec_tag_t;            // names a set of credentials; 0 to 2147483647
typedef uint32_t nrf_sec_cipher_t;         // cipher suite, by its IANA number
typedef uint32_t nrf_sec_role_t;           // NRF_SO_SEC_ROLE_*
typedef uint32_t nrf_sec_peer_verify_t;    // NRF_SO_SEC_PEER_VERIFY_*
typedef uint32_t nrf_sec_session_cache_t;  // NRF_SO_SEC_SESSION_CACHE_*
// The last two under the names that the specification gives them.
typedef nrf_sec_peer_verify_t nrf_peer_verify_t;
typedef nrf_sec_session_cache_t nrf_session_cache_t;

// An IPv4 address.
struct nrf_in_addr {
  nrf_in_addr_t s_addr;  // network byte order
};

// An IPv6 address: the member is s6_addr, 16 bytes in network byte order.
//
// C libraries and the kernel make `s6_addr` a macro in their own header (<netinet/in.h>,
// <linux/in6.h>): once that is included, `address.s6_addr` reads `address.<theirs>`. So that
// applications may write .s6_addr whatever they include, and in whatever order, the same 16 bytes
// also go by the names which those macros expand to. Only s6_addr is for applications.
#pragma push_macro("s6_addr")
#undef s6_addr
struct nrf_in6_addr_glibc_name {
  uint8_t __u6_addr8[16];
};
struct nrf_in6_addr_musl_name {
  uint8_t __s6_addr[16];
};
struct nrf_in6_addr_linux_name {
  uint8_t u6_addr8[16];
};
struct nrf_in6_addr {
  union {
    uint8_t s6_addr[16];
    struct nrf_in6_addr_glibc_name __in6_u;
    struct nrf_in6_addr_musl_name __in6_union;
    struct nrf_in6_addr_linux_name in6_u;
  };
};
#pragma pop_macro("s6_addr")

// A socket address of any family. It is never an object of its own: a pointer to it points to one
// of the structures below.
#if defined(__cplusplus)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // C++ knows sa_data[] only as an extension
#endif
struct nrf_sockaddr {
  uint8_t sa_len;  // length of the whole address in bytes; ignored on input
  int sa_family;   // NRF_AF_*
  char sa_data[];
};
#if defined(__cplusplus)
#pragma GCC diagnostic pop
#endif

// A socket address of IPv4.
struct nrf_sockaddr_in {
  uint8_t sin_len;             // ignored on input
  nrf_sa_family_t sin_family;  // NRF_AF_INET
  nrf_in_port_t sin_port;      // network byte order
  struct nrf_in_addr sin_addr;
};

// A socket address of IPv6.
struct nrf_sockaddr_in6 {
  uint8_t sin6_len;             // ignored on input
  nrf_sa_family_t sin6_family;  // NRF_AF_INET6
  nrf_in_port_t sin6_port;      // network byte order
  uint32_t sin6_flowinfo;       // ignored on input, 0 on output
  struct nrf_in6_addr sin6_addr;
  uint32_t sin6_scope_id;  // ignored on input, 0 on output
};

// A span of time; both 0 stands for "without limit". Resolution: 1 millisecond.
// Spec: nrf_sockets.rst, "NRF_SO_RCVTIMEO"
struct nrf_timeval {
  uint32_t tv_sec;   // seconds
  uint32_t tv_usec;  // microseconds, 0 to 999999
};

// A socket that is polled.
struct nrf_pollfd {
  int fd;         // the socket; a negative one is skipped
  short events;   // in: the NRF_POLL* events to report
  short revents;  // out: those that hold, with NRF_POLLERR, NRF_POLLHUP and NRF_POLLNVAL
};

// Takes an event of a socket. `pollfd` is filled as nrf_poll() would fill it, and valid until the
// callback returns. Must be short and must not block.
typedef void (*nrf_modem_pollcb_t)(struct nrf_pollfd* pollfd);

// Value of NRF_SO_POLLCB. The specification calls the structure nrf_pollcb in its table and
// nrf_modem_pollcb in its text: both names are this one structure.
// Spec: nrf_sockets.rst, "NRF_SO_POLLCB"
struct nrf_modem_pollcb {
  nrf_modem_pollcb_t callback;  // not NULL
  // The NRF_POLL* events that call it; NRF_POLLERR, NRF_POLLHUP and NRF_POLLNVAL always do.
  short events;
  bool oneshot;  // true: it is called once, and then unset
};
#define nrf_pollcb nrf_modem_pollcb

// What became of a send operation.
struct nrf_modem_sendcb_params {
  int fd;  // the socket
  // 0: the data were delivered. Otherwise a (positive) NRF_E* number: NRF_EAGAIN the send timeout
  // passed, NRF_EBADF the socket was closed, NRF_ECONNRESET the peer reset the connection,
  // NRF_ECOMM the data could not be sent: there was no room for them in front of the radio, or the
  // packet data network or the connection was lost.
  int status;
  size_t bytes_sent;  // how many bytes the send operation took; 0 unless the status is 0
};

// Takes the end of a send operation. `params` is valid until the callback returns. Must be short
// and must not block.
typedef void (*nrf_modem_sendcb_t)(const struct nrf_modem_sendcb_params* params);

// Value of NRF_SO_SENDCB.
struct nrf_modem_sendcb {
  nrf_modem_sendcb_t callback;  // not NULL
};

// Hints for nrf_getaddrinfo(), and an entry of its result.
// POSIX: POSIX.1-2017, <netdb.h>
struct nrf_addrinfo {
  int ai_flags;                  // NRF_AI_*
  int ai_family;                 // NRF_AF_*
  int ai_socktype;               // NRF_SOCK_*; 0 in hints: any
  int ai_protocol;               // NRF_IPPROTO_* or NRF_SPROTO_*; 0 in hints: any
  nrf_socklen_t ai_addrlen;      // bytes at ai_addr
  struct nrf_sockaddr* ai_addr;  // a nrf_sockaddr_in or nrf_sockaddr_in6
  char* ai_canonname;            // canonical name, or NULL; first entry only
  struct nrf_addrinfo* ai_next;  // next entry, or NULL
};

// An address of a packet data network, in the list that nrf_getifaddrs() makes. The host's
// <ifaddrs.h> makes ifa_broadaddr and ifa_dstaddr macros; as with s6_addr, both forms work here.
// POSIX: none; as the C library's getifaddrs() has it
#pragma push_macro("ifa_broadaddr")
#pragma push_macro("ifa_dstaddr")
#undef ifa_broadaddr
#undef ifa_dstaddr
union nrf_ifaddrs_ifu {
  struct nrf_sockaddr* ifu_broadaddr;
  struct nrf_sockaddr* ifu_dstaddr;
};
struct nrf_ifaddrs {
  struct nrf_ifaddrs* ifa_next;      // next entry, or NULL
  char* ifa_name;                    // "pdn0", "pdn1", ...
  unsigned int ifa_flags;            // 0
  struct nrf_sockaddr* ifa_addr;     // the address; never NULL
  struct nrf_sockaddr* ifa_netmask;  // NULL
  union {                            // NULL
    struct nrf_sockaddr* ifa_broadaddr;
    struct nrf_sockaddr* ifa_dstaddr;
    union nrf_ifaddrs_ifu ifa_ifu;
  };
  void* ifa_data;  // NULL
};
#pragma pop_macro("ifa_dstaddr")
#pragma pop_macro("ifa_broadaddr")

// The unspecified addresses: what a socket is bound to that takes packets to any address of its
// packet data network.
#define NRF_INADDR_ANY ((nrf_in_addr_t)0)
extern HOSTMODEM_API const struct nrf_in_addr nrf_inaddr_any;
extern HOSTMODEM_API const struct nrf_in6_addr nrf_in6addr_any;

// ---------------------------------------------------------------------------------------------
// Byte order
// ---------------------------------------------------------------------------------------------

// From host to network byte order and back, 16 and 32 bits. The argument is evaluated once; with a
// constant argument the result is a constant expression in C and C++. No function is called: usable
// anywhere.
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define nrf_htons(host16) ((uint16_t)(host16))
#define nrf_htonl(host32) ((uint32_t)(host32))
#else
#define nrf_htons(host16) ((uint16_t)__builtin_bswap16((uint16_t)(host16)))
#define nrf_htonl(host32) ((uint32_t)__builtin_bswap32((uint32_t)(host32)))
#endif
#define nrf_ntohs(network16) nrf_htons(network16)
#define nrf_ntohl(network32) nrf_htonl(network32)

// ---------------------------------------------------------------------------------------------
// Flags of send and receive
// ---------------------------------------------------------------------------------------------

// Receive: give the data, but leave them in the socket.
#define NRF_MSG_PEEK 0x02
// Send and receive: do not block, whatever the socket's mode.
#define NRF_MSG_DONTWAIT 0x40
// Receive on a stream: block until the buffer is full, the stream ends or the timeout passes.
#define NRF_MSG_WAITALL 0x100
// Send: block until the data are delivered: acknowledged by the peer, all of them, on a stream
// socket; on air on a datagram or packet socket, which while the radio sleeps takes until it is
// connected. Not in a call that does not block, and not with NRF_SO_SENDCB: NRF_EOPNOTSUPP. An
// addition of later library releases.
#define NRF_MSG_WAITACK 0x200

// ---------------------------------------------------------------------------------------------
// Commands and flags of nrf_fcntl()
// ---------------------------------------------------------------------------------------------

#define NRF_F_GETFL 3        // get the flags
#define NRF_F_SETFL 4        // set the flags
#define NRF_O_NONBLOCK 0x01  // calls on the socket do not block

// ---------------------------------------------------------------------------------------------
// Events of nrf_poll() and NRF_SO_POLLCB (of type short)
// ---------------------------------------------------------------------------------------------

#define NRF_POLLIN 0x1     // there are data, a connection to accept, or the end of the stream
#define NRF_POLLOUT 0x4    // sending does not block; a connection was made
#define NRF_POLLERR 0x8    // there is an error: NRF_SO_ERROR has it. Always reported
#define NRF_POLLHUP 0x10   // the peer closed the connection. Always reported
#define NRF_POLLNVAL 0x20  // not an open socket. Always reported

// ---------------------------------------------------------------------------------------------
// Socket options
//
// Each option says: its type and length; whether it can be got and set; its default. A value
// shorter than its type is NRF_EINVAL when it is set, and truncated (with the length that was
// written) when it is got. An option that this release does not implement answers NRF_EOPNOTSUPP.
//
// Spec: nrf_sockets.rst, "Socket options"
// ---------------------------------------------------------------------------------------------

#define NRF_SOL_SOCKET 1    // level: options of any socket
#define NRF_SOL_SECURE 282  // level: options of TLS and DTLS sockets

// --- Level NRF_SOL_SOCKET ---

// int; set; default 0. Non-zero: nrf_bind() may take a local address that is still in use by
// connections that are closing.
// Spec: nrf_sockets.rst, "NRF_SO_REUSEADDR"
#define NRF_SO_REUSEADDR 2

// int; get; no default. The pending error of the socket, an NRF_E* number, or 0; reading clears it.
// It carries the result of a non-blocking connect, and what ICMP reports to a connected UDP socket.
// Spec: nrf_sockets.rst, "NRF_SO_ERROR"
#define NRF_SO_ERROR 4

// struct nrf_timeval; get, set; default 0 (no limit). How long nrf_recv(), nrf_recvfrom() and
// nrf_accept() wait. When it has passed: the data so far, or NRF_EAGAIN without any.
// NRF_EDOM: tv_usec over 999999, or a span that is too large.
// Spec: nrf_sockets.rst, "NRF_SO_RCVTIMEO"
#define NRF_SO_RCVTIMEO 20

// struct nrf_timeval; get, set; default 0 (no limit). How long nrf_connect(), nrf_send() and
// nrf_sendto() wait. When it has passed: NRF_ETIMEDOUT for connect; for send the number of bytes so
// far, or NRF_EAGAIN without any. NRF_EDOM: as for NRF_SO_RCVTIMEO.
// Spec: nrf_sockets.rst, "NRF_SO_SNDTIMEO"
#define NRF_SO_SNDTIMEO 21

// char[], at most NRF_IFNAMSIZ bytes, the NUL may be missing; set; default: packet data network 0.
// Binds the socket to the packet data network "pdnN": it sends there, and receives only from there.
// NRF_EINVAL: no such name, or that network is not active.
// Spec: nrf_sockets.rst, "NRF_SO_BINDTODEVICE"
#define NRF_SO_BINDTODEVICE 25

// int; set. Releases the radio connection at once; no send operation is needed. Like the four
// below, a release assistance indication. NULL and 0 are accepted as well as an int, whose value
// does not matter.
// Spec: nrf_sockets.rst, "NRF_SO_RAI_NO_DATA"
#define NRF_SO_RAI_NO_DATA 50

// int; set. After the next send operation on this socket the radio connection is released.
// Spec: nrf_sockets.rst, "NRF_SO_RAI_LAST"
#define NRF_SO_RAI_LAST 51

// int; set. After the next send operation, and one packet received for this socket, the radio
// connection is released.
// Spec: nrf_sockets.rst, "NRF_SO_RAI_ONE_RESP"
#define NRF_SO_RAI_ONE_RESP 52

// int; set. The radio connection is kept after the next send operation; for a client, which will
// send more.
// Spec: nrf_sockets.rst, "NRF_SO_RAI_ONGOING"
#define NRF_SO_RAI_ONGOING 53

// int; set. The radio connection is kept after the next send operation; for a server, which waits
// for more.
// Spec: nrf_sockets.rst, "NRF_SO_RAI_WAIT_MORE"
#define NRF_SO_RAI_WAIT_MORE 54

// struct nrf_modem_pollcb (also: struct nrf_pollcb); set; default none. Calls a function at each
// event of the socket that is in `events`, and at NRF_POLLERR, NRF_POLLHUP and NRF_POLLNVAL. A new
// arrival calls it again although older data are still unread. Events that hold already are
// reported before nrf_setsockopt() returns, by the thread that calls it. NULL with length 0 unsets
// it.
// Spec: nrf_sockets.rst, "NRF_SO_POLLCB"
#define NRF_SO_POLLCB 60

// --- Level NRF_SOL_SOCKET, of later library releases ---

// int; get, set; default 0. Non-zero: what the socket sends from now on is exceptional data, where
// its packet data network has these (AT%EXCEPTIONALDATA=0,<cid>,1; else it is regular). The rate
// control of the network may let them pass when it blocks others. Accepted sockets do not inherit
// it.
#define NRF_SO_EXCEPTIONAL_DATA 33

// int; get, set; default 0. Non-zero: the socket stays open when its packet data network is lost.
// Until that is back, sending fails with NRF_ENETUNREACH and receiving finds nothing. Then it goes
// on; but AT+CFUN=0, and a network with other addresses, end it with NRF_ENETDOWN. Accepted sockets
// do not inherit it.
#define NRF_SO_KEEPOPEN 34

// int; set; default 0. Binds the socket to a packet data network, given by its number.
#define NRF_SO_BINDTOPDN 40

// int, one of NRF_RAI_*; set. Release assistance indication, in one option.
// NRF_EDESTADDRREQ: NRF_RAI_NO_DATA on a socket that is not connected.
#define NRF_SO_RAI 61
#define NRF_RAI_NO_DATA 1    // as NRF_SO_RAI_NO_DATA
#define NRF_RAI_LAST 2       // as NRF_SO_RAI_LAST
#define NRF_RAI_ONE_RESP 3   // as NRF_SO_RAI_ONE_RESP
#define NRF_RAI_ONGOING 4    // as NRF_SO_RAI_ONGOING
#define NRF_RAI_WAIT_MORE 5  // as NRF_SO_RAI_WAIT_MORE

// struct nrf_modem_sendcb; set; default none. Calls a function, once for each send operation that
// took data, when these are delivered as NRF_MSG_WAITACK has it, or with the reason why not. The
// send operation itself returns as without it. One is under way at a time: another one before the
// callback is NRF_EBUSY. NRF_SO_SNDTIMEO is the limit, of 1 to 600 seconds (else the send operation
// is NRF_EDOM); without one it is 600 seconds. A limit that passes takes nothing back: the data may
// still arrive. NULL with length 0 unsets it, another setting replaces it: what is under way then
// is told to nobody. Not together with NRF_MSG_WAITACK. NRF_EINVAL: the function is NULL.
#define NRF_SO_SENDCB 63

// --- Levels NRF_IPPROTO_ALL, NRF_IPPROTO_IP, NRF_IPPROTO_IPV6 ---
//
// Whether the modem answers echo requests. These are settings of the modem: they are set through
// any socket and last until the modem is shut down.

// Level NRF_IPPROTO_ALL. int; get, set; default 0. 1: no echo replies, neither on IPv4 nor on IPv6.
// Spec: nrf_sockets.rst, "NRF_SO_SILENCE_ALL"
#define NRF_SO_SILENCE_ALL 30

// Level NRF_IPPROTO_IP. int; get, set; default 1. 0: no echo replies on IPv4.
// Spec: nrf_sockets.rst, "NRF_SO_IP_ECHO_REPLY"
#define NRF_SO_IP_ECHO_REPLY 31

// Level NRF_IPPROTO_IPV6. int; get, set; default 1. 0: no echo replies on IPv6.
// Spec: nrf_sockets.rst, "NRF_SO_IPV6_ECHO_REPLY"
#define NRF_SO_IPV6_ECHO_REPLY 32

// Level NRF_IPPROTO_IPV6, of later library releases. int; get, set; default 0. Non-zero: an IPv6
// address whose lifetime ends in PSM or eDRX sleep does not wake the modem up: it is refreshed with
// the next radio connection. 0: at once, also what was put off. The modem's, as the options above.
#define NRF_SO_IPV6_DELAYED_ADDR_REFRESH 62

// --- Level NRF_IPPROTO_TCP ---

// int, 0 to 135 seconds; get, set; default 0 (none). Closes an accepted connection after that long
// without data either way. Set it on the listening socket; an accepted socket inherits it, and may
// change it. NRF_EINVAL: out of range.
// Spec: nrf_sockets.rst, "NRF_SO_TCP_SRV_SESSTIMEO"
#define NRF_SO_TCP_SRV_SESSTIMEO 55

// --- Level NRF_SOL_SECURE ---
//
// They are set before nrf_connect() or nrf_listen(): setting one on a connected socket, or
// while its handshake is under way, is NRF_EISCONN. On a socket without TLS or DTLS they are
// NRF_EOPNOTSUPP.

// nrf_sec_tag_t[], at most NRF_SOCKET_TLS_MAX_SEC_TAG_LIST_SIZE; get, set; default: empty. The
// credentials that the handshake may use; one that matches is used. The length is in bytes. NULL
// with length 0 empties the list. NRF_EINVAL: too many tags, or not a multiple of a tag's size.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_TAG_LIST"
#define NRF_SO_SEC_TAG_LIST 1

// char[], the NUL may be missing; get, set; default: none. The name that the peer's certificate
// must carry; it is sent in the handshake too. NULL with length 0: the name is not checked.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_HOSTNAME"
#define NRF_SO_SEC_HOSTNAME 2

// nrf_sec_cipher_t[] of NRF_TLS_* numbers; get, set; default: all that there are. The cipher suites
// that the handshake may choose. The length is in bytes. NRF_EINVAL: an unknown suite, an empty
// list, or not a multiple of a number's size.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_CIPHERSUITE_LIST"
#define NRF_SO_SEC_CIPHERSUITE_LIST 3

// nrf_peer_verify_t, one of NRF_SO_SEC_PEER_VERIFY_*; get, set; default: required. Whether the peer
// must prove who it is. NRF_EINVAL: another value.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_PEER_VERIFY"
#define NRF_SO_SEC_PEER_VERIFY 5
#define NRF_SO_SEC_PEER_VERIFY_NONE 0      // not checked
#define NRF_SO_SEC_PEER_VERIFY_OPTIONAL 1  // checked when the peer has a certificate
#define NRF_SO_SEC_PEER_VERIFY_REQUIRED 2  // the handshake fails without

// nrf_sec_role_t, one of NRF_SO_SEC_ROLE_*; get, set; default: client. Which side of the handshake
// the socket takes when it connects; what it accepts is always a server. NRF_EINVAL: another value.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_ROLE"
#define NRF_SO_SEC_ROLE 6
#define NRF_SO_SEC_ROLE_CLIENT 0
#define NRF_SO_SEC_ROLE_SERVER 1

// nrf_session_cache_t, one of NRF_SO_SEC_SESSION_CACHE_*; get, set; default: disabled. Whether the
// session is kept for a later connection to the same peer, and one that is kept may be resumed.
// NRF_EINVAL: another value.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_SESSION_CACHE"
#define NRF_SO_SEC_SESSION_CACHE 12
#define NRF_SO_SEC_SESSION_CACHE_DISABLED 0
#define NRF_SO_SEC_SESSION_CACHE_ENABLED 1

// int, whose value does not matter; set. Forgets the sessions that are kept, of all sockets.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_SESSION_CACHE_PURGE"
#define NRF_SO_SEC_SESSION_CACHE_PURGE 13

// int, one of NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_*; get, set; default: none. After so many seconds,
// the sum of the retransmission intervals, nrf_connect() gives up with NRF_ETIMEDOUT. NRF_EINVAL:
// another value. DTLS sockets only.
// Spec: nrf_sockets.rst, "NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO"
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO 14
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_NONE 0  // never gives up by itself
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_1S 1
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_3S 3
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_7S 7
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_15S 15
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_31S 31
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_63S 63
#define NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_123S 123

// --- Level NRF_SOL_SECURE, of later library releases ---

// nrf_sec_cipher_t; get. The suite that the handshake chose. NRF_ENOTCONN: there was none yet.
#define NRF_SO_SEC_CIPHERSUITE_USED 4

// int, one of NRF_SO_SEC_DTLS_CID_*; get, set; default: disabled. Use of connection identifiers.
// RFC: 9146
#define NRF_SO_SEC_DTLS_CID 15
#define NRF_SO_SEC_DTLS_CID_DISABLED 0   // not offered
#define NRF_SO_SEC_DTLS_CID_SUPPORTED 1  // offered, with an empty identifier for the downlink
#define NRF_SO_SEC_DTLS_CID_ENABLED 2    // offered, with an identifier

// int, one of NRF_SO_SEC_DTLS_CID_STATUS_*; get. The directions in which a connection identifier is
// in use. NRF_ENOTCONN: there was no handshake yet.
#define NRF_SO_SEC_DTLS_CID_STATUS 16
#define NRF_SO_SEC_DTLS_CID_STATUS_DISABLED 0
#define NRF_SO_SEC_DTLS_CID_STATUS_DOWNLINK 1
#define NRF_SO_SEC_DTLS_CID_STATUS_UPLINK 2
#define NRF_SO_SEC_DTLS_CID_STATUS_BIDIRECTIONAL 3

// int, whose value does not matter; set. Puts the state of a DTLS connection aside: until it is
// loaded again, data calls on the socket are NRF_EPROTO. NRF_EINVAL: the
// connection cannot be saved (none, no AEAD suite, saved already); NRF_ENOMEM: four are. Closing
// the socket drops it.
#define NRF_SO_SEC_DTLS_CONN_SAVE 17

// int, whose value does not matter; set. Takes the state of a DTLS connection that was saved up
// again. NRF_EINVAL: it is not saved.
#define NRF_SO_SEC_DTLS_CONN_LOAD 18

// int, one of NRF_SO_SEC_HANDSHAKE_STATUS_*; get. How the handshake went. NRF_ENOTCONN: there was
// none yet.
#define NRF_SO_SEC_HANDSHAKE_STATUS 19
#define NRF_SO_SEC_HANDSHAKE_STATUS_FULL 0    // a full handshake
#define NRF_SO_SEC_HANDSHAKE_STATUS_CACHED 1  // a session was resumed

// int, one of NRF_SO_SEC_DTLS_FRAG_EXT_*; get, set; default: disabled. Asks the peer for records of
// at most so many bytes.
// RFC: 6066 4
#define NRF_SO_SEC_DTLS_FRAG_EXT 20
#define NRF_SO_SEC_DTLS_FRAG_EXT_DISABLED 0
#define NRF_SO_SEC_DTLS_FRAG_EXT_512_ENABLED 1
#define NRF_SO_SEC_DTLS_FRAG_EXT_1024_ENABLED 2

// --- Cipher suites, by their IANA numbers ---
// Spec: nrf_sockets.rst, "Supported cipher suites"

#define NRF_TLS_PSK_WITH_AES_128_CBC_SHA 0x008C
#define NRF_TLS_PSK_WITH_AES_256_CBC_SHA 0x008D
#define NRF_TLS_PSK_WITH_AES_128_CBC_SHA256 0x00AE
#define NRF_TLS_PSK_WITH_AES_128_CCM_8 0xC0A8
#define NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA 0xC009
#define NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA 0xC00A
#define NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 0xC023
#define NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 0xC024
#define NRF_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 0xC02B
#define NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA 0xC013
#define NRF_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA 0xC014
#define NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 0xC027
#define NRF_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 0xC02F
#define NRF_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 0xC030
// Not a suite: says that renegotiation is secure. Accepted in a list, where it selects nothing.
#define NRF_TLS_EMPTY_RENEGOTIATIONINFO_SCSV 0x00FF

// ---------------------------------------------------------------------------------------------
// Sockets
// ---------------------------------------------------------------------------------------------

// Opens a socket.
//
// family:    NRF_AF_INET, NRF_AF_INET6 or NRF_AF_PACKET
// type:      NRF_SOCK_STREAM or NRF_SOCK_DGRAM; NRF_SOCK_RAW with NRF_AF_PACKET, and only with it
// protocol:  NRF_IPPROTO_TCP or NRF_SPROTO_TLS1v2; NRF_IPPROTO_UDP or NRF_SPROTO_DTLS1v2;
//            NRF_IPPROTO_IP or NRF_IPPROTO_RAW. 0 stands for TCP, UDP or IP, by the type
//
// Returns the lowest free descriptor, 0 to NRF_MODEM_MAX_SOCKET_COUNT - 1; the caller closes it
// with nrf_close(). The socket blocks, and belongs to packet data network 0. Or -1, with common
// errors and:
//   NRF_EAFNOSUPPORT     unknown family
//   NRF_ESOCKTNOSUPPORT  unknown type, or one that the family does not have
//   NRF_EPROTONOSUPPORT  unknown protocol
//   NRF_EPROTOTYPE       the protocol is of another type
//   NRF_ENOBUFS          all sockets are in use
// Does not block.
// Spec: nrf_sockets.rst, "Networking sockets"
// POSIX: POSIX.1-2017, socket()
HOSTMODEM_API int nrf_socket(int family, int type, int protocol);

// Closes a socket. Data that were sent are still delivered; another thread that is blocked on the
// socket returns with NRF_EBADF (nrf_poll() with NRF_POLLNVAL). The descriptor is free at once.
//
// Returns 0, or -1 with NRF_EPERM, NRF_ESHUTDOWN or NRF_EBADF (common errors). Does not block.
// POSIX: POSIX.1-2017, close()
HOSTMODEM_API int nrf_close(int fd);

// Gets or sets the flags of a socket.
//
// cmd:    NRF_F_GETFL (`flags` is ignored) or NRF_F_SETFL
// flags:  0 or NRF_O_NONBLOCK
//
// Returns for NRF_F_GETFL the flags, for NRF_F_SETFL 0; or -1 with common errors and:
//   NRF_EINVAL  another command, or another flag
// Does not block.
// POSIX: POSIX.1-2017, fcntl()
HOSTMODEM_API int nrf_fcntl(int fd, int cmd, int flags);

// Connects a socket. A stream socket makes its connection; a TLS or DTLS socket does its handshake
// too; a UDP socket only takes note of the peer, to which nrf_send() then sends and from which
// alone it receives.
//
// address:      the peer; a nrf_sockaddr_in or nrf_sockaddr_in6, of the socket's family
// address_len:  size of that structure in bytes
//
// Returns 0, or -1 with common errors, those of a network operation and:
//   NRF_EAFNOSUPPORT  the address is of another family
//   NRF_EINVAL        wrong length for the family
//   NRF_EISCONN       the socket is connected
//   NRF_EALREADY      the connection is being made
//   NRF_EINPROGRESS   non-blocking: it is being made from now on. NRF_POLLOUT tells the end, and
//                     NRF_SO_ERROR the result
//   NRF_ECONNREFUSED  the peer refused it; or a certificate, key or PSK is missing, is wrong or
//                     could not be verified
//   NRF_ECONNRESET    the peer reset it during the handshake
//   NRF_ETIMEDOUT     no answer; or NRF_SO_SNDTIMEO or the DTLS handshake timeout passed
//   NRF_EHOSTUNREACH  there is no way to the peer
//   NRF_EADDRINUSE    no local port is free
//   NRF_EOPNOTSUPP    the socket listens, or is a packet socket
// Blocks until connected, unless the socket is non-blocking; UDP sockets never block.
// Spec: nrf_sockets.rst, "NRF_SO_SNDTIMEO"
// POSIX: POSIX.1-2017, connect()
HOSTMODEM_API int nrf_connect(int fd, const struct nrf_sockaddr* address,
                              nrf_socklen_t address_len);

// Binds a socket to a local address.
//
// address:      an address of the socket's packet data network or the unspecified address, and a
//               port (0: one is chosen); of the socket's family
// address_len:  size of that structure in bytes
//
// Returns 0, or -1 with common errors and:
//   NRF_EAFNOSUPPORT   the address is of another family
//   NRF_EINVAL         wrong length for the family; or the socket is bound, or connected
//   NRF_EADDRINUSE     the address is in use (see NRF_SO_REUSEADDR), or no port is free
//   NRF_EADDRNOTAVAIL  not an address of the socket's packet data network
//   NRF_EOPNOTSUPP     a packet socket: use NRF_SO_BINDTODEVICE
//   NRF_ENETDOWN, NRF_ENETUNREACH  as for a network operation
// Does not block.
// POSIX: POSIX.1-2017, bind()
HOSTMODEM_API int nrf_bind(int fd, const struct nrf_sockaddr* address, nrf_socklen_t address_len);

// Makes a stream socket take connections. A socket that is not bound gets a port first.
//
// backlog: how many connections may wait to be accepted; any value is made to fit
//
// Returns 0, or -1 with common errors and:
//   NRF_EOPNOTSUPP  not a stream socket
//   NRF_EINVAL      the socket is connected, or being connected
//   NRF_EADDRINUSE  another socket listens there
//   NRF_ENETDOWN, NRF_ENETUNREACH  as for a network operation
// Does not block.
// POSIX: POSIX.1-2017, listen()
HOSTMODEM_API int nrf_listen(int fd, int backlog);

// Takes the first waiting connection of a listening socket. Of a listening TLS socket the new one
// is the server; its handshake goes on by itself, so that a client that is slow holds nobody up.
// The first operation on the new socket waits for its end, and when it failed is NRF_ECONNREFUSED.
//
// address:      where the peer's address goes, or NULL
// address_len:  in: size in bytes at `address`; out: size of the peer's address, which is truncated
//               when that is more. Ignored when `address` is NULL
//
// Returns the new socket, which the caller closes; it blocks, whatever the listening socket's mode.
// Or -1 with common errors and:
//   NRF_EAGAIN        no connection waits and the socket is non-blocking, or NRF_SO_RCVTIMEO passed
//   NRF_EINVAL        the socket does not listen
//   NRF_EOPNOTSUPP    not a stream socket
//   NRF_ECONNABORTED  the connection was gone before it was accepted
//   NRF_ENOBUFS       all sockets are in use
//   NRF_ENETDOWN, NRF_ENETUNREACH  as for a network operation
// Blocks until there is a connection, unless the socket is non-blocking.
// POSIX: POSIX.1-2017, accept()
HOSTMODEM_API int nrf_accept(int fd, struct nrf_sockaddr* address, nrf_socklen_t* address_len);

// Sends on a connected socket: nrf_sendto() without an address.
HOSTMODEM_API ssize_t nrf_send(int fd, const void* buffer, size_t length, int flags);

// Sends data. On a stream they follow the data before; on a datagram socket they are one datagram;
// on a packet socket they are one IP packet, header included.
//
// buffer, length:  the data, in bytes; NULL only when the length is 0. Not kept after the call
// flags:           0, or NRF_MSG_DONTWAIT and NRF_MSG_WAITACK
// address:         the peer, on a datagram socket; NULL on a connected socket
// address_len:     size of the address in bytes; 0 when it is NULL
//
// Returns the number of bytes that were taken. On a stream that is less than `length` when the
// socket does not block or NRF_SO_SNDTIMEO passed; with NRF_MSG_WAITACK it is all of them or none.
// Or -1 with common errors, those of a network operation and:
//   NRF_EAGAIN        nothing could be taken, and the call does not block or NRF_SO_SNDTIMEO
//   passed;
//                     with NRF_MSG_WAITACK: that passed before all was delivered. What was taken
//                     may still arrive
//   NRF_ECOMM         with NRF_MSG_WAITACK: the datagram was lost in front of the radio, which had
//                     no room for it, or it went with the network (NRF_SO_KEEPOPEN). Try again
//   NRF_EBUSY         NRF_MSG_WAITACK or NRF_SO_SENDCB, and the data of another such send operation
//                     on this socket are under way
//   NRF_EDOM          NRF_SO_SENDCB, and NRF_SO_SNDTIMEO is not 0 or 1 to 600 seconds
//   NRF_ECANCELED     the network allows no more to be sent for now (APN rate control), unless it
//                     is exceptional data (NRF_SO_EXCEPTIONAL_DATA)
//   NRF_ENOTCONN      the stream is not connected, or is closed
//   NRF_ECONNRESET    the peer reset the connection, or ended TLS by an alert
//   NRF_ECONNABORTED  a TLS record of the peer was none, or was tampered with
//   NRF_EPIPE         the connection was ended by this side. There is no SIGPIPE
//   NRF_EISCONN       an address on a connected stream
//   NRF_EDESTADDRREQ  no address, and the datagram socket is not connected
//   NRF_EMSGSIZE      larger than a datagram can be, or not a whole IP packet
//   NRF_EAFNOSUPPORT  the address is of another family
//   NRF_EINVAL        wrong length for the address's family
//   NRF_EHOSTUNREACH  there is no way to the peer
//   NRF_ECONNREFUSED  a datagram before this one was refused by the peer's host
//   NRF_ETIMEDOUT     the peer does not answer any more
//   NRF_EOPNOTSUPP    another flag; NRF_MSG_WAITACK in a call that does not block (the log says so)
//                     or with NRF_SO_SENDCB
// Blocks until all data were taken, with NRF_MSG_WAITACK until they are delivered, unless the
// socket or the call is non-blocking. Spec: nrf_sockets.rst, "NRF_SO_SNDTIMEO" POSIX: POSIX.1-2017,
// sendto()
HOSTMODEM_API ssize_t nrf_sendto(int fd, const void* buffer, size_t length, int flags,
                                 const struct nrf_sockaddr* address, nrf_socklen_t address_len);

// Receives from a socket: nrf_recvfrom() without an address.
HOSTMODEM_API ssize_t nrf_recv(int fd, void* buffer, size_t length, int flags);

// Receives data: what there is of a stream, one datagram, or one IP packet with its header. What
// does not fit of a datagram or packet is lost.
//
// buffer, length:  where the data go, in bytes; NULL only when the length is 0
// flags:           0, or NRF_MSG_PEEK, NRF_MSG_DONTWAIT and, on streams, NRF_MSG_WAITALL
// address:         where the sender's address goes, or NULL; untouched on TLS and DTLS sockets
// address_len:     in: size in bytes at `address`; out: size of the sender's address, which is
//                  truncated when that is more. NULL when `address` is NULL
//
// Returns the number of bytes; 0 at the end of a stream (also when non-blocking), and for an empty
// datagram. Or -1 with common errors, those of a network operation and:
//   NRF_EAGAIN        there are no data, and the call does not block or NRF_SO_RCVTIMEO passed
//   NRF_ENOTCONN      the stream is not connected
//   NRF_ECONNRESET    the peer reset the connection, or ended TLS by an alert
//   NRF_ECONNABORTED  a TLS record of the peer was none, or was tampered with
//   NRF_ECONNREFUSED  a datagram that was sent was refused by the peer's host
//   NRF_EHOSTUNREACH  there is no way to the peer
//   NRF_ETIMEDOUT     the peer does not answer any more
//   NRF_EOPNOTSUPP    another flag, or NRF_MSG_WAITALL on a datagram or packet socket
// Blocks until there are data, unless the socket or the call is non-blocking.
// Spec: nrf_sockets.rst, "NRF_SO_RCVTIMEO"
// POSIX: POSIX.1-2017, recvfrom()
HOSTMODEM_API ssize_t nrf_recvfrom(int fd, void* buffer, size_t length, int flags,
                                   struct nrf_sockaddr* address, nrf_socklen_t* address_len);

// Sets an option; which, and with what values and errors, see "Socket options" above.
//
// level:         NRF_SOL_SOCKET, NRF_SOL_SECURE, NRF_IPPROTO_ALL, _IP, _IPV6 or _TCP
// option_name:   NRF_SO_*
// option_value:  the value; it is copied. NULL (with length 0) where the option says so
// option_len:    its length in bytes
//
// Returns 0, or -1 with common errors and:
//   NRF_ENOPROTOOPT  no such level or option, or one that can only be got
//   NRF_EINVAL       a wrong length, or a value that is not allowed
//   NRF_EDOM         a timeout that is out of its domain
//   NRF_EISCONN      the option cannot be set on a connected socket, or during its handshake
//   NRF_EOPNOTSUPP   not on this type of socket, or not in this release
// Does not block.
// Spec: nrf_sockets.rst, "Socket options"
// POSIX: POSIX.1-2017, setsockopt()
HOSTMODEM_API int nrf_setsockopt(int fd, int level, int option_name, const void* option_value,
                                 nrf_socklen_t option_len);

// Gets an option.
//
// level, option_name:  as for nrf_setsockopt()
// option_value:        where the value goes; a longer value is truncated
// option_len:          in: size in bytes there; out: number of bytes that were written
//
// Returns 0, or -1 with common errors and:
//   NRF_ENOPROTOOPT  no such level or option, or one that can only be set
//   NRF_ENOTCONN     the option has no value before a connection was made
//   NRF_EOPNOTSUPP   not on this type of socket, or not in this release
// Does not block.
// Spec: nrf_sockets.rst, "Socket options"
// POSIX: POSIX.1-2017, getsockopt()
HOSTMODEM_API int nrf_getsockopt(int fd, int level, int option_name, void* option_value,
                                 nrf_socklen_t* option_len);

// Waits for events of sockets.
//
// fds, nfds:  the sockets and their number. Entries with a negative descriptor are skipped (their
//             revents are 0); without any entry the call only waits
// timeout:    milliseconds; 0 does not wait, a negative value waits without limit
//
// Returns the number of entries with events, 0 when the time passed, or -1 with:
//   NRF_EPERM      the modem was never initialised, or the call would block inside a callback
//   NRF_ESHUTDOWN  the modem was shut down before the call. When it is shut down during the call,
//                  the call returns with every entry filled in
//   NRF_EFAULT     `fds` is NULL and `nfds` is not 0
//   NRF_EINVAL     more entries than any program can have
//   NRF_ENOMEM     no memory
// A descriptor that is not open has NRF_POLLNVAL, one whose packet data network was lost
// NRF_POLLERR.
// Blocks. `fds` must stay valid until the call returns, and is not kept.
// Spec: nrf_sockets.rst, "Handling PDN errors on sockets"
// POSIX: POSIX.1-2017, poll()
HOSTMODEM_API int nrf_poll(struct nrf_pollfd* fds, nrf_nfds_t nfds, int timeout);

// ---------------------------------------------------------------------------------------------
// Names and addresses
// ---------------------------------------------------------------------------------------------

// Flags of nrf_getaddrinfo()

// Give the canonical name too.
#define NRF_AI_CANONNAME 0x2
// The service is a port number, not a name.
#define NRF_AI_NUMERICSERV 0x400
// The service names the packet data network of the query: "pdn1" or "1"; with NRF_AI_NUMERICSERV
// also "port:1".
#define NRF_AI_PDNSERV 0x1000

// Finds the addresses of a host.
//
// nodename:  name of at most 255 characters, or a numeric address, which is found without a query;
//            NULL for the unspecified address
// servname:  port number, or what NRF_AI_PDNSERV says; NULL for port 0. Not both are NULL
// hints:     what is asked for, or NULL for anything: family, type, protocol, flags; the rest is 0
// res:       where the result goes: a list, in one block, which the caller frees with
//            nrf_freeaddrinfo(). Untouched on error
//
// With NRF_AF_UNSPEC IPv6 is asked first, then IPv4, as far as the packet data network has them,
// and the addresses of one family are given.
//
// Returns 0, or one of NRF_EAI_* (negative; nrf_gai_errors.h says when). With NRF_EAI_SYSTEM
// `errno` is NRF_EPERM, NRF_ESHUTDOWN, NRF_EFAULT (`res` is NULL), NRF_EACCES, NRF_ENETDOWN or
// NRF_ENETUNREACH.
// Blocks until the name server has answered, or has not answered after several tries. Several
// threads may ask at the same time.
// Spec: nrf_sockets.rst, "Routing a DNS query on a PDN"
// POSIX: POSIX.1-2017, getaddrinfo()
HOSTMODEM_API int nrf_getaddrinfo(const char* nodename, const char* servname,
                                  const struct nrf_addrinfo* hints, struct nrf_addrinfo** res);

// Frees a result of nrf_getaddrinfo(). NULL is allowed. Does not block; any thread, and at any
// time, also after a shutdown.
// POSIX: POSIX.1-2017, freeaddrinfo()
HOSTMODEM_API void nrf_freeaddrinfo(struct nrf_addrinfo* ai);

// Lists the addresses of the active packet data networks: one entry for each network and family.
// The list may be empty.
//
// ifap: where the list goes (NULL when it is empty); the caller frees it with nrf_freeifaddrs()
//
// Returns 0, or -1 with:
//   NRF_EPERM, NRF_ESHUTDOWN, NRF_EFAULT  common errors
//   NRF_ENOMEM                            no memory
// Does not block.
// Spec: nrf_sockets.rst, "Networking sockets"
HOSTMODEM_API int nrf_getifaddrs(struct nrf_ifaddrs** ifap);

// Frees a list of nrf_getifaddrs(). NULL is allowed. Does not block; any thread, and at any time,
// also after a shutdown.
HOSTMODEM_API void nrf_freeifaddrs(struct nrf_ifaddrs* ifa);

// Makes an address from text.
//
// af:   NRF_AF_INET or NRF_AF_INET6
// src:  the text: "a.b.c.d"; or an IPv6 address, without a scope, which may end in "a.b.c.d"
// dst:  a struct nrf_in_addr or a struct nrf_in6_addr; untouched unless 1 is returned
//
// Returns 1; 0 when the text is not an address of that family; or -1 with:
//   NRF_EAFNOSUPPORT  another family
//   NRF_EFAULT        a pointer is NULL
// Does not block; any thread, inside callbacks, whether or not the modem is initialised.
// POSIX: POSIX.1-2017, inet_pton()
HOSTMODEM_API int nrf_inet_pton(int af, const char* src, void* dst);

// Makes text from an address.
//
// af:    NRF_AF_INET or NRF_AF_INET6
// src:   a struct nrf_in_addr or a struct nrf_in6_addr
// dst:   where the text goes, with NUL
// size:  bytes there; NRF_INET_ADDRSTRLEN or NRF_INET6_ADDRSTRLEN is always enough
//
// Returns `dst`, or NULL with:
//   NRF_EAFNOSUPPORT  another family
//   NRF_ENOSPC        the text does not fit
//   NRF_EFAULT        a pointer is NULL
// Does not block; any thread, inside callbacks, whether or not the modem is initialised.
// POSIX: POSIX.1-2017, inet_ntop()
HOSTMODEM_API const char* nrf_inet_ntop(int af, const void* src, char* dst, nrf_socklen_t size);

// Sets a name server of the application's own for a family. It is asked when the network named
// none, or when those do not answer. It lasts until the modem is shut down.
//
// family:   NRF_AF_INET or NRF_AF_INET6
// in_addr:  a struct nrf_in_addr or a struct nrf_in6_addr; NULL removes the server
// in_size:  size of that structure in bytes; 0 when it is NULL
//
// Returns 0, or -1 with:
//   NRF_EPERM, NRF_ESHUTDOWN  common errors
//   NRF_EAFNOSUPPORT          another family
//   NRF_EINVAL                wrong size for the family, or no address of a host
// Does not block. Queries that are under way keep the server that they have.
HOSTMODEM_API int nrf_setdnsaddr(int family, const void* in_addr, nrf_socklen_t in_size);

// ---------------------------------------------------------------------------------------------
// Data traffic, as later library releases have it
// ---------------------------------------------------------------------------------------------

// Allows data traffic, or stops it. When it is stopped all sockets are closed (calls that are
// blocked on them return with NRF_EBADF), and new sockets and name queries fail with NRF_EACCES
// until it is allowed again. AT commands go on. It is allowed after nrf_modem_init().
//
// Returns 0, or -1 with NRF_EPERM or NRF_ESHUTDOWN (common errors). Does not block.
HOSTMODEM_API int nrf_socket_data_enabled_set(bool enabled);

// Whether data traffic is allowed; false also when the modem is not initialised. Does not block;
// any thread, and inside callbacks.
HOSTMODEM_API bool nrf_socket_data_enabled_get(void);

#ifdef __cplusplus
}
#endif
