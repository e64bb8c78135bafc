#include "pem.h"

#include <algorithm>

namespace hostmodem::program {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=' || c == '\r' || c == '\n' || c == ' ' || c == '\t';
}

/// What follows the headers ("DEK-Info: ..."), which end with an empty line.
std::string_view without_headers(std::string_view body) {
  if (body.find(':') == std::string_view::npos) return body;
  for (const std::string_view end : {"\n\n", "\n\r\n"}) {
    const std::size_t found = body.find(end);
    if (found != std::string_view::npos) return body.substr(found + end.size());
  }
  return body;
}

bool has_data(std::string_view body) {
  return body.find_first_not_of(" \t\r\n") != std::string_view::npos &&
         std::all_of(body.begin(), body.end(), is_base64);
}

}  // namespace

std::optional<std::string> pem_fault(std::string_view text,
                                     std::initializer_list<std::string_view> labels) {
  const std::string wanted(*labels.begin());
  std::size_t blocks = 0;
  for (auto begin = text.find(kBegin); begin != std::string_view::npos; begin = text.find(kBegin)) {
    text.remove_prefix(begin + kBegin.size());
    const std::string_view label = text.substr(0, text.find(kDashes));
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
      return "has a PEM block that is not a " + wanted;
    }
    text.remove_prefix(std::min(label.size() + kDashes.size(), text.size()));
    const std::size_t end = text.find("-----END " + std::string(label) + "-----");
    if (end == std::string_view::npos) return "is cut off: its PEM block has no end";
    if (!has_data(without_headers(text.substr(0, end))))
      return "has a PEM block with something else than base64";
    text.remove_prefix(end);
    ++blocks;
  }
  if (blocks == 0) return "is not PEM: it has no \"-----BEGIN " + wanted + "-----\"";
  return std::nullopt;
}

}  // namespace hostmodem::program
