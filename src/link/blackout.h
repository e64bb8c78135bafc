#pragma once

#include "link/stage.h"

namespace hostmodem::link {

/// While it is on, every packet that comes is lost.
class Blackout final : public Stage {
 public:
  Blackout(Stage& next, const FaultSink& faults) : next_(next), faults_(faults) {}

  void set(bool on) { on_ = on; }
  [[nodiscard]] bool on() const { return on_; }

  void take(const Parcel& parcel) override {
    if (on_) {
      faults_(Fault::kBlackout, parcel);
    } else {
      next_.take(parcel);
    }
  }

 private:
  Stage& next_;
  const FaultSink& faults_;
  bool on_ = false;
};

}  // namespace hostmodem::link
