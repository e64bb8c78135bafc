#include "support/dns_wire.h"

#include <arpa/inet.h>

#include <array>
#include <string_view>

namespace hostmodem::test {
namespace {

constexpr std::size_t kHeader = 12;

void put8(Bytes& out, unsigned value) { out.push_back(static_cast<std::byte>(value & 0xff)); }

void put16(Bytes& out, unsigned value) {
  put8(out, value >> 8);
  put8(out, value);
}

void put_name(Bytes& out, std::string_view name) {
  while (!name.empty()) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    put8(out, static_cast<unsigned>(label.size()));
    for (const char c : label) put8(out, static_cast<unsigned char>(c));
    name = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  }
  put8(out, 0);
}

unsigned get16(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<unsigned>(bytes[at]) << 8 | std::to_integer<unsigned>(bytes[at + 1]);
}

}  // namespace

std::optional<DnsQuestion> parse_dns_query(std::span<const std::byte> message) {
  if (message.size() < kHeader || get16(message, 4) != 1) return std::nullopt;
  DnsQuestion question;
  question.id = static_cast<std::uint16_t>(get16(message, 0));
  std::size_t at = kHeader;
  while (at < message.size() && message[at] != std::byte{0}) {
    const auto length = std::to_integer<std::size_t>(message[at]);
    if (at + 1 + length >= message.size()) return std::nullopt;
    if (!question.name.empty()) question.name += '.';
    for (const std::byte c : message.subspan(at + 1, length)) {
      question.name += static_cast<char>(c);
    }
    at += 1 + length;
  }
  if (at + 5 > message.size()) return std::nullopt;
  question.type = static_cast<std::uint16_t>(get16(message, at + 1));
  return question;
}

DnsReply& DnsReply::id(std::uint16_t id) {
  question_.id = id;
  return *this;
}

DnsReply& DnsReply::rcode(int code) {
  flags_low_ = static_cast<std::uint8_t>((flags_low_ & 0xf0) | code);
  return *this;
}

DnsReply& DnsReply::truncated() {
  flags_high_ |= 0x02;
  return *this;
}

DnsReply& DnsReply::not_a_response() {
  flags_high_ &= 0x7f;
  return *this;
}

DnsReply& DnsReply::address(const std::string& text) { return address(question_.name, text); }

DnsReply& DnsReply::address(const std::string& name, const std::string& text) {
  std::array<std::byte, 16> bytes{};
  const bool v6 = text.find(':') != std::string::npos;
  inet_pton(v6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data());
  return record(name, v6 ? kDnsAaaa : kDnsA, Bytes(bytes.begin(), bytes.begin() + (v6 ? 16 : 4)));
}

DnsReply& DnsReply::cname(const std::string& name, const std::string& target) {
  Bytes data;
  put_name(data, target);
  return record(name, kDnsCname, data);
}

DnsReply& DnsReply::record(const std::string& name, std::uint16_t type, const Bytes& data,
                           std::uint16_t dns_class) {
  put_name(records_, name);
  put16(records_, type);
  put16(records_, dns_class);
  put16(records_, 0);
  put16(records_, 60);  // time to live
  put16(records_, static_cast<unsigned>(data.size()));
  records_.insert(records_.end(), data.begin(), data.end());
  ++answers_;
  return *this;
}

Bytes DnsReply::bytes() const {
  Bytes out;
  put16(out, question_.id);
  put8(out, flags_high_);
  put8(out, flags_low_);
  put16(out, 1);
  put16(out, answers_);
  put16(out, 0);
  put16(out, 0);
  put_name(out, question_.name);
  put16(out, question_.type);
  put16(out, 1);
  out.insert(out.end(), records_.begin(), records_.end());
  return out;
}

}  // namespace hostmodem::test
