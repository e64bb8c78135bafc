#pragma once

#include <string>

#include "credentials/wipe.h"

namespace hostmodem::credentials {

/// What one entry of the store holds. It moves and is not copied, and is wiped when it goes, also
/// where it was moved from.
struct Entry {
  Entry() = default;
  ~Entry() {
    wipe(content);
    wipe(password);
  }
  Entry(Entry&& other) noexcept { swap(other); }
  Entry& operator=(Entry&& other) noexcept {
    swap(other);
    return *this;
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  void swap(Entry& other) noexcept {
    content.swap(other.content);
    password.swap(other.password);
  }

  std::string content;
  std::string password;  ///< of an encrypted private key; empty: there is none
};

}  // namespace hostmodem::credentials
