#include <optional>
#include <vector>

#include "socket_fixture.h"

// What nrf_socket() may be asked for.

namespace hostmodem::socket {
namespace {

struct Row {
  int family;
  int type;
  int protocol;
  std::optional<Errno> error;  ///< nullopt: a socket of the kind
  bool secure = false;
};

/// The whole table is written down, so that a change of it shows.
class CheckKind : public testing::TestWithParam<Row> {};

TEST_P(CheckKind, AnswersAsTheTableSays) {
  const Row& row = GetParam();
  const auto kind = check_kind(row.family, row.type, row.protocol);
  if (row.error) {
    EXPECT_THAT(kind, FailsWith(*row.error));
    return;
  }
  ASSERT_TRUE(kind);
  EXPECT_EQ(kind->raw, row.family == NRF_AF_PACKET);
  if (!kind->raw) {
    EXPECT_EQ(kind->family, row.family == NRF_AF_INET ? Family::kIpv4 : Family::kIpv6);
  }
  EXPECT_EQ(kind->stream, row.type == NRF_SOCK_STREAM);
  EXPECT_EQ(kind->secure, row.secure);
}

std::string name_of(const testing::TestParamInfo<Row>& info) {
  const auto part = [](const char* what, int value) {
    return std::string(what) + (value < 0 ? "Minus" : "") + std::to_string(std::abs(value));
  };
  return part("Family", info.param.family) + part("Type", info.param.type) +
         part("Protocol", info.param.protocol);
}

std::vector<Row> internet_rows() {
  std::vector<Row> rows;
  for (const int family : {NRF_AF_INET, NRF_AF_INET6}) {
    const std::vector<Row> some = {
        {family, NRF_SOCK_STREAM, 0, std::nullopt},
        {family, NRF_SOCK_STREAM, NRF_IPPROTO_TCP, std::nullopt},
        {family, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2, std::nullopt, true},
        {family, NRF_SOCK_STREAM, NRF_IPPROTO_UDP, Errno::kPrototype},
        {family, NRF_SOCK_STREAM, NRF_SPROTO_DTLS1v2, Errno::kPrototype},
        {family, NRF_SOCK_STREAM, NRF_IPPROTO_RAW, Errno::kPrototype},
        {family, NRF_SOCK_STREAM, 9999, Errno::kProtoNoSupport},
        {family, NRF_SOCK_STREAM, -1, Errno::kProtoNoSupport},
        {family, NRF_SOCK_DGRAM, 0, std::nullopt},
        {family, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP, std::nullopt},
        {family, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2, std::nullopt, true},
        {family, NRF_SOCK_DGRAM, NRF_IPPROTO_TCP, Errno::kPrototype},
        {family, NRF_SOCK_DGRAM, NRF_SPROTO_TLS1v2, Errno::kPrototype},
        {family, NRF_SOCK_DGRAM, NRF_IPPROTO_RAW, Errno::kPrototype},
        {family, NRF_SOCK_DGRAM, 9999, Errno::kProtoNoSupport},
        {family, NRF_SOCK_RAW, 0, Errno::kSockTNoSupport},
        {family, NRF_SOCK_RAW, NRF_IPPROTO_RAW, Errno::kSockTNoSupport},
        {family, 0, 0, Errno::kSockTNoSupport},
        {family, 4, NRF_IPPROTO_TCP, Errno::kSockTNoSupport},
        {family, -1, 0, Errno::kSockTNoSupport},
    };
    rows.insert(rows.end(), some.begin(), some.end());
  }
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Internet, CheckKind, testing::ValuesIn(internet_rows()), name_of);

INSTANTIATE_TEST_SUITE_P(
    Packet, CheckKind,
    testing::Values(Row{NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_IP, std::nullopt},
                    Row{NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_RAW, std::nullopt},
                    Row{NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_TCP, Errno::kPrototype},
                    Row{NRF_AF_PACKET, NRF_SOCK_RAW, 9999, Errno::kProtoNoSupport},
                    Row{NRF_AF_PACKET, NRF_SOCK_STREAM, 0, Errno::kSockTNoSupport},
                    Row{NRF_AF_PACKET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP, Errno::kSockTNoSupport}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Unknown, CheckKind,
    testing::Values(Row{NRF_AF_UNSPEC, NRF_SOCK_STREAM, 0, Errno::kAfNoSupport},
                    Row{4, NRF_SOCK_STREAM, NRF_IPPROTO_TCP, Errno::kAfNoSupport},
                    Row{-1, NRF_SOCK_RAW, 0, Errno::kAfNoSupport},
                    Row{99, 99, 99, Errno::kAfNoSupport}),
    name_of);

}  // namespace
}  // namespace hostmodem::socket
