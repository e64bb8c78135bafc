#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// DNS messages for tests, byte by byte, so that they can also be wrong. RFC: 1035 4.
namespace hostmodem::test {

using Bytes = std::vector<std::byte>;

inline constexpr std::uint16_t kDnsA = 1;
inline constexpr std::uint16_t kDnsCname = 5;
inline constexpr std::uint16_t kDnsAaaa = 28;

struct DnsQuestion {
  std::uint16_t id = 0;
  std::string name;  ///< as it was written, without a dot at the end
  std::uint16_t type = 0;
};

/// The question of a query; nullopt when the bytes are none.
std::optional<DnsQuestion> parse_dns_query(std::span<const std::byte> message);

/// An answer to a question, record by record.
class DnsReply {
 public:
  explicit DnsReply(const DnsQuestion& question) : question_(question) {}

  DnsReply& id(std::uint16_t id);
  DnsReply& rcode(int code);
  DnsReply& truncated();
  DnsReply& not_a_response();

  /// An A or AAAA record, by the form of the text, of the question's name or of `name`.
  DnsReply& address(const std::string& text);
  DnsReply& address(const std::string& name, const std::string& text);
  DnsReply& cname(const std::string& name, const std::string& target);
  DnsReply& record(const std::string& name, std::uint16_t type, const Bytes& data,
                   std::uint16_t dns_class = 1);

  [[nodiscard]] Bytes bytes() const;

 private:
  DnsQuestion question_;
  std::uint8_t flags_high_ = 0x81;  ///< response, recursion desired
  std::uint8_t flags_low_ = 0x80;   ///< recursion available
  std::uint16_t answers_ = 0;
  Bytes records_;
};

}  // namespace hostmodem::test
