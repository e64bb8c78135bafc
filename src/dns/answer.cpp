#include "dns/answer.h"

#include <ares.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "dns/names.h"

namespace hostmodem::dns {
namespace {

constexpr int kTypeA = 1;
constexpr int kTypeCname = 5;
constexpr int kTypeAaaa = 28;
constexpr int kClassInternet = 1;

// RFC: 1035 4.1.1
constexpr std::size_t kHeader = 12;
constexpr int kResponseBit = 0x80;
constexpr int kOpcodeBits = 0x78;
constexpr int kNoError = 0;
constexpr int kServerFailure = 2;
constexpr int kNameError = 3;

/// Takes a message apart from its front; a value that is not there is nullopt.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> message) : message_(message) {}

  std::optional<std::span<const std::uint8_t>> bytes(std::size_t count) {
    if (count > message_.size() - position_) return std::nullopt;
    const auto result = message_.subspan(position_, count);
    position_ += count;
    return result;
  }

  std::optional<int> number16() {
    const auto two = bytes(2);
    if (!two) return std::nullopt;
    return (*two)[0] << 8 | (*two)[1];
  }

  /// A name, folded.
  std::optional<std::string> name() {
    char* text = nullptr;
    long length = 0;
    if (ares_expand_name(message_.data() + position_, message_.data(),
                         static_cast<int>(message_.size()), &text, &length) != ARES_SUCCESS) {
      return std::nullopt;
    }
    const std::unique_ptr<char, void (*)(void*)> owner(text, &ares_free_string);
    position_ += static_cast<std::size_t>(length);
    return folded(text);
  }

  [[nodiscard]] std::size_t position() const { return position_; }
  void seek(std::size_t position) { position_ = position; }

 private:
  std::span<const std::uint8_t> message_;
  std::size_t position_ = 0;
};

struct Record {
  std::string name;
  int type;
  std::optional<IpAddress> address;  ///< of an A or AAAA record
  std::string target;                ///< of a CNAME record
};

template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> exactly(std::span<const std::uint8_t> data) {
  if (data.size() != Size) return std::nullopt;
  std::array<std::uint8_t, Size> result{};
  std::copy(data.begin(), data.end(), result.begin());
  return result;
}

/// nullopt: the message ends before, or the data are not of their type.
std::optional<Record> read_record(Reader& reader) {
  constexpr std::size_t kTtl = 4;
  auto name = reader.name();
  if (!name) return std::nullopt;
  const auto type = reader.number16();
  const auto dns_class = reader.number16();
  const auto ttl = reader.bytes(kTtl);
  const auto length = reader.number16();
  if (!type || !dns_class || !ttl || !length) return std::nullopt;
  const std::size_t start = reader.position();
  const auto data = reader.bytes(static_cast<std::size_t>(*length));
  if (!data) return std::nullopt;

  Record record{std::move(*name), *type, std::nullopt, {}};
  if (*dns_class != kClassInternet) {
    record.type = 0;  // belongs to no name of ours
  } else if (*type == kTypeA) {
    const auto bytes = exactly<4>(*data);
    if (!bytes) return std::nullopt;
    record.address = IpAddress::v4(*bytes);
  } else if (*type == kTypeAaaa) {
    const auto bytes = exactly<16>(*data);
    if (!bytes) return std::nullopt;
    record.address = IpAddress::v6(*bytes);
  } else if (*type == kTypeCname) {
    reader.seek(start);
    auto target = reader.name();
    reader.seek(start + data->size());
    // The name goes to the application: nothing but a host name may come through.
    if (!target || !is_host_name(*target)) return std::nullopt;
    record.target = std::move(*target);
  }
  return record;
}

/// Where the aliases of `name` lead.
std::string follow_aliases(std::string name, const std::vector<Record>& records) {
  constexpr int kMaxAliases = 16;  // a circle ends here too
  for (int i = 0; i < kMaxAliases; ++i) {
    const auto alias = std::find_if(records.begin(), records.end(), [&](const Record& record) {
      return record.type == kTypeCname && record.name == name;
    });
    if (alias == records.end()) break;
    name = alias->target;
  }
  return name;
}

Verdict verdict_of(int response_code) {
  switch (response_code) {
    case kNameError:
      return Verdict::kNoName;
    case kServerFailure:
      return Verdict::kFailed;
    default:
      return Verdict::kRefused;
  }
}

}  // namespace

Answer read_answer(std::span<const std::uint8_t> message, Family family) {
  constexpr std::size_t kTypeAndClass = 4;
  Reader reader(message);
  const auto header = reader.bytes(kHeader);
  if (!header) return {Verdict::kRefused};
  if (((*header)[2] & kResponseBit) == 0 || ((*header)[2] & kOpcodeBits) != 0)
    return {Verdict::kRefused};
  if (const int code = (*header)[3] & 0x0f; code != kNoError) return {verdict_of(code)};
  const int questions = (*header)[4] << 8 | (*header)[5];
  const int answers = (*header)[6] << 8 | (*header)[7];
  if (questions != 1) return {Verdict::kRefused};
  const auto question = reader.name();
  if (!question || !reader.bytes(kTypeAndClass)) return {Verdict::kRefused};

  std::vector<Record> records;
  for (int i = 0; i < answers; ++i) {
    auto record = read_record(reader);
    if (!record) return {Verdict::kRefused};
    records.push_back(std::move(*record));
  }
  Answer answer{Verdict::kNoData, {}, follow_aliases(*question, records)};
  for (const Record& record : records) {
    if (record.address && record.address->family() == family && record.type != 0 &&
        record.name == answer.canonical_name) {
      answer.addresses.push_back(*record.address);
    }
  }
  if (!answer.addresses.empty()) answer.verdict = Verdict::kAddresses;
  return answer;
}

}  // namespace hostmodem::dns
