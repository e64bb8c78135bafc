#include "radio/release_assistance.h"

#include <algorithm>

namespace hostmodem::radio {

void ReleaseAssistance::enable(bool on) {
  if (on == enabled_) return;
  enabled_ = on;
  for (Party* party : parties_) {
    party->expected_.reset();
    party->need_nothing(false);
  }
}

bool ReleaseAssistance::agreed() const {
  return std::ranges::all_of(
      parties_, [](const Party* party) { return party->need_ == Party::Need::kNothing; });
}

bool ReleaseAssistance::kept() const {
  return std::ranges::any_of(parties_,
                             [](const Party* party) { return party->need_ == Party::Need::kKept; });
}

ReleaseAssistance::Party::Party(ReleaseAssistance& assistance) : assistance_(assistance) {
  assistance_.parties_.push_back(this);
}

ReleaseAssistance::Party::~Party() {
  need_nothing(false);
  std::erase(assistance_.parties_, this);
}

void ReleaseAssistance::Party::need_nothing(bool asks) {
  const bool was_kept = assistance_.kept();
  need_ = Need::kNothing;
  if (asks && assistance_.agreed()) {
    assistance_.release_();
  } else if (was_kept && !assistance_.kept()) {
    assistance_.freed_();
  }
}

void ReleaseAssistance::Party::expect(Expectation expectation) {
  if (!assistance_.enabled()) return;
  if (expectation != Expectation::kNoData) {
    expected_ = expectation;
    return;
  }
  expected_.reset();
  need_nothing(true);
}

void ReleaseAssistance::Party::on_output() {
  if (!expected_) return;
  switch (*std::exchange(expected_, std::nullopt)) {
    case Expectation::kNoData:
    case Expectation::kLast:
      need_nothing(true);
      break;
    case Expectation::kOneResponse:
      need_ = Need::kAnswer;
      break;
    case Expectation::kOngoing:
    case Expectation::kWaitMore:
      need_ = Need::kKept;
      break;
  }
}

void ReleaseAssistance::Party::on_arrival() {
  if (!awaits_arrival()) return;
  need_nothing(true);
}

}  // namespace hostmodem::radio
