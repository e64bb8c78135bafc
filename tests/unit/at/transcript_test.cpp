#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "at/command_table.h"
#include "at_fixture.h"
#include "support/paths.h"

// tests/unit/at/transcript.txt holds what the modem answers, byte for byte:
//
//   # a comment; empty lines are skipped too
//   > a command
//   each line of its response as it is, without CR LF
//   ! seconds of the modem's clock that pass
//   * a notification that came since then, without CR LF

namespace hostmodem::at {
namespace {

constexpr const char* kPath = HOSTMODEM_SOURCE_DIR "/tests/unit/at/transcript.txt";

class Transcript : public AtTest {
 protected:
  /// What is still to be read of the last response and of the notifications.
  void expect_nothing_left(int line) {
    EXPECT_EQ(rest_, "") << "the response goes on before line " << line;
    for (const std::string& text : notifications_) {
      ADD_FAILURE() << "a notification before line " << line << ": " << text;
    }
    notifications_.clear();
    rest_.clear();
  }

  void check_response(const std::string& expected, int number) {
    const std::size_t end = rest_.find("\r\n");
    ASSERT_NE(end, std::string::npos) << "line " << number << ": the response has ended";
    EXPECT_EQ(rest_.substr(0, end), expected) << "line " << number;
    rest_.erase(0, end + 2);
  }

  void check_notification(const std::string& expected, int number) {
    ASSERT_FALSE(notifications_.empty()) << "line " << number << ": no notification";
    EXPECT_EQ(notifications_.front(), expected + "\r\n") << "line " << number;
    notifications_.erase(notifications_.begin());
  }

  void play(const std::string& line, int number) {
    const std::string text = line.size() > 2 ? line.substr(2) : "";
    if (line.starts_with("> ")) {
      expect_nothing_left(number);
      rest_ = execute(text).text;
      seen_.insert(form_of(text));
    } else if (line.starts_with("! ")) {
      expect_nothing_left(number);
      step(std::chrono::seconds(std::stoi(text)));
    } else if (line.starts_with("* ")) {
      check_notification(text, number);
    } else if (!line.empty() && !line.starts_with('#')) {
      check_response(line, number);
    }
  }

  /// The command's name, and which form of it.
  static std::string form_of(const std::string& line) {
    const auto command = parse_command(line);
    if (!command) return {};
    constexpr const char* kForms[] = {"", "=", "?", "=?"};
    return std::string(command->name) + kForms[static_cast<int>(command->kind)];
  }

  std::string rest_;
  std::set<std::string> seen_;
};

TEST_F(Transcript, IsWhatTheModemAnswers) {
  std::ifstream file(kPath);
  ASSERT_TRUE(file);
  std::string line;
  int number = 0;
  while (std::getline(file, line)) {
    ++number;
    play(line, number);
    if (HasFatalFailure()) return;
  }
  expect_nothing_left(number);

  for (const CommandRow& row : command_table()) {
    const std::string name(row.name);
    const auto check = [&](bool has, const std::string& form) {
      EXPECT_EQ(has, seen_.contains(form)) << form << " has " << (has ? "no answer" : "an answer");
    };
    check(row.action != nullptr, name);
    check(row.set != nullptr, name + "=");
    check(row.read != nullptr, name + "?");
    check(row.has_test(), name + "=?");
  }
}

}  // namespace
}  // namespace hostmodem::at
