// Error numbers of the modem.
//
// A socket function that fails returns -1 and puts one of these numbers in the C library's `errno`;
// an AT or lifecycle function returns it negated. The numbers are those of the modem (newlib's
// numbering) and NOT those of the host: beyond 34 they differ, so `perror()` and `strerror()` would
// name the wrong error. Compare `errno` with NRF_E* only; hostmodem.h has a function that names
// one.
//
// POSIX: POSIX.1-2017, <errno.h>
#pragma once

// Not permitted: the modem is not initialised, or a blocking call was made inside a callback.
#define NRF_EPERM 1
// No such thing.
#define NRF_ENOENT 2
#define NRF_ESRCH 3
#define NRF_EINTR 4
#define NRF_EIO 5
#define NRF_ENXIO 6
// The response is larger than the buffer for it.
#define NRF_E2BIG 7
#define NRF_ENOEXEC 8
// Not an open socket, or it was closed by another thread during the call.
#define NRF_EBADF 9
#define NRF_ECHILD 10
// The operation would block, or its timeout passed.
#define NRF_EAGAIN 11
#define NRF_ENOMEM 12
// Data traffic is disabled (nrf_socket_data_enabled_set()).
#define NRF_EACCES 13
// A pointer argument is NULL that must not be.
#define NRF_EFAULT 14
#define NRF_ENOTBLK 15
#define NRF_EBUSY 16
#define NRF_EEXIST 17
#define NRF_EXDEV 18
#define NRF_ENODEV 19
#define NRF_ENOTDIR 20
#define NRF_EISDIR 21
// An argument has a value that is not allowed.
#define NRF_EINVAL 22
#define NRF_ENFILE 23
#define NRF_EMFILE 24
#define NRF_ENOTTY 25
#define NRF_ETXTBSY 26
#define NRF_EFBIG 27
// The destination buffer is too small (nrf_inet_ntop()).
#define NRF_ENOSPC 28
#define NRF_ESPIPE 29
#define NRF_EROFS 30
#define NRF_EMLINK 31
// The socket was shut down for sending.
#define NRF_EPIPE 32
// A timeout is out of its domain, such as a tv_usec of a second or more.
#define NRF_EDOM 33
#define NRF_ERANGE 34
#define NRF_ENOMSG 35
#define NRF_EDEADLK 45
#define NRF_ENOLCK 46
#define NRF_ENOSTR 60
#define NRF_ENODATA 61
#define NRF_ETIME 62
#define NRF_ENOSR 63
#define NRF_ECOMM 70
#define NRF_EPROTO 71
// A response did not have the form that was expected (nrf_modem_at_scanf()).
#define NRF_EBADMSG 77
#define NRF_ENOSYS 88
#define NRF_ENOTEMPTY 90
#define NRF_ENAMETOOLONG 91
#define NRF_ELOOP 92
// The socket's type does not have this operation, or this release does not implement it.
#define NRF_EOPNOTSUPP 95
#define NRF_EPFNOSUPPORT 96
// The peer reset the connection.
#define NRF_ECONNRESET 104
// All sockets are in use, or there is no buffer space.
#define NRF_ENOBUFS 105
#define NRF_EAFNOSUPPORT 106
#define NRF_EPROTOTYPE 107
#define NRF_ENOTSOCK 108
// No such option at this level, or the option cannot be read (or written).
#define NRF_ENOPROTOOPT 109
// The modem was shut down.
#define NRF_ESHUTDOWN 110
// The peer refused the connection, or its (or our) credentials were not accepted.
#define NRF_ECONNREFUSED 111
#define NRF_EADDRINUSE 112
#define NRF_ECONNABORTED 113
// There is no route: the packet data network was never active.
#define NRF_ENETUNREACH 114
// The packet data network of the socket was lost. The socket is of no more use: close it.
#define NRF_ENETDOWN 115
#define NRF_ETIMEDOUT 116
#define NRF_EHOSTDOWN 117
#define NRF_EHOSTUNREACH 118
// The connection is being made (non-blocking connect), or an asynchronous AT command is pending.
#define NRF_EINPROGRESS 119
#define NRF_EALREADY 120
#define NRF_EDESTADDRREQ 121
#define NRF_EMSGSIZE 122
#define NRF_EPROTONOSUPPORT 123
#define NRF_ESOCKTNOSUPPORT 124
#define NRF_EADDRNOTAVAIL 125
#define NRF_ENETRESET 126
#define NRF_EISCONN 127
#define NRF_ENOTCONN 128
#define NRF_ETOOMANYREFS 129
#define NRF_ENOTSUP 134
#define NRF_EILSEQ 138
#define NRF_EOVERFLOW 139
#define NRF_ECANCELED 140

// POSIX lets it be the same number as EAGAIN, and here it is.
#define NRF_EWOULDBLOCK NRF_EAGAIN
