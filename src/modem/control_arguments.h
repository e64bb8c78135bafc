#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "pdn/context.h"

namespace hostmodem {

/// What a command of the control socket gives, or why it can't, for a person.
template <typename T>
using Answered = tl::expected<T, std::string>;

/// `return refuse("it is not active");`
[[nodiscard]] inline tl::unexpected<std::string> refuse(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

/// The words after a command of the control socket. Each function takes what it gives, so that what
/// is left at the end is what nobody understands.
class ControlArguments {
 public:
  /// `words` are separated by spaces. It is borrowed.
  explicit ControlArguments(std::string_view words);

  /// Takes a word; false: it is not there.
  bool word(std::string_view word);
  /// Takes the first word that there is.
  std::optional<std::string_view> any();
  /// Takes "key=value", and gives the value.
  std::optional<std::string_view> text(std::string_view key);
  /// The same of an integer in this range.
  Answered<std::optional<std::uint32_t>> integer(std::string_view key, std::uint32_t low,
                                                 std::uint32_t high);
  /// "pdn=N"
  Answered<std::optional<pdn::PdnId>> pdn();
  /// "seconds=S", to the millisecond, and up to as many as hostmodem_blackout() takes.
  Answered<std::optional<Duration>> seconds();

  /// Fails when there is a word left.
  [[nodiscard]] Answered<void> end() const;

 private:
  std::vector<std::string_view> words_;
};

/// An integer in this range; `name` is what it is of, for the message.
Answered<std::uint32_t> integer_of(std::string_view text, std::string_view name, std::uint32_t low,
                                   std::uint32_t high);

}  // namespace hostmodem
