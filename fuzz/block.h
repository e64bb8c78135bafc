#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>

namespace hostmodem::fuzz {

/// Memory of exactly so many bytes (also none), so that a byte read or written beyond it is found.
class Block {
 public:
  explicit Block(std::size_t size) : bytes_(new std::byte[size]()), size_(size) {}
  explicit Block(std::span<const std::byte> content) : Block(content.size()) {
    std::copy(content.begin(), content.end(), bytes_.get());
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<std::byte> span() { return {bytes_.get(), size_}; }
  /// Never null.
  template <typename T = std::byte>
  [[nodiscard]] T* as() {
    return reinterpret_cast<T*>(bytes_.get());
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_;
};

}  // namespace hostmodem::fuzz
