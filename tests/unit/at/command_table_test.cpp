#include "at/command_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "at/accepted_commands.h"
#include "at/handlers.h"

namespace hostmodem::at {
namespace {

TEST(CommandTable, EveryRowIsWhole) {
  for (const CommandRow& row : command_table()) {
    EXPECT_FALSE(row.syntax.empty()) << row.name;
    EXPECT_FALSE(row.reference.empty()) << row.name;
    EXPECT_FALSE(row.effect.empty()) << row.name;
    EXPECT_TRUE(row.action || row.set || row.read) << row.name;
  }
}

TEST(CommandTable, NamesAreUpperCaseAndUnique) {
  std::set<std::string_view> names;
  for (const CommandRow& row : command_table()) {
    EXPECT_TRUE(std::ranges::none_of(row.name, [](char c) { return c >= 'a' && c <= 'z'; }));
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

TEST(CommandTable, SyntaxBelongsToItsCommand) {
  for (const CommandRow& row : command_table()) {
    if (row.name.empty()) continue;
    EXPECT_TRUE(row.syntax.starts_with(row.name)) << row.name;
  }
}

TEST(CommandTable, EveryCommandWithoutEffectHasItsParameters) {
  for (const AcceptedCommand& accepted : accepted_commands()) {
    const CommandRow* row = find_command(Command{.name = accepted.name, .parameters = {}});
    ASSERT_NE(row, nullptr) << accepted.name;
    EXPECT_EQ(row->set, accepted_set) << accepted.name;
    EXPECT_EQ(row->read != nullptr, !accepted.initial.empty()) << accepted.name;
  }
  for (const CommandRow& row : command_table()) {
    const bool said = row.effect.find("no effect") != std::string_view::npos;
    const Command command{.name = row.name, .parameters = {}};
    EXPECT_EQ(said, find_accepted(command) != nullptr) << row.name;
  }
}

TEST(CommandTable, ATestAnswerSaysEveryParameterOrNothing) {
  for (const CommandRow& row : command_table()) {
    EXPECT_FALSE(!row.test.empty() && row.list != nullptr) << row.name;
    EXPECT_EQ(row.list != nullptr, !row.list_syntax.empty()) << row.name;
    for (const Allowed& allowed : row.test) {
      const int ways =
          int{!allowed.numbers.empty()} + int{!allowed.strings.empty()} + int{allowed.length > 0};
      EXPECT_LE(ways, 1) << row.name;
    }
  }
}

TEST(CommandTable, ATestAnswerOfACommandWithoutEffectIsWhatItTakes) {
  for (const AcceptedCommand& accepted : accepted_commands()) {
    const CommandRow* row = find_command(Command{.name = accepted.name, .parameters = {}});
    ASSERT_NE(row, nullptr) << accepted.name;
    if (row->test.empty()) continue;
    EXPECT_EQ(row->test.data(), accepted.parameters.data()) << accepted.name;
    EXPECT_EQ(row->test.size(), accepted.parameters.size()) << accepted.name;
  }
}

TEST(CommandTable, FindsACommandInEitherCase) {
  EXPECT_EQ(find_command(Command{.name = "%cmng", .parameters = {}})->name, "%CMNG");
  EXPECT_EQ(find_command(Command{.name = "+NONE", .parameters = {}}), nullptr);
}

}  // namespace
}  // namespace hostmodem::at
