#include "secure/tag_credentials.h"

#include <optional>
#include <utility>

#include "base/log.h"
#include "secure/pem.h"

namespace hostmodem::secure {
namespace {

using credentials::SecTag;
using credentials::Store;
using credentials::Type;

auto refuse(std::string_view what, SecTag tag, std::string_view reason) {
  log::error("tls: the {} of security tag {} cannot be used: {}", what, tag, reason);
  return fail(Errno::kConnRefused);
}

/// Both halves of a pair, or neither.
std::pair<const std::string*, const std::string*> find_pair(const Store& store, SecTag tag,
                                                            Type first, std::string_view first_name,
                                                            Type second,
                                                            std::string_view second_name) {
  const std::string* const one = store.find(tag, first);
  const std::string* const other = store.find(tag, second);
  if (one != nullptr && other != nullptr) return {one, other};
  if (one != nullptr || other != nullptr) {
    log::warning("tls: security tag {} has a {} but no {}: neither is used", tag,
                 one != nullptr ? first_name : second_name,
                 one != nullptr ? second_name : first_name);
  }
  return {nullptr, nullptr};
}

Status read_anchors(SecTag tag, const Store& store, std::vector<Anchor>& anchors) {
  const std::string* const pem = store.find(tag, Type::kRootCa);
  if (pem == nullptr) return {};
  auto certificates = read_certificates(*pem);
  if (!certificates) return refuse("root CA", tag, certificates.error());
  for (X509Ptr& certificate : *certificates) {
    anchors.push_back({.certificate = std::move(certificate), .tag = tag});
  }
  return {};
}

Result<std::optional<ClientIdentity>> read_client(SecTag tag, const Store& store) {
  const auto [certificate_pem, key_pem] =
      find_pair(store, tag, Type::kClientCertificate, "client certificate", Type::kClientPrivateKey,
                "client private key");
  if (certificate_pem == nullptr) return std::nullopt;

  auto certificates = read_certificates(*certificate_pem);
  if (!certificates) return refuse("client certificate", tag, certificates.error());
  auto key = read_private_key(*key_pem, store.find_password(tag));
  if (!key) return refuse("client private key", tag, key.error());

  const OpenSslScope scope;
  ClientIdentity identity;
  identity.tag = tag;
  identity.certificate = std::move(certificates->front());
  identity.key = std::move(*key);
  if (X509_check_private_key(identity.certificate.get(), identity.key.get()) != 1) {
    return refuse("client private key", tag, "it is not the key of the client certificate");
  }
  identity.chain.reset(sk_X509_new_null());
  for (std::size_t i = 1; i < certificates->size(); ++i) {
    X509* const next = (*certificates)[i].release();
    if (sk_X509_push(identity.chain.get(), next) == 0) {
      X509_free(next);
      return fail(Errno::kNoMem);
    }
  }
  return identity;
}

Result<std::optional<Psk>> read_psk(SecTag tag, const Store& store) {
  const auto [hex, identity] =
      find_pair(store, tag, Type::kPsk, "PSK", Type::kPskIdentity, "PSK identity");
  if (hex == nullptr) return std::nullopt;

  const OpenSslScope scope;
  Psk psk;
  psk.tag = tag;
  psk.identity = *identity;
  psk.key.resize(hex->size() / 2);
  std::size_t length = 0;
  if (hex->size() % 2 != 0 ||
      OPENSSL_hexstr2buf_ex(psk.key.data(), psk.key.size(), &length, hex->c_str(), '\0') != 1 ||
      length != psk.key.size()) {
    return refuse("PSK", tag, "it is not hexadecimal text of whole bytes");
  }
  if (psk.key.empty() || psk.key.size() > PSK_MAX_PSK_LEN) {
    return refuse("PSK", tag, "its length is not supported");
  }
  if (psk.identity.empty() || psk.identity.size() > PSK_MAX_IDENTITY_LEN ||
      psk.identity.find('\0') != std::string::npos) {
    return refuse("PSK identity", tag, "its length or content is not supported");
  }
  return psk;
}

X509Ptr share(const X509Ptr& certificate) {
  X509_up_ref(certificate.get());
  return X509Ptr(certificate.get());
}

ClientIdentity share(const ClientIdentity& client) {
  EVP_PKEY_up_ref(client.key.get());
  return {.tag = client.tag,
          .certificate = share(client.certificate),
          .chain = X509StackPtr(X509_chain_up_ref(client.chain.get())),
          .key = EvpPkeyPtr(client.key.get())};
}

}  // namespace

Result<TagCredentials> read_tag(SecTag tag, const Store& store, Anchors anchors) {
  TagCredentials read;
  if (anchors == Anchors::kRead) {
    if (Status status = read_anchors(tag, store, read.anchors); !status) {
      return fail(status.error());
    }
  }
  auto client = read_client(tag, store);
  if (!client) return fail(client.error());
  if (*client) read.identities.push_back(std::move(**client));
  auto psk = read_psk(tag, store);
  if (!psk) return fail(psk.error());
  if (*psk) read.psks.push_back(std::move(**psk));
  return read;
}

void add_tag(TagCredentials& all, const TagCredentials& tag) {
  for (const Anchor& anchor : tag.anchors) {
    all.anchors.push_back({.certificate = share(anchor.certificate), .tag = anchor.tag});
  }
  for (const ClientIdentity& identity : tag.identities) all.identities.push_back(share(identity));
  all.psks.insert(all.psks.end(), tag.psks.begin(), tag.psks.end());
}

}  // namespace hostmodem::secure
