#include <map>
#include <set>
#include <utility>
#include <vector>

#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// Every row of the option table, by its properties.

namespace hostmodem::socket {
namespace {

/// A value that the option takes, and gives back when it can be got.
std::vector<std::byte> example(const OptionRow& row) {
  if (row.type == "struct nrf_timeval") return packed(nrf_timeval{3, 250000});
  if (row.type == "nrf_sec_tag_t []") return packed(nrf_sec_tag_t{42});
  if (row.type == "nrf_sec_cipher_t []") {
    return packed(nrf_sec_cipher_t{NRF_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256});
  }
  if (row.option_name == "NRF_SO_BINDTODEVICE") return text_value("pdn1", true);
  if (row.type == "char *") return text_value("host.example", true);
  if (row.type == "nrf_peer_verify_t") {
    return packed(nrf_sec_peer_verify_t{NRF_SO_SEC_PEER_VERIFY_OPTIONAL});
  }
  if (row.type == "struct nrf_pollcb") {
    return packed(nrf_pollcb{[](nrf_pollfd*) {}, NRF_POLLIN, false});
  }
  if (row.type == "struct nrf_modem_sendcb") {
    return packed(nrf_modem_sendcb{[](const nrf_modem_sendcb_params*) {}});
  }
  if (row.type == "nrf_sec_role_t") return packed(nrf_sec_role_t{NRF_SO_SEC_ROLE_CLIENT});
  if (row.option_name == "NRF_SO_RAI") return packed(int{NRF_RAI_LAST});
  return packed(1);
}

/// The rows of which `condition` is true.
std::vector<OptionRow> rows_with(bool (*condition)(const OptionRow&)) {
  std::vector<OptionRow> rows;
  for (const OptionRow& row : option_table()) {
    if (condition(row)) rows.push_back(row);
  }
  return rows;
}

std::string name_of(const testing::TestParamInfo<OptionRow>& info) {
  return std::string(info.param.option_name);
}

class OptionRows : public SocketTest, public testing::WithParamInterface<OptionRow> {
 protected:
  const OptionRow& row = GetParam();
  /// A socket that the option is for.
  const std::shared_ptr<Socket> socket =
      make({.stream = row.of != OptionRow::Of::kDtls,
            .secure = row.level == NRF_SOL_SECURE,
            .raw = row.option_name == "NRF_SO_RAI_NO_DATA"});  // others need a connection for it

  OptionRows() { EXPECT_TRUE(pdns.activate(1)); }  // for those that bind to a PDN

  Status set(OptionValue value) { return set_option(*socket, row.level, row.name, value); }
  Result<std::vector<std::byte>> get() { return get_option(*socket, row.level, row.name); }
};

class OptionThatCanBeSet : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, OptionThatCanBeSet, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.built() && row.set != nullptr;
                         })),
                         name_of);

/// Those that do something to a connection.
bool acts_on_connection(const OptionRow& row) {
  return row.name == NRF_SO_SEC_DTLS_CONN_SAVE || row.name == NRF_SO_SEC_DTLS_CONN_LOAD;
}

TEST_P(OptionThatCanBeSet, TakesItsValueAndGivesItBack) {
  const auto value = example(row);
  if (acts_on_connection(row)) {
    EXPECT_THAT(set(value), FailsWith(Errno::kInval)) << "there is none";
    return;
  }
  EXPECT_TRUE(set(value));
  if (row.get == nullptr) return;
  EXPECT_EQ(get(), value);
}

TEST_P(OptionThatCanBeSet, RefusesAWrongLength) {
  EXPECT_THAT(set(std::span<const std::byte>{}), FailsWith(Errno::kInval));
  if (row.type == "char *") return;  // any other length will do
  auto longer = example(row);
  longer.push_back({});
  EXPECT_THAT(set(longer), FailsWith(Errno::kInval));
  auto shorter = example(row);
  shorter.pop_back();
  EXPECT_THAT(set(shorter), FailsWith(Errno::kInval));
}

TEST_P(OptionThatCanBeSet, TakesNoValueOnlyWhereThatEmptiesIt) {
  const bool can_be_emptied =
      row.option_name == "NRF_SO_SEC_TAG_LIST" || row.option_name == "NRF_SO_SEC_HOSTNAME" ||
      row.option_name == "NRF_SO_POLLCB" || row.option_name == "NRF_SO_SENDCB";
  if (row.option_name.starts_with("NRF_SO_RAI_")) {
    EXPECT_TRUE(set(std::nullopt));
    return;
  }
  if (!can_be_emptied) {
    EXPECT_THAT(set(std::nullopt), FailsWith(Errno::kFault));
    return;
  }
  const auto initial = get();
  ASSERT_TRUE(set(example(row)));
  EXPECT_TRUE(set(std::nullopt));
  EXPECT_EQ(get(), initial);
}

TEST_P(OptionThatCanBeSet, IsSettableInItsStatesOnly) {
  const auto server = listener(7000);
  const auto client = make();
  ASSERT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
  settle();
  ASSERT_TRUE(client->connected());
  if (row.option_name == "NRF_SO_SEC_SESSION_CACHE_PURGE") {
    EXPECT_EQ(row.when, OptionRow::When::kAlways);  // it is about all connections
  } else if (acts_on_connection(row)) {
    EXPECT_EQ(row.when, OptionRow::When::kAlways);
  } else if (row.level == NRF_SOL_SECURE) {
    EXPECT_EQ(row.when, OptionRow::When::kUnconnected);  // checked against a server in tls tests
  } else if (row.option_name.starts_with("NRF_SO_BINDTO")) {
    EXPECT_THAT(set_option(*client, row.level, row.name, example(row)), FailsWith(Errno::kInval));
  } else {
    EXPECT_EQ(row.when, OptionRow::When::kAlways);
    EXPECT_TRUE(set_option(*client, row.level, row.name, example(row)));
  }
}

class OptionThatCannotBeSet : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, OptionThatCannotBeSet, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.built() && row.set == nullptr;
                         })),
                         name_of);

TEST_P(OptionThatCannotBeSet, IsNoOptionToSet) {
  EXPECT_THAT(set(example(row)), FailsWith(Errno::kNoProtoOpt));
}

class OptionThatCannotBeGot : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, OptionThatCannotBeGot, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.built() && row.get == nullptr;
                         })),
                         name_of);

TEST_P(OptionThatCannotBeGot, IsNoOptionToGet) {
  EXPECT_THAT(get(), FailsWith(Errno::kNoProtoOpt));
}

class OptionThatIsNotBuilt : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, OptionThatIsNotBuilt,
                         testing::ValuesIn(rows_with([](const auto& row) { return !row.built(); })),
                         name_of);

TEST_P(OptionThatIsNotBuilt, IsNotSupported) {
  EXPECT_THAT(set(example(row)), FailsWith(Errno::kOpNotSupp));
  EXPECT_THAT(get(), FailsWith(Errno::kOpNotSupp));
}

class StreamOption : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, StreamOption, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.of == OptionRow::Of::kStream;
                         })),
                         name_of);

TEST_P(StreamOption, IsNoOptionOfOtherSockets) {
  for (const Kind& kind : {Kind{.stream = false}, Kind{.stream = false, .raw = true}}) {
    const auto other = make(kind);
    EXPECT_THAT(set_option(*other, row.level, row.name, example(row)),
                FailsWith(Errno::kNoProtoOpt));
    EXPECT_THAT(get_option(*other, row.level, row.name), FailsWith(Errno::kNoProtoOpt));
  }
}

class DtlsOption : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, DtlsOption, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.of == OptionRow::Of::kDtls;
                         })),
                         name_of);

TEST_P(DtlsOption, IsNoOptionOfTlsSockets) {
  const auto tls = make_secure();
  EXPECT_THAT(set_option(*tls, row.level, row.name, example(row)), FailsWith(Errno::kNoProtoOpt));
  EXPECT_THAT(get_option(*tls, row.level, row.name), FailsWith(Errno::kNoProtoOpt));
}

class SecureOption : public OptionRows {};
INSTANTIATE_TEST_SUITE_P(, SecureOption, testing::ValuesIn(rows_with([](const auto& row) {
                           return row.level == NRF_SOL_SECURE;
                         })),
                         name_of);

TEST_P(SecureOption, IsNotForPlainSockets) {
  for (const bool stream : {true, false}) {
    const auto plain = make({Family::kIpv4, stream, false});
    EXPECT_THAT(set_option(*plain, row.level, row.name, example(row)),
                FailsWith(Errno::kOpNotSupp));
    EXPECT_THAT(get_option(*plain, row.level, row.name), FailsWith(Errno::kOpNotSupp));
  }
}

using Options = SocketTest;

TEST_F(Options, UnknownOnesAreNoProtocolOptions) {
  const auto socket = make_secure();
  const auto value = packed(1);
  for (const int level : {NRF_SOL_SOCKET, NRF_SOL_SECURE, NRF_IPPROTO_TCP, 0x7fff, -1}) {
    EXPECT_THAT(set_option(*socket, level, 9999, value), FailsWith(Errno::kNoProtoOpt)) << level;
    EXPECT_THAT(get_option(*socket, level, 9999), FailsWith(Errno::kNoProtoOpt)) << level;
  }
  EXPECT_THAT(get_option(*socket, 0x7fff, NRF_SO_ERROR), FailsWith(Errno::kNoProtoOpt));
}

TEST_F(Options, AreInTheTableOnce) {
  std::set<std::pair<int, int>> seen;
  for (const OptionRow& row : option_table()) {
    EXPECT_TRUE(seen.insert({row.level, row.name}).second) << row.option_name;
  }
}

// Spec: nrf_sockets.rst, "Socket options": the operations that each option has.
TEST_F(Options, ThatAreBuiltHaveTheOperationsOfTheSpecification) {
  const std::map<std::string_view, std::string_view> operations = {
      {"NRF_SO_ERROR", "get"},
      {"NRF_SO_REUSEADDR", "set"},
      {"NRF_SO_RCVTIMEO", "get/set"},
      {"NRF_SO_SNDTIMEO", "get/set"},
      {"NRF_SO_BINDTODEVICE", "set"},
      {"NRF_SO_BINDTOPDN", "set"},
      {"NRF_SO_POLLCB", "set"},
      {"NRF_SO_RAI_LAST", "set"},
      {"NRF_SO_RAI_ONE_RESP", "set"},
      {"NRF_SO_RAI_ONGOING", "set"},
      {"NRF_SO_RAI_WAIT_MORE", "set"},
      {"NRF_SO_RAI_NO_DATA", "set"},
      {"NRF_SO_RAI", "set"},
      {"NRF_SO_SENDCB", "set"},
      {"NRF_SO_EXCEPTIONAL_DATA", "get/set"},
      {"NRF_SO_KEEPOPEN", "get/set"},
      {"NRF_SO_SILENCE_ALL", "get/set"},
      {"NRF_SO_IP_ECHO_REPLY", "get/set"},
      {"NRF_SO_IPV6_ECHO_REPLY", "get/set"},
      {"NRF_SO_IPV6_DELAYED_ADDR_REFRESH", "get/set"},
      {"NRF_SO_TCP_SRV_SESSTIMEO", "get/set"},
      {"NRF_SO_SEC_TAG_LIST", "get/set"},
      {"NRF_SO_SEC_HOSTNAME", "get/set"},
      {"NRF_SO_SEC_CIPHERSUITE_LIST", "get/set"},
      {"NRF_SO_SEC_PEER_VERIFY", "get/set"},
      {"NRF_SO_SEC_ROLE", "get/set"},
      {"NRF_SO_SEC_SESSION_CACHE", "get/set"},
      {"NRF_SO_SEC_SESSION_CACHE_PURGE", "set"},
      {"NRF_SO_SEC_HANDSHAKE_STATUS", "get"},
      {"NRF_SO_SEC_CIPHERSUITE_USED", "get"},
      {"NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO", "get/set"},
      {"NRF_SO_SEC_DTLS_CONN_SAVE", "set"},
      {"NRF_SO_SEC_DTLS_CONN_LOAD", "set"},
      {"NRF_SO_SEC_DTLS_FRAG_EXT", "get/set"},
  };
  for (const OptionRow& row : option_table()) {
    if (!row.built()) continue;
    const std::string_view has = row.set == nullptr   ? "get"
                                 : row.get == nullptr ? "set"
                                                      : "get/set";
    const auto expected = operations.find(row.option_name);
    ASSERT_NE(expected, operations.end()) << row.option_name;
    EXPECT_EQ(has, expected->second) << row.option_name;
  }
}

}  // namespace
}  // namespace hostmodem::socket
