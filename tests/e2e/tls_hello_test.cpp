// What a TLS or DTLS client offers, as tshark reads it on the air.

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "e2e/tls.h"
#include "support/tshark.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAreArray;
using ::testing::SizeIs;

using Suites = std::vector<nrf_sec_cipher_t>;

const Suites kPsk = {NRF_TLS_PSK_WITH_AES_128_CBC_SHA256, NRF_TLS_PSK_WITH_AES_256_CBC_SHA,
                     NRF_TLS_PSK_WITH_AES_128_CBC_SHA, NRF_TLS_PSK_WITH_AES_128_CCM_8};
const Suites kCertificate = {
    NRF_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, NRF_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    NRF_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,   NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    NRF_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,    NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    NRF_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,      NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA};

Suites operator+(Suites first, const Suites& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// A hello of a client; numbers as tshark writes them.
struct Hello {
  Suites suites;  ///< without the renegotiation value, which is no suite
  std::string version;
  std::string name;         ///< SNI
  std::string groups;       ///< supported groups
  std::string compression;  ///< methods
};

/// The parameter: whether over DTLS.
class ClientHello : public Tls, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    start("[capture]\nfile = \"" + path_ + "\"\n", Modem::Start::kOffline);
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
    modem().provision(kOtherTag, Credential::kPsk, "0102030405060708090a0b0c0d0e0f10");
    modem().provision(kOtherTag, Credential::kId, "device");
    modem().go_online();
    ASSERT_EQ(hostmodem_clock_hold(), 0);  // nothing is said a second time
  }

  [[nodiscard]] static bool over_dtls() { return GetParam(); }

  [[nodiscard]] Socket secure_socket(const std::vector<nrf_sec_tag_t>& tags) {
    Socket socket = over_dtls() ? dtls() : tls();
    set_tags(socket, tags);
    return socket;
  }

  /// Has the socket say its hello, to somebody who does not answer.
  void say_hello(Socket& socket) {
    socket.set_nonblocking();
    if (over_dtls()) {
      HostUdp peer(Family::kIpv4);
      ASSERT_EQ(socket.connect(host(peer.port())), fails(NRF_EINPROGRESS));
      EXPECT_FALSE(peer.receive().data.empty());
    } else {
      HostListener listener(Family::kIpv4);
      ASSERT_EQ(socket.connect(host(listener.port())), fails(NRF_EINPROGRESS));
      HostConnection peer = listener.accept();
      EXPECT_EQ(peer.receive(1), "\x16");
    }
  }
  void say_hello(const std::vector<nrf_sec_tag_t>& tags, const Suites& suites,
                 const std::string& hostname = "server.test") {
    Socket socket = secure_socket(tags);
    if (!suites.empty()) set_suites(socket, suites);
    set_hostname(socket, hostname);
    say_hello(socket);
  }

  /// All hellos that were said.
  [[nodiscard]] std::vector<Hello> hellos() const {
    EXPECT_EQ(hostmodem_capture_stop(), 0);
    const std::string in = over_dtls() ? "dtls" : "tls";
    const auto rows =
        dissect(path_, in + ".handshake.type == 1",
                {in + ".handshake.ciphersuite", in + ".handshake.version",
                 in + ".handshake.extensions_server_name",
                 in + ".handshake.extensions_supported_group", in + ".handshake.comp_method"})
            .rows;
    std::vector<Hello> result;
    for (const auto& row : rows) {
      result.push_back({suites_of(row.at(0)), row.at(1), row.at(2), row.at(3), row.at(4)});
    }
    return result;
  }
  [[nodiscard]] Hello hello() const {
    const auto all = hellos();
    if (all.size() != 1) throw std::runtime_error(std::to_string(all.size()) + " hellos, not one");
    return all[0];
  }

 private:
  static Suites suites_of(const std::string& numbers) {
    Suites suites;
    std::istringstream stream(numbers);
    for (std::string number; std::getline(stream, number, ',');) {
      suites.push_back(static_cast<nrf_sec_cipher_t>(std::stoul(number, nullptr, 16)));
    }
    std::erase(suites, static_cast<nrf_sec_cipher_t>(NRF_TLS_EMPTY_RENEGOTIATIONINFO_SCSV));
    return suites;
  }

  const TemporaryDirectory directory_;
  const std::string path_ = (directory_.path() / "modem.pcapng").native();
};

INSTANTIATE_TEST_SUITE_P(Over, ClientHello, ::testing::Bool(),
                         [](const auto& over) { return std::string(over.param ? "Dtls" : "Tls"); });

TEST_P(ClientHello, OffersEachSuiteAloneWhenItIsTheOneThatIsSet) {
  const Suites all = kPsk + kCertificate;
  for (const nrf_sec_cipher_t suite : all) say_hello({kTag, kOtherTag}, {suite});

  const auto said = hellos();
  ASSERT_THAT(said, SizeIs(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_THAT(said[i].suites, ElementsAreArray(Suites{all[i]})) << std::hex << all[i];
  }
}

TEST_P(ClientHello, OffersTheSuitesThatAreSetInTheirOrder) {
  Suites backwards = kPsk + kCertificate;
  std::reverse(backwards.begin(), backwards.end());
  const std::vector<Suites> lists = {
      backwards,
      {NRF_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, NRF_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
      {NRF_TLS_PSK_WITH_AES_128_CBC_SHA, NRF_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
       NRF_TLS_PSK_WITH_AES_128_CCM_8},
  };
  for (const Suites& list : lists) say_hello({kTag, kOtherTag}, list);

  const auto said = hellos();
  ASSERT_THAT(said, SizeIs(lists.size()));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    EXPECT_THAT(said[i].suites, ElementsAreArray(lists[i])) << i;
  }
}

TEST_P(ClientHello, OffersAllThatItsCredentialsAreForWhenNoneIsSet) {
  say_hello({kTag}, {});
  say_hello({kOtherTag}, {});
  say_hello({kTag, kOtherTag}, {});

  const auto said = hellos();
  ASSERT_THAT(said, SizeIs(3));
  EXPECT_THAT(said[0].suites, ::testing::UnorderedElementsAreArray(kCertificate));
  EXPECT_THAT(said[1].suites, ::testing::UnorderedElementsAreArray(kPsk));
  EXPECT_THAT(said[2].suites, ::testing::UnorderedElementsAreArray(kPsk + kCertificate));
}

TEST_P(ClientHello, TheRenegotiationValueIsNoSuite) {
  say_hello({kTag},
            {NRF_TLS_EMPTY_RENEGOTIATIONINFO_SCSV, NRF_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256});

  EXPECT_THAT(hello().suites, ElementsAreArray(Suites{NRF_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}));
}

TEST_P(ClientHello, NamesTheServer) {
  say_hello({kTag}, {});

  EXPECT_EQ(hello().name, "server.test");
}

TEST_P(ClientHello, DoesNotNameAnAddress) {
  say_hello({kTag}, {}, "192.0.2.1");
  say_hello({kTag}, {}, "2001:db8::1");

  const auto said = hellos();
  ASSERT_THAT(said, SizeIs(2));
  EXPECT_EQ(said[0].name, "");
  EXPECT_EQ(said[1].name, "");
}

TEST_P(ClientHello, DoesNotNameTheServerWithoutAHostname) {
  Socket socket = secure_socket({kTag});
  say_hello(socket);

  EXPECT_EQ(hello().name, "");
}

TEST_P(ClientHello, IsOfVersionTwelveWithTheModemsGroupsAndWithoutCompression) {
  say_hello({kTag}, {});

  const Hello said = hello();
  EXPECT_EQ(said.version, over_dtls() ? "0xfefd" : "0x0303");
  EXPECT_EQ(said.groups, "0x0017,0x0018,0x0019") << "P-256, P-384, P-521";
  EXPECT_EQ(said.compression, "0");
}

}  // namespace
}  // namespace hostmodem::test
