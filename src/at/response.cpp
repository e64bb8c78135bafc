#include "at/response.h"

#include <utility>

namespace hostmodem::at {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

Response error_response(std::string line, ErrorType type, int code) {
  line += kLineEnd;
  return Response{.code = error_code(type, code), .text = std::move(line)};
}

}  // namespace

AtResult AtResult::ok(std::vector<std::string> lines) {
  AtResult result;
  result.lines_ = std::move(lines);
  return result;
}

AtResult AtResult::ok(std::string line) {
  AtResult result;
  result.lines_.push_back(std::move(line));
  return result;
}

AtResult AtResult::error() {
  AtResult result;
  result.error_type_ = ErrorType::kError;
  return result;
}

AtResult AtResult::cme(Cme error) {
  AtResult result;
  result.error_type_ = ErrorType::kCme;
  result.code_ = static_cast<int>(error);
  return result;
}

AtResult AtResult::cms(int code) {
  AtResult result;
  result.error_type_ = ErrorType::kCms;
  result.code_ = code;
  return result;
}

Response render(const AtResult& result, bool cme_enabled) {
  if (result.error_type() == ErrorType::kCms) {
    return error_response("+CMS ERROR: " + std::to_string(result.code()), ErrorType::kCms,
                          result.code());
  }
  if (result.error_type() == ErrorType::kCme && cme_enabled) {
    return error_response("+CME ERROR: " + std::to_string(result.code()), ErrorType::kCme,
                          result.code());
  }
  if (result.error_type()) return error_response("ERROR", ErrorType::kError, 0);

  Response response;
  for (const std::string& line : result.lines()) response.text.append(line).append(kLineEnd);
  response.text.append("OK").append(kLineEnd);
  return response;
}

}  // namespace hostmodem::at
