// The values that nrf_getaddrinfo() returns. Each is negative; 0 is success.
//
// Spec: nrf_sockets.rst, "Routing a DNS query on a PDN"
// POSIX: POSIX.1-2017, getaddrinfo()
#pragma once

// `hints->ai_flags` has a bit that is not an NRF_AI_* flag, or flags that exclude each other.
#define NRF_EAI_BADFLAGS (-1)
// The name or the service is not known, or both are NULL.
#define NRF_EAI_NONAME (-2)
// No answer for now (the name server did not answer in time); the same query may succeed later.
#define NRF_EAI_AGAIN (-3)
// The name server refused the query, or answered with what cannot be understood.
#define NRF_EAI_FAIL (-4)
// The name exists, but has no address of the family that was asked for.
#define NRF_EAI_NODATA (-5)
// `hints->ai_family` is not NRF_AF_UNSPEC, NRF_AF_INET or NRF_AF_INET6.
#define NRF_EAI_FAMILY (-6)
// `hints->ai_socktype` is not 0 or an NRF_SOCK_* type, or does not go with `ai_protocol`.
#define NRF_EAI_SOCKTYPE (-7)
// The service is not a port number, or not a PDN when NRF_AI_PDNSERV is set.
#define NRF_EAI_SERVICE (-8)
// The name is a numeric address of another family than the one that was asked for.
#define NRF_EAI_ADDRFAMILY (-9)
// No memory for the result.
#define NRF_EAI_MEMORY (-10)
// Another error, which is in `errno` (an NRF_E* number).
#define NRF_EAI_SYSTEM (-11)
// The query is in progress. Kept for sources that name it: a query of this modem blocks.
#define NRF_EAI_INPROGRESS (-100)
