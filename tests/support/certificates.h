#pragma once

#include <string>
#include <vector>

/// Certificates and keys for tests, made at run time: nothing secret is kept in the tree, and
/// nothing expires while nobody looks. Everything is PEM text, as it is provisioned or given to a
/// server. A failure of OpenSSL throws std::runtime_error.
namespace hostmodem::test {

enum class KeyKind { kP256, kP384, kRsa2048, kRsa1024 };

/// What a certificate may be used for.
enum class Purpose {
  kAuthority,  ///< CA: signs others
  kServer,     ///< server authentication
  kClient,     ///< client authentication
};

/// What goes into a certificate.
struct CertificateSpec {
  std::string common_name;
  Purpose purpose = Purpose::kServer;
  KeyKind key = KeyKind::kP256;
  std::vector<std::string> dns = {};  ///< subject alternative names
  std::vector<std::string> ip = {};   ///< numeric addresses among them
  int valid_from_days = -1;           ///< from today, negative: in the past
  int valid_to_days = 30;
  const char* digest = "SHA256";  ///< of the signature
};

/// A certificate with its private key (PKCS #8, not encrypted).
struct Identity {
  std::string certificate;
  std::string key;
};

Identity make_self_signed(const CertificateSpec& spec);
Identity make_signed(const CertificateSpec& spec, const Identity& issuer);

/// The frequent ones: a root, an intermediate below it, a server for a DNS name, a client.
Identity make_root(const std::string& common_name = "hostmodem test root",
                   KeyKind key = KeyKind::kP256);
Identity make_intermediate(const Identity& root,
                           const std::string& common_name = "hostmodem test intermediate");
Identity make_server(const Identity& issuer, const std::string& dns_name = "server.test",
                     KeyKind key = KeyKind::kP256);
Identity make_client(const Identity& issuer, const std::string& common_name = "client.test",
                     KeyKind key = KeyKind::kP256);

/// The same identity with another last byte in its certificate: the signature fits no more.
Identity tamper_signature(Identity identity);

/// The same private key, encrypted with `password` (PKCS #8, AES-256-CBC).
std::string encrypt_key(const std::string& key, const std::string& password);
/// The same in the traditional form of its kind, with the headers of RFC 1421.
std::string encrypt_key_traditionally(const std::string& key, const std::string& password);

}  // namespace hostmodem::test
