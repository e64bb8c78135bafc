#pragma once

#include "link/stage.h"

namespace hostmodem::link {

/// Packets get lost.
class Loss final : public Stage {
 public:
  Loss(Stage& next, const FaultSink& faults) : next_(next), faults_(faults) {}

  void set(double probability) { probability_ = probability; }

  void take(const Parcel& parcel) override {
    if (Chance::decides(probability_, parcel.chance.loss)) {
      faults_(Fault::kLoss, parcel);
    } else {
      next_.take(parcel);
    }
  }

 private:
  Stage& next_;
  const FaultSink& faults_;
  double probability_ = 0;
};

}  // namespace hostmodem::link
