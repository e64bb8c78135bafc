#include "relay.h"

namespace hostmodem::secure {
namespace {

std::size_t length_of(const Lane& lane, std::size_t at) {
  return std::to_integer<std::size_t>(lane.bytes[at]) << 8 |
         std::to_integer<std::size_t>(lane.bytes[at + 1]);
}

}  // namespace

const Framing& framing_of(Protocol /*protocol*/) {
  // RFC: 5246 6.2.1, 7.4
  static constexpr Framing kTls = {.header = 5, .length_at = 3, .message_header = 4};
  return kTls;
}

std::string make_record(Protocol protocol, Content content, std::string_view body) {
  const Framing& framing = framing_of(protocol);
  std::string record(framing.header, '\0');
  record[0] = static_cast<char>(content);
  record[1] = '\x03';
  record[2] = '\x03';
  record[framing.length_at] = static_cast<char>(body.size() >> 8);
  record[framing.length_at + 1] = static_cast<char>(body.size());
  return record.append(body);
}

Content content_of(std::string_view record) { return static_cast<Content>(record[0]); }

bool begins_with(std::string_view record, Protocol protocol, Message message) {
  const std::size_t header = framing_of(protocol).header;
  return content_of(record) == Content::kHandshake && record.size() > header &&
         static_cast<Message>(record[header]) == message;
}

void Relay::carry(Lane& from, Lane& to) {
  const Framing& framing = framing_of(protocol_);
  while (from.bytes.size() >= framing.header) {
    std::string record(framing.header + length_of(from, framing.length_at), '\0');
    if (from.bytes.size() < record.size()) return;
    from.pop(std::as_writable_bytes(std::span(record)));
    to.push(edit_(seen_++, record));
  }
}

Relay::Edit only_first(std::size_t records, bool half) {
  return [=](std::size_t index, const std::string& record) -> std::string {
    if (index < records) return record;
    return half && index == records ? record.substr(0, record.size() / 2) : std::string();
  };
}

}  // namespace hostmodem::secure
