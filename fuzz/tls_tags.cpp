#include "tls_tags.h"

#include <cstdint>

#include "fixed_openssl.h"
#include "promise.h"

namespace hostmodem::fuzz {

using credentials::SecTag;
using credentials::Type;

void provision(credentials::Store& store, bool stranger) {
  const Credentials& known = known_credentials();
  const auto write = [&](SecTag tag, Type type, const std::string& content) {
    require(store.write(tag, type, content).has_value(), "a credential can be stored");
  };
  write(kRootTag, Type::kRootCa, known.root);
  write(kServerTag, Type::kClientCertificate, stranger ? known.stranger : known.server);
  write(kServerTag, Type::kClientPrivateKey, stranger ? known.stranger_key : known.server_key);
  write(kClientTag, Type::kClientCertificate, known.client);
  write(kClientTag, Type::kClientPrivateKey, known.client_key);
  write(kPskTag, Type::kPsk, kPskHex);
  write(kPskTag, Type::kPskIdentity, kPskIdentity);
}

void use_tags(secure::Settings& settings, const Use& use) {
  constexpr std::uint16_t kPskCbc = 0x00ae;
  constexpr std::uint16_t kPskCcm = 0xc0a8;
  constexpr std::uint16_t kEcdsaCbc = 0xc023;
  constexpr std::uint16_t kEcdsaGcm = 0xc02b;
  if (use.psk) {
    settings.tags = {kPskTag};
    settings.suites = {use.padded ? kPskCbc : kPskCcm};
    return;
  }
  settings.tags = {kRootTag};
  settings.suites = {use.padded ? kEcdsaCbc : kEcdsaGcm};
  const bool server = settings.role == secure::Role::kServer;
  if (server) settings.tags.push_back(kServerTag);
  if (!server && use.mutual) settings.tags.push_back(kClientTag);
}

}  // namespace hostmodem::fuzz
