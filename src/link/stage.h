#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "link/chance.h"
#include "link/impairment.h"

namespace hostmodem::link {

/// A packet on its way through the stages of an impaired path.
struct Parcel {
  std::span<const std::byte> bytes;  ///< valid during the call
  Chance chance;
  std::uint64_t number = 0;

  /// The bit that chance would flip: bit i % 8 of byte i / 8. The packet is not empty.
  [[nodiscard]] std::uint64_t chosen_bit() const { return chance.bit % (bytes.size() * 8); }
};

/// The same for a stage that keeps it.
class KeptParcel {
 public:
  explicit KeptParcel(const Parcel& parcel)
      : bytes_(parcel.bytes.begin(), parcel.bytes.end()),
        chance_(parcel.chance),
        number_(parcel.number) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }
  [[nodiscard]] Parcel parcel() const { return {bytes_, chance_, number_}; }

 private:
  std::vector<std::byte> bytes_;
  Chance chance_;
  std::uint64_t number_;
};

/// Who is told of what happens to a packet.
using FaultSink = std::function<void(Fault kind, const Parcel& parcel)>;

/// One impairment of one direction: takes packets, and passes them on to the next stage, at once or
/// later, changed or not. Ideal at first: then packets go through untouched.
///
/// A stage that keeps packets lets go of one before it passes it on, and of all in clear().
///
/// Thread: under the modem lock.
class Stage {
 public:
  Stage() = default;
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  virtual void take(const Parcel& parcel) = 0;
};

}  // namespace hostmodem::link
