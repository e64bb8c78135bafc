#include "secure/tag_cache.h"

#include <openssl/evp.h>

#include <string>
#include <utility>

namespace hostmodem::secure {
namespace {

using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

void add(EVP_MD_CTX* context, const std::string* content) {
  // The size first, so that content cannot move from one type to the next unnoticed.
  const std::size_t size = content != nullptr ? content->size() : 0;
  EVP_DigestUpdate(context, &size, sizeof(size));
  if (content != nullptr) EVP_DigestUpdate(context, content->data(), size);
}

}  // namespace

TagCache::Digest TagCache::digest(credentials::SecTag tag, const credentials::Store& store) {
  const OpenSslScope scope;
  Digest digest{};
  const DigestContextPtr context(EVP_MD_CTX_new());
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (const credentials::Type type : credentials::kTypes) {
    add(context.get(), store.find(tag, type));
  }
  add(context.get(), store.find_password(tag));
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return digest;
}

const TagCredentials* TagCache::find(credentials::SecTag tag, Anchors anchors,
                                     const Digest& digest) {
  const auto entry = entries_.find({tag, anchors});
  if (entry == entries_.end()) return nullptr;
  if (entry->second.digest == digest) return &entry->second.credentials;
  entries_.erase(entry);
  return nullptr;
}

void TagCache::put(credentials::SecTag tag, Anchors anchors, const Digest& digest,
                   TagCredentials credentials) {
  entries_.insert_or_assign({tag, anchors},
                            Entry{.digest = digest, .credentials = std::move(credentials)});
}

}  // namespace hostmodem::secure
