#pragma once

#include "credentials/store.h"
#include "secure/session.h"

namespace hostmodem::fuzz {

inline constexpr credentials::SecTag kRootTag = 1;
inline constexpr credentials::SecTag kServerTag = 2;
inline constexpr credentials::SecTag kClientTag = 3;
inline constexpr credentials::SecTag kPskTag = 4;

/// Fills the tags with known_credentials(). `stranger`: what a server shows is from nobody.
void provision(credentials::Store& store, bool stranger = false);

/// What a session uses of them.
struct Use {
  bool psk = false;     ///< instead of certificates
  bool mutual = false;  ///< a client shows one, too
  bool padded = false;  ///< a suite whose records are
};

/// Sets the tags and the one suite; the role is set.
void use_tags(secure::Settings& settings, const Use& use);

}  // namespace hostmodem::fuzz
