// The manual page: whole, and without faults of its own.

#include <regex>
#include <set>

#include "program/program_test.h"
#include "support/paths.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

constexpr char kPage[] = HOSTMODEM_SOURCE_DIR "/program/hostmodem.1";

class Manual : public ProgramTest {
 protected:
  [[nodiscard]] std::string help(Arguments subcommand) {
    subcommand.emplace_back("--help");
    const Ran ran = run(subcommand);
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "");
    return ran.out;
  }
  /// The page as a person reads it.
  [[nodiscard]] std::string page() const {
    Process mandoc({"mandoc", "-Tutf8", "-Owidth=200", kPage});
    EXPECT_EQ(mandoc.wait_for_end(), 0);
    // Without what makes bold and underlined letters on a terminal.
    return std::regex_replace(mandoc.output(), std::regex(".\b"), "");
  }

  const std::vector<Arguments> subcommands_ = {{},
                                               {"at"},
                                               {"pty"},
                                               {"run"},
                                               {"control"},
                                               {"credentials"},
                                               {"credentials", "add"},
                                               {"credentials", "list"},
                                               {"credentials", "remove"}};
};

TEST_F(Manual, HasNoFaults) {
  Process mandoc({"mandoc", "-Tlint", "-Wwarning", kPage});

  EXPECT_EQ(mandoc.wait_for_end(), 0);
  EXPECT_EQ(mandoc.output(), "");
}

TEST_F(Manual, HasEveryOptionOfTheHelp) {
  std::set<std::string> options;
  const std::regex option("--[a-z][a-z-]*");
  for (const Arguments& subcommand : subcommands_) {
    const std::string text = help(subcommand);
    for (std::sregex_iterator it(text.begin(), text.end(), option), end; it != end; ++it) {
      options.insert(it->str());
    }
  }
  const std::string manual = page();

  EXPECT_GE(options.size(), 12U);
  for (const std::string& name : options) {
    EXPECT_TRUE(std::regex_search(manual, std::regex(name + "[^a-z-]"))) << name;
  }
}

TEST_F(Manual, HasEverySubcommandOfTheHelp) {
  const std::string manual = page();
  for (const std::string group : {"", "credentials"}) {
    const std::string text = help(group.empty() ? Arguments{} : Arguments{group});
    std::string list = text.substr(text.find("Subcommands:\n") + 13);
    list = list.substr(0, list.find("\n\n"));
    const std::regex name("(?:^|\n)  ([a-z]+)");
    std::size_t count = 0;
    for (std::sregex_iterator it(list.begin(), list.end(), name), end; it != end; ++it, ++count) {
      const std::string line = "hostmodem " + (group.empty() ? "" : group + " ") + (*it)[1].str();
      EXPECT_THAT(manual, HasSubstr(line + " "));
    }
    EXPECT_EQ(count, group.empty() ? 5U : 3U);
  }
}

TEST_F(Manual, IsNamedAndEveryHelpHasExamplesAndExitCodes) {
  EXPECT_THAT(help({}), HasSubstr("man hostmodem"));
  for (const Arguments& subcommand : subcommands_) {
    if (subcommand.empty()) continue;
    EXPECT_THAT(help(subcommand), HasSubstr("Example"));
    if (subcommand != Arguments{"credentials"}) {
      EXPECT_THAT(help(subcommand), HasSubstr("Exit status: 0 "));
    }
  }
}

TEST_F(Manual, IsBesideAProgramThatSaysItsVersion) {
  const Ran ran = run({"--version"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(std::regex_match(ran.out, std::regex("hostmodem [0-9]+\\.[0-9]+\\.[0-9]+\n")));
}

}  // namespace
}  // namespace hostmodem::test
