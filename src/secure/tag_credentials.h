#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "credentials/store.h"
#include "secure/openssl.h"

namespace hostmodem::secure {

/// A trusted certificate, and the tag that holds it.
struct Anchor {
  X509Ptr certificate;
  credentials::SecTag tag = 0;
};

/// What a client shows when the server asks for a certificate, and what a server shows.
struct ClientIdentity {
  credentials::SecTag tag = 0;
  X509Ptr certificate;
  X509StackPtr chain;  ///< what follows the certificate in its entry; may be empty
  EvpPkeyPtr key;
};

/// A pre-shared key; wiped when it goes.
struct Psk {
  Psk() = default;
  ~Psk() { OPENSSL_cleanse(key.data(), key.size()); }
  Psk(Psk&&) = default;
  Psk& operator=(Psk&&) = default;
  Psk(const Psk&) = default;
  Psk& operator=(const Psk&) = default;

  credentials::SecTag tag = 0;
  std::string identity;
  std::vector<unsigned char> key;
};

/// What security tags hold, read and checked, in the order of the tags. Which of several is used is
/// up to identity.h and psk.h.
struct TagCredentials {
  std::vector<Anchor> anchors;
  std::vector<ClientIdentity> identities;
  std::vector<Psk> psks;
};

enum class Anchors { kRead, kSkip };

/// Reads what `tag` holds in `store`; trusted certificates only when asked. kConnRefused, with a
/// log line that names tag and reason, when an entry that would be used is not usable. A tag that
/// holds only half of a pair (key without certificate, PSK without identity) is told in the log and
/// the half left out.
Result<TagCredentials> read_tag(credentials::SecTag tag, const credentials::Store& store,
                                Anchors anchors);

/// Adds to `all` what `tag` has, after what is there. The objects are shared, not copied.
void add_tag(TagCredentials& all, const TagCredentials& tag);

}  // namespace hostmodem::secure
