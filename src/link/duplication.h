#pragma once

#include "link/stage.h"

namespace hostmodem::link {

/// Packets arrive twice, the second one right after the first.
class Duplication final : public Stage {
 public:
  Duplication(Stage& next, const FaultSink& faults) : next_(next), faults_(faults) {}

  void set(double probability) { probability_ = probability; }

  void take(const Parcel& parcel) override {
    next_.take(parcel);
    if (!Chance::decides(probability_, parcel.chance.duplication)) return;
    faults_(Fault::kDuplication, parcel);
    next_.take(parcel);
  }

 private:
  Stage& next_;
  const FaultSink& faults_;
  double probability_ = 0;
};

}  // namespace hostmodem::link
