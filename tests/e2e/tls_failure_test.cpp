// TLS and DTLS: servers that cannot be connected to, and clients that a server does not take. Each
// ends in one error, and in one line of the log.

#include <gmock/gmock.h>

#include "e2e/tls.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Where the certificates of a row come from.
struct Authorities {
  const Identity& root;     ///< the modem trusts it
  const Identity& another;  ///< nobody does
  const Identity& clients;  ///< the server trusts it
};

struct ServerRow {
  const char* name;
  const char* reason;  ///< in the log
  Identity (*make)(const Authorities& by);
  std::vector<std::string> arguments = {};  ///< of s_server
  /// What the modem shows, if anything.
  Identity (*client)(const Authorities& by) = nullptr;
  bool asks = false;                             ///< the server wants to see a certificate
  std::optional<Transport> only = std::nullopt;  ///< of TLS or DTLS; nullopt: both
};

CertificateSpec server_spec() { return {.common_name = "server.test", .dns = {"server.test"}}; }

Identity good(const Authorities& by) { return make_server(by.root); }

// What the host's OpenSSL does not do by itself any more.
const std::vector<std::string> kAnything = {"-cipher", "ALL:@SECLEVEL=0"};

std::vector<std::string> and_also(std::vector<std::string> some, const std::string& more) {
  some.push_back(more);
  return some;
}

const ServerRow kServers[] = {
    {"Expired", "certificate has expired",
     [](const Authorities& by) {
       CertificateSpec spec = server_spec();
       spec.valid_from_days = -30;
       spec.valid_to_days = -1;
       return make_signed(spec, by.root);
     }},
    {"NotYetValid", "certificate is not yet valid",
     [](const Authorities& by) {
       CertificateSpec spec = server_spec();
       spec.valid_from_days = 2;
       return make_signed(spec, by.root);
     }},
    {"SelfSigned", "self-signed certificate",
     [](const Authorities&) { return make_self_signed(server_spec()); }},
    {"UnknownCa", "unable to get local issuer certificate",
     [](const Authorities& by) { return make_server(by.another); }},
    {"WrongHost", "hostname mismatch",
     [](const Authorities& by) { return make_server(by.root, "another.test"); }},
    {"ClientPurpose", "unsuitable certificate purpose",
     [](const Authorities& by) {
       CertificateSpec spec = server_spec();
       spec.purpose = Purpose::kClient;
       return make_signed(spec, by.root);
     }},
    {"AuthorityPurpose", "unsuitable certificate purpose",
     [](const Authorities& by) {
       CertificateSpec spec = server_spec();
       spec.purpose = Purpose::kAuthority;
       spec.key = KeyKind::kRsa2048;
       return make_signed(spec, by.root);
     }},
    {"WeakKey", "EE certificate key too weak",
     [](const Authorities& by) { return make_server(by.root, "server.test", KeyKind::kRsa1024); },
     kAnything},
    {"WeakDigest", "CA signature digest algorithm too weak",
     [](const Authorities& by) {
       CertificateSpec spec = server_spec();
       spec.digest = "SHA1";
       return make_signed(spec, by.root);
     },
     kAnything},
    {"TamperedSignature", "certificate signature failure",
     [](const Authorities& by) { return tamper_signature(make_server(by.root)); }},
    {"OnlyTls10", "unsupported protocol (only TLS 1.2 is offered)", good,
     and_also(kAnything, "-tls1"), nullptr, false, Transport::kTcp},
    {"OnlyTls11", "unsupported protocol (only TLS 1.2 is offered)", good,
     and_also(kAnything, "-tls1_1"), nullptr, false, Transport::kTcp},
    {"OnlyTls13",
     "alert \"protocol version\" (only TLS 1.2 is offered)",
     good,
     {"-tls1_3"},
     nullptr,
     false,
     Transport::kTcp},
    {"OnlyDtls10", "(only TLS 1.2 is offered)", good, and_also(kAnything, "-dtls1"), nullptr, false,
     Transport::kUdp},
    {"NoCommonSuite",
     "alert \"handshake failure\" (no common cipher suite",
     good,
     {"-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"}},
    {"MissingClientCertificate",
     "it asked for a client certificate, and no tag has one",
     good,
     {},
     nullptr,
     true},
    {"UnknownClientCertificate",
     "alert \"unknown CA\" (it does not trust the client certificate)",
     good,
     {},
     [](const Authorities& by) { return make_client(by.another); },
     true},
    {"ExpiredClientCertificate",
     "alert \"certificate expired\"",
     good,
     {},
     [](const Authorities& by) {
       return make_signed({.common_name = "client.test",
                           .purpose = Purpose::kClient,
                           .valid_from_days = -30,
                           .valid_to_days = -1},
                          by.clients);
     },
     true},
};

class TlsFailure : public Tls {
 protected:
  void expect_line(const std::string& reason, Transport transport) {
    const std::string protocol = transport == Transport::kTcp ? "tls" : "dtls";
    auto lines = modem().log().all();
    // What is sent all the same has a line of its own.
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("nrf_send("); });
    EXPECT_THAT(lines, ElementsAre(AllOf(StartsWith(protocol + ": handshake with "),
                                         HasSubstr(reason), HasSubstr("(security tag 42)"))));
  }
  void expect_refused(const OpensslServer& server, const std::string& reason, bool blocking,
                      Transport transport) {
    modem().go_online();
    Socket socket = transport == Transport::kTcp ? tls() : dtls();
    set_tags(socket, {kTag});
    set_hostname(socket, "server.test");
    if (blocking) {
      EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
    } else {
      socket.set_nonblocking();
      EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_EINPROGRESS));
      EXPECT_EQ(socket.wait(NRF_POLLIN | NRF_POLLOUT) & (NRF_POLLERR | NRF_POLLHUP),
                NRF_POLLERR | NRF_POLLHUP);
      EXPECT_EQ(socket.take_error(), NRF_ECONNREFUSED);
      EXPECT_EQ(socket.take_error(), 0);
    }
    expect_line(reason, transport);
    EXPECT_EQ(socket.send("x"),
              fails(transport == Transport::kTcp ? NRF_ENOTCONN : NRF_EDESTADDRREQ));
    EXPECT_EQ(socket.close(), gives(0));
    expect_line(reason, transport);
  }
};

class BadServer : public TlsFailure,
                  public ::testing::WithParamInterface<std::tuple<ServerRow, bool, Transport>> {
 protected:
  static const ServerRow& row() { return std::get<0>(GetParam()); }
  static bool blocking() { return std::get<1>(GetParam()); }
  static Transport transport() { return std::get<2>(GetParam()); }

  const Identity client_root_ = make_root("root of the clients");
  const Authorities authorities_{root_, other_root_, client_root_};
  const TemporaryDirectory directory_;
};

TEST_P(BadServer, IsRefusedInOneLine) {
  std::vector<std::string> arguments = row().arguments;
  if (row().asks) {
    const std::string clients = directory_.write("clients.pem", client_root_.certificate);
    arguments.insert(arguments.end(), {"-Verify", "1", "-verify_return_error", "-CAfile", clients});
  }
  if (transport() == Transport::kTcp) arguments.push_back("-rev");
  const OpensslServer server(row().make(authorities_), arguments, transport());
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  if (row().client != nullptr) {
    const Identity client = row().client(authorities_);
    modem().provision(kTag, Credential::kClientCertificate, client.certificate);
    modem().provision(kTag, Credential::kClientKey, client.key);
  }
  expect_refused(server, row().reason, blocking(), transport());
}

std::vector<ServerRow> rows_of(Transport transport) {
  std::vector<ServerRow> rows;
  for (const ServerRow& row : kServers) {
    if (row.only.value_or(transport) == transport) rows.push_back(row);
  }
  return rows;
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<ServerRow, bool, Transport>>& test) {
  return std::string(std::get<0>(test.param).name) +
         (std::get<1>(test.param) ? "Blocking" : "Nonblocking");
}

INSTANTIATE_TEST_SUITE_P(Tls, BadServer,
                         ::testing::Combine(::testing::ValuesIn(rows_of(Transport::kTcp)),
                                            ::testing::Bool(), ::testing::Values(Transport::kTcp)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Dtls, BadServer,
                         ::testing::Combine(::testing::ValuesIn(rows_of(Transport::kUdp)),
                                            ::testing::Bool(), ::testing::Values(Transport::kUdp)),
                         name_of);

// What a server does with an identity that it does not know is shown without s_server, which takes
// every one.
class AnotherPsk : public TlsFailure,
                   public ::testing::WithParamInterface<std::tuple<bool, Transport>> {};

TEST_P(AnotherPsk, IsRefusedInOneLine) {
  const auto [blocking, transport] = GetParam();
  const OpensslServer server(
      {"-psk_identity", "device", "-psk", "0102030405060708090a0b0c0d0e0f10"}, transport);
  modem().provision(kTag, Credential::kPsk, "ffffffffffffffffffffffffffffffff");
  modem().provision(kTag, Credential::kId, "device");
  expect_refused(server, "alert \"bad record mac\" (it has another PSK for this identity)",
                 blocking, transport);
}

INSTANTIATE_TEST_SUITE_P(, AnotherPsk,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Values(Transport::kTcp, Transport::kUdp)),
                         [](const auto& test) {
                           return std::string(std::get<1>(test.param) == Transport::kTcp ? "Tls"
                                                                                         : "Dtls") +
                                  (std::get<0>(test.param) ? "Blocking" : "Nonblocking");
                         });

}  // namespace
}  // namespace hostmodem::test
