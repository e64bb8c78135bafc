#include "radio/release_assistance.h"

#include <algorithm>
#include <array>

namespace hostmodem::radio {
namespace {

/// By Expectation, from kNoData on.
constexpr std::array<std::string_view, 5> kExpectations = {"no data", "last", "one response",
                                                           "ongoing", "wait more"};

}  // namespace

std::string_view name_of(Expectation expectation) {
  return kExpectations[static_cast<std::size_t>(expectation) -
                       static_cast<std::size_t>(Expectation::kNoData)];
}

void ReleaseAssistance::set_listener(Listener* listener) {
  listener_ = listener;
  if (listener_ == nullptr) return;
  if (enabled_) listener_->on_assistance(true);
  for (const Party* party : parties_) {
    if (party->need_ != Need::kNothing) listener_->on_need(party->number_, party->need_);
  }
}

void ReleaseAssistance::enable(bool on) {
  if (on == enabled_) return;
  enabled_ = on;
  if (listener_ != nullptr) listener_->on_assistance(on);
  for (Party* party : parties_) {
    party->expected_.reset();
    party->need_nothing(false);
  }
}

bool ReleaseAssistance::agreed() const {
  return std::ranges::all_of(parties_,
                             [](const Party* party) { return party->need_ == Need::kNothing; });
}

bool ReleaseAssistance::kept() const {
  return std::ranges::any_of(parties_,
                             [](const Party* party) { return party->need_ == Need::kKept; });
}

void ReleaseAssistance::ask_for_control_plane() {
  if (listener_ != nullptr) listener_->on_control_plane();
  release_();
}

ReleaseAssistance::Party::Party(ReleaseAssistance& assistance, int number)
    : assistance_(assistance), number_(number) {
  assistance_.parties_.push_back(this);
}

ReleaseAssistance::Party::~Party() {
  need_nothing(false);
  std::erase(assistance_.parties_, this);
}

void ReleaseAssistance::Party::need(Need need) {
  need_ = need;
  if (assistance_.listener_ != nullptr) assistance_.listener_->on_need(number_, need);
}

void ReleaseAssistance::Party::need_nothing(bool asks) {
  if (!asks && need_ == Need::kNothing) return;
  const bool was_kept = assistance_.kept();
  need(Need::kNothing);
  if (asks && assistance_.agreed()) {
    assistance_.release_();
  } else if (was_kept && !assistance_.kept()) {
    assistance_.freed_();
  }
}

void ReleaseAssistance::Party::expect(Expectation expectation) {
  if (assistance_.listener_ != nullptr) assistance_.listener_->on_expectation(number_, expectation);
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
      need(Need::kAnswer);
      break;
    case Expectation::kOngoing:
    case Expectation::kWaitMore:
      need(Need::kKept);
      break;
  }
}

void ReleaseAssistance::Party::on_arrival() {
  if (!awaits_arrival()) return;
  need_nothing(true);
}

}  // namespace hostmodem::radio
