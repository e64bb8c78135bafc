#pragma once

#include <array>
#include <map>
#include <utility>

#include "credentials/store.h"
#include "secure/tag_credentials.h"

namespace hostmodem::secure {

/// The parsed credentials of security tags, with their anchors and without. An entry holds as long
/// as the digest of the tag's content is the same.
class TagCache {
 public:
  using Digest = std::array<unsigned char, 32>;

  /// SHA-256 over all that `store` holds under `tag`, the password of its key too.
  static Digest digest(credentials::SecTag tag, const credentials::Store& store);

  /// What was parsed of exactly this content, or nullptr; older content is forgotten. Valid until
  /// the next call.
  const TagCredentials* find(credentials::SecTag tag, Anchors anchors, const Digest& digest);

  void put(credentials::SecTag tag, Anchors anchors, const Digest& digest,
           TagCredentials credentials);

 private:
  struct Entry {
    Digest digest;
    TagCredentials credentials;
  };

  std::map<std::pair<credentials::SecTag, Anchors>, Entry> entries_;
};

}  // namespace hostmodem::secure
