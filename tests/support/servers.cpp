#include "support/servers.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "support/ports.h"

namespace hostmodem::test {
namespace {

// Every path is relative to the server's own directory.
std::string nginx_configuration(const std::string& port, const std::string& directives) {
  std::string text = R"(
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:PORT ssl;
    listen [::1]:PORT ssl;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    ssl_protocols TLSv1.2;
    root pages;
    DIRECTIVES
  }
}
)";
  const auto put = [&](std::string_view mark, const std::string& value) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), value);
    }
  };
  put("PORT", port);
  put("DIRECTIVES", directives);
  return text;
}

/// Servers that an administrator starts take on another user's rights, unless they are told.
std::string user_name() { return getpwuid(geteuid())->pw_name; }

}  // namespace

const std::vector<std::string> OpensslServer::kReverse = {"-rev"};
const std::vector<std::string> OpensslServer::kConsole = {};

OpensslServer::OpensslServer(const Identity& identity, const std::vector<std::string>& arguments,
                             Transport transport) {
  start({"-cert", directory_.write("certificate.pem", identity.certificate), "-key",
         directory_.write("key.pem", identity.key)},
        arguments, transport);
}

OpensslServer::OpensslServer(const std::vector<std::string>& arguments, Transport transport) {
  start({"-nocert"}, arguments, transport);
}

void OpensslServer::start(std::vector<std::string> argv, const std::vector<std::string>& arguments,
                          Transport transport) {
  argv.insert(argv.begin(), {"openssl", "s_server", "-accept", "127.0.0.1:0"});
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  // s_server takes one version at most.
  const bool other_version = std::ranges::any_of(arguments, [](const std::string& argument) {
    return argument.starts_with("-tls1") || argument.starts_with("-dtls1");
  });
  if (!other_version) argv.emplace_back(transport == Transport::kUdp ? "-dtls1_2" : "-tls1_2");
  process_ = std::make_unique<Process>(argv);
  port_ = static_cast<std::uint16_t>(std::stoi(process_->wait_for_line("ACCEPT 127.0.0.1:")));
}

GnutlsServer::GnutlsServer(const Identity& identity, const std::string& priority,
                           Transport transport)
    : port_(unused_port()) {
  start({"--disable-client-cert", "--x509certfile",
         directory_.write("certificate.pem", identity.certificate), "--x509keyfile",
         directory_.write("key.pem", identity.key)},
        priority, transport);
}

GnutlsServer::GnutlsServer(const std::string& psk_identity, const std::string& psk,
                           const std::string& priority, Transport transport)
    : port_(unused_port()) {
  start({"--pskpasswd", directory_.write("psk", psk_identity + ":" + psk + "\n")}, priority,
        transport);
}

void GnutlsServer::start(std::vector<std::string> arguments, const std::string& priority,
                         Transport transport) {
  arguments.insert(arguments.begin(), {"gnutls-serv", "--echo", "--debug", "5", "--port",
                                       std::to_string(port_), "--priority", priority});
  if (transport == Transport::kUdp) arguments.emplace_back("--udp");
  process_ = std::make_unique<Process>(arguments);
  process_->wait_for_port(transport, port_);
}

MosquittoBroker::MosquittoBroker(const Identity& identity, const std::string& suites)
    : port_(unused_port()) {
  start("certfile " + directory_.write("certificate.pem", identity.certificate) + "\nkeyfile " +
            directory_.write("key.pem", identity.key),
        suites);
}

MosquittoBroker::MosquittoBroker(const std::string& psk_identity, const std::string& psk,
                                 const std::string& suites)
    : port_(unused_port()) {
  start("use_identity_as_username true\npsk_hint hint\npsk_file " +
            directory_.write("psk", psk_identity + ":" + psk + "\n"),
        suites);
}

void MosquittoBroker::start(const std::string& proof, const std::string& suites) {
  const std::string configuration = directory_.write(
      "mosquitto.conf", "user " + user_name() + "\nlistener " + std::to_string(port_) +
                            " 127.0.0.1\nallow_anonymous true\ntls_version tlsv1.2\nciphers " +
                            suites + "\n" + proof + "\n");
  process_ =
      std::make_unique<Process>(std::vector<std::string>{"mosquitto", "-v", "-c", configuration});
  process_->wait_for_port(Transport::kTcp, port_);
}

CoapServer::CoapServer(Library library, const Identity& identity) {
  start(library, {"-n", "-c", directory_.write("certificate.pem", identity.certificate), "-j",
                  directory_.write("key.pem", identity.key)});
}

CoapServer::CoapServer(Library library, const std::string& psk,
                       const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"-k", psk};
  all.insert(all.end(), arguments.begin(), arguments.end());
  start(library, all);
}

void CoapServer::start(Library library, const std::vector<std::string>& arguments) {
  // It takes a port for CoAP without DTLS, and the next one for CoAP with it.
  const std::uint16_t plain_port = unused_port(2);
  port_ = plain_port + 1;
  std::vector<std::string> argv = {
      library == Library::kOpenssl ? "coap-server-openssl" : "coap-server-gnutls",
      "-A",
      "127.0.0.1",
      "-v",
      "7",
      "-p",
      std::to_string(plain_port)};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Process>(argv);
  process_->wait_for_port(Transport::kUdp, port_);
}

NginxServer::NginxServer(const Identity& identity, const std::map<std::string, std::string>& pages,
                         const std::string& directives)
    : port_(unused_port()) {
  const std::string root = (directory_.path() / "pages").string();
  std::filesystem::create_directory(root);
  for (const auto& [name, content] : pages) directory_.write("pages/" + name, content);
  directory_.write("certificate.pem", identity.certificate);
  directory_.write("key.pem", identity.key);
  const std::string configuration =
      directory_.write("nginx.conf", nginx_configuration(std::to_string(port_), directives));
  process_ = std::make_unique<Process>(std::vector<std::string>{
      "nginx", "-e", "stderr", "-p", directory_.path().string(), "-c", configuration});
  process_->wait_for_port(Transport::kTcp, port_);
}

DnsServer::DnsServer(const std::vector<std::string>& records) : port_(unused_port()) {
  std::vector<std::string> argv = {"dnsmasq",
                                   "--keep-in-foreground",
                                   "--conf-file=/dev/null",
                                   "--pid-file=",
                                   "--user=" + user_name(),
                                   "--port=" + std::to_string(port_),
                                   "--listen-address=127.0.0.1",
                                   "--bind-interfaces",
                                   "--no-resolv",
                                   "--no-hosts",
                                   "--local=/test/",
                                   "--log-queries",
                                   "--log-facility=-"};
  argv.insert(argv.end(), records.begin(), records.end());
  process_ = std::make_unique<Process>(argv);
  process_->wait_for_port(Transport::kUdp, port_);
  process_->wait_for_port(Transport::kTcp, port_);
}

std::string DnsServer::configuration() const { return configuration_with_dns(port_); }

std::string configuration_with_dns(std::uint16_t port) {
  return "[[network.apn]]\nname = \"internet\"\ndns = [\"10.0.2.2:" + std::to_string(port) +
         "\"]\n";
}

}  // namespace hostmodem::test
