#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/certificates.h"
#include "support/process.h"
#include "support/temporary_directory.h"

/// Real servers as peers, each on the host's loopback and a port of its own. They run when the
/// constructor returns, and are stopped with the object. A server that does not start throws, with
/// what it said.
namespace hostmodem::test {

/// `openssl s_server` on 127.0.0.1: with TLS 1.2 (kTcp), unless its arguments name another version
/// of TLS, or with DTLS 1.2 (kUdp).
class OpensslServer {
 public:
  /// Sends each line back with its letters reversed. TLS only.
  static const std::vector<std::string> kReverse;
  /// Writes what it receives to its output, and sends what is written to its input; "Q" at the
  /// beginning of what is written ends it.
  static const std::vector<std::string> kConsole;

  /// `arguments` are added to those that give the identity and the port.
  explicit OpensslServer(const Identity& identity,
                         const std::vector<std::string>& arguments = kReverse,
                         Transport transport = Transport::kTcp);
  /// Without a certificate.
  explicit OpensslServer(const std::vector<std::string>& arguments,
                         Transport transport = Transport::kTcp);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  void start(std::vector<std::string> argv, const std::vector<std::string>& arguments,
             Transport transport);

  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

/// `gnutls-serv --echo`, with TLS (kTcp) or DTLS (kUdp): sends back what it receives, line by line.
/// It cannot be told an address, and listens at all of the host's. Its output has the alerts that
/// it gets.
class GnutlsServer {
 public:
  /// `priority`: protocol and suites, as GnuTLS has them.
  GnutlsServer(const Identity& identity, const std::string& priority,
               Transport transport = Transport::kTcp);
  /// Without a certificate; `psk` in hexadecimal digits.
  GnutlsServer(const std::string& psk_identity, const std::string& psk, const std::string& priority,
               Transport transport = Transport::kTcp);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  void start(std::vector<std::string> arguments, const std::string& priority, Transport transport);

  TemporaryDirectory directory_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

/// mosquitto: a broker of MQTT with TLS 1.2, on 127.0.0.1, that takes who comes.
class MosquittoBroker {
 public:
  /// `suites`: as OpenSSL has them.
  MosquittoBroker(const Identity& identity, const std::string& suites);
  /// Without a certificate; `psk` in hexadecimal digits. Its log has a client's identity as
  /// "u'identity'".
  MosquittoBroker(const std::string& psk_identity, const std::string& psk,
                  const std::string& suites);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  void start(const std::string& proof, const std::string& suites);

  TemporaryDirectory directory_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

/// `coap-server` of libcoap: CoAP over DTLS, on 127.0.0.1. Its resource "example_data" can be put.
/// It cannot be told which suites to use.
class CoapServer {
 public:
  enum class Library { kOpenssl, kGnutls };

  CoapServer(Library library, const Identity& identity);
  /// With a PSK, as it is, for clients of any identity. `arguments` are added.
  CoapServer(Library library, const std::string& psk,
             const std::vector<std::string>& arguments = {});

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  void start(Library library, const std::vector<std::string>& arguments);

  TemporaryDirectory directory_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Process> process_;
};

/// nginx, with TLS 1.2 on 127.0.0.1 and ::1.
class NginxServer {
 public:
  /// `pages`: the content by the name, without the slash. `directives`: added to those of the
  /// server.
  NginxServer(const Identity& identity, const std::map<std::string, std::string>& pages,
              const std::string& directives = "");

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t process_id() const { return process_->id(); }

 private:
  TemporaryDirectory directory_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

/// dnsmasq, on 127.0.0.1, UDP and TCP. It knows the domain "test", and only that: what it is not
/// told does not exist.
class DnsServer {
 public:
  /// As dnsmasq has it, such as "--host-record=name.test,192.0.2.1,2001:db8::1".
  explicit DnsServer(const std::vector<std::string>& records);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// A configuration of the modem, with a network whose name server this is.
  [[nodiscard]] std::string configuration() const;
  /// The queries that it got, among other things.
  [[nodiscard]] std::string log() const { return process_->output(); }

 private:
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

/// A configuration of the modem, with a network whose name server is at a port of the host's
/// loopback.
[[nodiscard]] std::string configuration_with_dns(std::uint16_t port);

}  // namespace hostmodem::test
