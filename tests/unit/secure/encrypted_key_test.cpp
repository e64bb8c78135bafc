#include "session_test.h"

// Private keys that are encrypted: stored as they are, decrypted when a handshake needs them.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::Identity;
using testing::HasSubstr;

constexpr const char* kPassword = "p\xc3\xa4ssword, with \\ and '";

/// How a key is encrypted, and which kind it is.
struct Form {
  const char* name;
  std::string (*encrypt)(const std::string& key, const std::string& password);
  test::KeyKind kind;
};

class EncryptedKey : public SessionTest, public testing::WithParamInterface<Form> {
 protected:
  EncryptedKey() { options_.client_ca = client_root_.certificate; }

  void provision_encrypted(const std::string& password, const std::string& stored) {
    const Identity client = test::make_client(client_root_, "client.test", GetParam().kind);
    provision(kTag, Type::kClientCertificate, client.certificate);
    ASSERT_THAT(store_.write(kTag, Type::kClientPrivateKey,
                             GetParam().encrypt(client.key, password), stored),
                Succeeds());
  }

  void expect_unusable(const std::string& reason) {
    EXPECT_THAT(Session::create(settings_for(), store_, pipe_), FailsWith(Errno::kConnRefused));
    EXPECT_EQ(lines_.size(), 1u) << log();
    EXPECT_THAT(
        log(),
        HasSubstr("the client private key of security tag 42 cannot be used: " + reason + "\n"));
  }

  const Identity client_root_ = test::make_root("client root");
  ServerOptions options_ = trusted_server();
};
INSTANTIATE_TEST_SUITE_P(
    , EncryptedKey,
    testing::Values(Form{"Pkcs8Ec", test::encrypt_key, test::KeyKind::kP256},
                    Form{"Pkcs8Rsa", test::encrypt_key, test::KeyKind::kRsa2048},
                    Form{"TraditionalEc", test::encrypt_key_traditionally, test::KeyKind::kP256},
                    Form{"TraditionalRsa", test::encrypt_key_traditionally,
                         test::KeyKind::kRsa2048}),
    [](const auto& form) { return form.param.name; });

TEST_P(EncryptedKey, IsUsedWithItsPassword) {
  provision_encrypted(kPassword, kPassword);
  ServerPeer server(options_, pipe_);
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(server.client_name(), "client.test");
}

TEST_P(EncryptedKey, MayHaveTheLongestPassword) {
  const std::string longest(credentials::kMaxPasswordSize, 'x');
  provision_encrypted(longest, longest);
  ServerPeer server(options_, pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_P(EncryptedKey, WithoutItsPasswordIsUnusable) {
  provision_encrypted(kPassword, "");
  expect_unusable("it is encrypted, and its password is missing");
}

TEST_P(EncryptedKey, WithAWrongPasswordIsUnusable) {
  provision_encrypted(kPassword, "another");
  expect_unusable("it is encrypted, and its password is wrong");
}

class KeyWithAPassword : public SessionTest {};

// One password of 256 leaves a padding that looks right: what it leaves is no key all the same.
TEST_F(KeyWithAPassword, IsRefusedWithAnyWrongOne) {
  const Identity client = test::make_client(test::make_root());
  provision(kTag, Type::kClientCertificate, client.certificate);
  const std::string key = test::encrypt_key_traditionally(client.key, kPassword);
  for (int i = 0; i < 1000; ++i) {
    lines_.clear();
    ASSERT_THAT(store_.write(kTag, Type::kClientPrivateKey, key, std::to_string(i)), Succeeds());
    ASSERT_THAT(Session::create(settings_for(), store_, pipe_), FailsWith(Errno::kConnRefused));
    ASSERT_THAT(log(), HasSubstr("it is encrypted, and its password is wrong"));
  }
}

// Made once with OpenSSL's legacy provider, which the modem does not load.
constexpr const char* kKeyOfPbeMd5Des =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGwMBsGCSqGSIb3DQEFAzAOBAgBlHh0rQrDYgICCAAEgZD63n8pa5cPTcoZ/ANe\n"
    "gmk6nrwguTXNIVHEbj+iec+MTxkbTLzq1qFt5nkrlO1iemrZMG2fNX2AStAm92pc\n"
    "52sRRoacyIm9uQxHjK3RvatfzYHC309XCM5MqqZX85Aa890GfbsW+trlhESByIwk\n"
    "fVV5893U/mR7E9j52ed/lBL3VwHnPl75yctSTu3elG6YTYE=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

TEST_F(KeyWithAPassword, IsToldApartWhenItsCipherIsTheObstacle) {
  provision(kTag, Type::kClientCertificate, test::make_client(test::make_root()).certificate);
  ASSERT_THAT(store_.write(kTag, Type::kClientPrivateKey, kKeyOfPbeMd5Des, "abcd"), Succeeds());
  EXPECT_THAT(Session::create(settings_for(), store_, pipe_), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("it is encrypted in a way that OpenSSL does not support"));
}

TEST_F(KeyWithAPassword, DoesNotNeedItWhenItIsNotEncrypted) {
  const Identity client_root = test::make_root("client root");
  ServerOptions options = trusted_server();
  options.client_ca = client_root.certificate;
  const Identity client = test::make_client(client_root);
  provision(kTag, Type::kClientCertificate, client.certificate);
  ASSERT_THAT(store_.write(kTag, Type::kClientPrivateKey, client.key, "needless"), Succeeds());
  ServerPeer server(options, pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

}  // namespace
}  // namespace hostmodem::secure
