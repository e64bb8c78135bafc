#include "capture/exported_pdu.h"

namespace hostmodem::capture {
namespace {

constexpr std::uint16_t kEndOfTags = 0;
constexpr std::uint16_t kDissectorName = 12;

/// Unlike those of the file around them, the numbers of tags are big-endian.
void append_number(pcapng::Bytes& out, std::size_t number) {
  out.push_back(static_cast<std::byte>(number >> 8));
  out.push_back(static_cast<std::byte>(number));
}

void append_text(pcapng::Bytes& out, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

void append_exported_pdu(pcapng::Bytes& out, std::string_view dissector, std::string_view text) {
  const std::size_t padding = (4 - dissector.size() % 4) % 4;
  append_number(out, kDissectorName);
  append_number(out, dissector.size() + padding);
  append_text(out, dissector);
  out.resize(out.size() + padding);
  append_number(out, kEndOfTags);
  append_number(out, 0);
  append_text(out, text);
}

}  // namespace hostmodem::capture
