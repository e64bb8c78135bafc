#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "at/handlers.h"
#include "base/letter_case.h"
#include "credentials/certificate.h"

namespace hostmodem::at {
namespace {

using credentials::SecTag;
using credentials::Store;
using credentials::Type;

/// Where the parameters of %CMNG are.
enum Position : std::size_t { kOpcode, kTag, kType, kContent, kPassword, kSha, kPositions };

std::optional<SecTag> tag_of(const Command& command) {
  const auto tag = command.parameter(kTag).number<SecTag>();
  return tag && *tag <= credentials::kMaxSecTag ? tag : std::nullopt;
}

/// The types beyond those of the store belong to the modem itself and can't be named.
std::optional<Type> type_of(const Command& command) {
  const auto number = command.parameter(kType).number<unsigned>();
  for (const Type type : credentials::kTypes) {
    if (number == static_cast<unsigned>(type)) return type;
  }
  return std::nullopt;
}

/// Whether nothing is given from `position` on.
bool ends_before(const Command& command, Position position) {
  return command.parameters.size() <= position;
}

bool is_secret(Type type) { return type == Type::kClientPrivateKey || type == Type::kPsk; }

std::string listing_line(SecTag tag, Type type, std::string_view sha256) {
  std::string line =
      "%CMNG: " + std::to_string(tag) + ',' + std::to_string(static_cast<unsigned>(type)) + ",\"";
  return line.append(sha256).append("\"");
}

/// What the store's write() and remove() fail with, but for kNoEnt.
Cme cme_of(Errno error) {
  switch (error) {
    case Errno::kInval:
      return Cme::kIncorrectParameters;
    case Errno::kNoMem:
    case Errno::kNoSpc:
      return Cme::kMemoryFull;
    default:  // the host's disk
      return Cme::kMemoryFailure;
  }
}

AtResult result_of(const Status& status) {
  return status ? AtResult::ok() : AtResult::cme(cme_of(status.error()));
}

AtResult write(Session& session, const Command& command) {
  const auto tag = tag_of(command);
  const auto type = type_of(command);
  const std::string_view content = command.parameter(kContent).text();
  if (!tag || !type || content.empty()) return AtResult::cme(Cme::kIncorrectParameters);
  if (session.radio.active()) return AtResult::cme(Cme::kNotAllowedInActiveState);
  const Parameter sha = command.parameter(kSha);
  if (sha.given() && upper_case(sha.text()) != Store::sha256_hex(content)) {
    return AtResult::cme(Cme::kInvalidContent);
  }
  // Of an encrypted private key. It means nothing to the other types.
  const bool key = *type == Type::kClientPrivateKey;
  const std::string_view password = key ? command.parameter(kPassword).text() : std::string_view();
  return result_of(
      session.credentials.write(*tag, *type, std::string(content), std::string(password)));
}

AtResult list(Session& session, const Command& command) {
  const auto tag = tag_of(command);
  const auto type = type_of(command);
  const bool tag_given = command.parameter(kTag).given();
  const bool type_given = command.parameter(kType).given();
  if (tag_given != tag.has_value() || type_given != type.has_value() ||
      (type_given && !tag_given) || !ends_before(command, kContent)) {
    return AtResult::cme(Cme::kIncorrectParameters);
  }
  std::vector<std::string> lines;
  for (const auto& listing : session.credentials.list(tag, type)) {
    lines.push_back(listing_line(listing.tag, listing.type, listing.sha256));
  }
  return AtResult::ok(std::move(lines));
}

AtResult read(Session& session, const Command& command) {
  const auto tag = tag_of(command);
  const auto type = type_of(command);
  if (!tag || !type || !ends_before(command, kContent)) {
    return AtResult::cme(Cme::kIncorrectParameters);
  }
  const std::string* content = session.credentials.find(*tag, *type);
  if (content == nullptr) return AtResult::cme(Cme::kNotFound);
  if (is_secret(*type)) return AtResult::cme(Cme::kNoAccess);
  std::string line = listing_line(*tag, *type, Store::sha256_hex(*content));
  return AtResult::ok(line.append(",\"").append(*content).append("\""));
}

AtResult remove(Session& session, const Command& command) {
  const auto tag = tag_of(command);
  const auto type = type_of(command);
  if (!tag || !type || !ends_before(command, kContent)) {
    return AtResult::cme(Cme::kIncorrectParameters);
  }
  if (session.radio.active()) return AtResult::cme(Cme::kNotAllowedInActiveState);
  if (session.credentials.find(*tag, *type) == nullptr) return AtResult::cme(Cme::kNotFound);
  return result_of(session.credentials.remove(*tag, *type));
}

}  // namespace

// Nordic: nRF9160 AT Commands, %CMNG
AtResult cmng_set(Session& session, const Command& command) {
  if (!ends_before(command, kPositions)) return AtResult::cme(Cme::kIncorrectParameters);
  switch (command.parameter(kOpcode).number<int>().value_or(-1)) {
    case 0:
      return write(session, command);
    case 1:
      return list(session, command);
    case 2:
      return read(session, command);
    case 3:
      return remove(session, command);
    default:
      return AtResult::cme(Cme::kIncorrectParameters);
  }
}

// Nordic: nRF9160 AT Commands, %CERTEXPIRY
AtResult certexpiry_set(Session& session, const Command& command) {
  const auto tag = command.parameter(0).number<SecTag>();
  const auto type = command.parameter(1).number<unsigned>();
  constexpr unsigned kModemsOwnRootCa = 10;
  const bool certificate = type && (*type <= 1 || *type == kModemsOwnRootCa);
  if (!tag || *tag > credentials::kMaxSecTag || !certificate || command.parameters.size() != 2) {
    return AtResult::error();
  }
  const std::string* content = session.credentials.find(*tag, static_cast<Type>(*type));
  if (content == nullptr) return AtResult::cme(Cme::kNotFound);
  const auto info = credentials::read_certificate(*content);
  if (!info) return AtResult::cme(Cme::kInvalidContent);
  return AtResult::ok("%CERTEXPIRY: " + info->serial + ',' + info->not_before + ',' +
                      info->not_after);
}

}  // namespace hostmodem::at
