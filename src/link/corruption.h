#pragma once

#include "link/stage.h"

namespace hostmodem::link {

/// Packets arrive with one bit flipped, anywhere in them, headers included.
class Corruption final : public Stage {
 public:
  Corruption(Stage& next, const FaultSink& faults) : next_(next), faults_(faults) {}

  void set(double probability) { probability_ = probability; }

  void take(const Parcel& parcel) override {
    if (parcel.bytes.empty() || !Chance::decides(probability_, parcel.chance.corruption)) {
      return next_.take(parcel);
    }
    faults_(Fault::kCorruption, parcel);
    KeptParcel flipped(parcel);
    const std::uint64_t bit = parcel.chosen_bit();
    flipped.bytes()[bit / 8] ^= std::byte{1} << (bit % 8);
    next_.take(flipped.parcel());
  }

 private:
  Stage& next_;
  const FaultSink& faults_;
  double probability_ = 0;
};

}  // namespace hostmodem::link
