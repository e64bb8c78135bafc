#pragma once

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "secure/protocol.h"
#include "secure/session.h"
#include "server_peer.h"

namespace hostmodem::secure {

/// What the tables of failures are run over: a row is a test over each. Those of DTLS need a pipe,
/// peers and a relay of datagrams.
inline constexpr Protocol kProtocols[] = {Protocol::kTls};

inline std::string name_of(Protocol protocol) {
  return protocol == Protocol::kTls ? "Tls" : "Dtls";
}

/// The same settings, for a session over `protocol`.
inline Settings over(Protocol /*protocol*/, Settings settings) { return settings; }

/// The same server, over `protocol`.
inline ServerOptions over(Protocol /*protocol*/, ServerOptions options) { return options; }

/// The parameters of a test of each row over each protocol, and the name of one; a row has a
/// `name`.
template <typename Rows>
auto over_each_protocol(const Rows& rows) {
  return testing::Combine(testing::ValuesIn(kProtocols), testing::ValuesIn(rows));
}

template <typename Row>
std::string name_of(const testing::TestParamInfo<std::tuple<Protocol, Row>>& test) {
  return name_of(std::get<Protocol>(test.param)) + std::get<Row>(test.param).name;
}

}  // namespace hostmodem::secure
