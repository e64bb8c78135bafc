#pragma once

#include "nrf_socket.h"
#include "support/outcome.h"

/// The table of differences: where the modem's sockets, by their specification, do other than the
/// kernel's. Everything else that the contract tests check is the same on both.
namespace hostmodem::test {

template <typename T>
struct KnownDifference {
  T modem;
  T kernel;
};

// --- Connections ---

// A connect after a non-blocking one was completed. Clients of the modem loop over connect until it
// says NRF_EISCONN; Linux says 0 the first time.
inline constexpr KnownDifference<Outcome> kConnectAgainAfterNonBlocking{fails(NRF_EISCONN),
                                                                        gives(0)};
// A blocking connect that NRF_SO_SNDTIMEO ends. POSIX has no such timeout for connect; Linux goes
// on connecting in the background.
inline constexpr KnownDifference<Outcome> kConnectTimesOut{fails(NRF_ETIMEDOUT),
                                                           fails(NRF_EINPROGRESS)};
// Connecting a socket that listens. POSIX: EOPNOTSUPP; Linux deems it connected.
inline constexpr KnownDifference<Outcome> kConnectWhileListening{fails(NRF_EOPNOTSUPP),
                                                                 fails(NRF_EISCONN)};

// --- Addresses ---

// An IPv4 address for an IPv6 socket. Linux first sees that it is too short.
inline constexpr KnownDifference<Outcome> kShorterAddressOfOtherFamily{fails(NRF_EAFNOSUPPORT),
                                                                       fails(NRF_EINVAL)};

// A datagram to an IPv4 address from an IPv6 socket. Linux sees that there is no IPv4 on it.
inline constexpr KnownDifference<Outcome> kSendtoIpv4FromIpv6{fails(NRF_EAFNOSUPPORT),
                                                              fails(NRF_ENETUNREACH)};

// --- Streams ---

// Sending on a stream that was never connected. POSIX: ENOTCONN; Linux: EPIPE.
inline constexpr KnownDifference<Outcome> kSendUnconnected{fails(NRF_ENOTCONN), fails(NRF_EPIPE)};
// An address for a stream that is connected (4 bytes of data). POSIX lets EISCONN be given, the
// modem does; Linux ignores the address.
inline constexpr KnownDifference<Outcome> kSendtoConnectedStream{fails(NRF_EISCONN), gives(4)};

// --- Flags ---

// A flag that does not exist (4 bytes of data). Linux ignores it.
inline constexpr KnownDifference<Outcome> kSendWithUnknownFlag{fails(NRF_EOPNOTSUPP), gives(4)};
inline const KnownDifference<Received> kReceiveWithUnknownFlag{receive_fails(NRF_EOPNOTSUPP),
                                                               received("data")};
// NRF_MSG_WAITALL on a datagram. Linux ignores it.
inline const KnownDifference<Received> kWaitallOnDatagram{receive_fails(NRF_EOPNOTSUPP),
                                                          received("data")};
// A flag of fcntl that does not exist. Linux ignores it.
inline constexpr KnownDifference<Outcome> kUnknownFileFlag{fails(NRF_EINVAL), gives(0)};

// --- Poll ---

// The peer ended its side. The modem reports NRF_POLLHUP beside NRF_POLLIN; Linux has POLLRDHUP for
// that, which must be asked for, and keeps POLLHUP for the end of both sides.
inline constexpr KnownDifference<short> kPollHalfClosed{NRF_POLLIN | NRF_POLLHUP, NRF_POLLIN};
// A stream socket on which nothing was done. Linux deems it hung up.
inline constexpr KnownDifference<short> kPollUnconnected{0, NRF_POLLOUT | NRF_POLLHUP};

// --- Opening ---

// A type that does not exist. Linux has its numbers in a range.
inline constexpr KnownDifference<Outcome> kUnknownType{fails(NRF_ESOCKTNOSUPPORT),
                                                       fails(NRF_EINVAL)};
// A protocol of another type. POSIX: EPROTOTYPE; Linux: EPROTONOSUPPORT.
inline constexpr KnownDifference<Outcome> kProtocolOfOtherType{fails(NRF_EPROTOTYPE),
                                                               fails(NRF_EPROTONOSUPPORT)};

// A protocol that does not exist. The same error on both; Linux gives it to unknown numbers in its
// range only, and EINVAL beyond.
inline constexpr KnownDifference<Outcome> kUnknownProtocol{fails(NRF_EPROTONOSUPPORT),
                                                           fails(NRF_EINVAL)};

}  // namespace hostmodem::test
