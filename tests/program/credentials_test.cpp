// hostmodem credentials: add, list and remove, with certificates that OpenSSL made.

#include <sys/resource.h>
#include <unistd.h>

#include "program/program_test.h"
#include "support/certificates.h"
#include "support/paths.h"

namespace hostmodem::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

class Credentials : public ProgramTest {
 protected:
  [[nodiscard]] Ran credentials(Arguments arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), "credentials");
    arguments.insert(arguments.end(), {"--config", configuration_with_state()});
    return run(arguments, input);
  }
  [[nodiscard]] Ran add(Arguments arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), "add");
    return credentials(arguments, input);
  }
  /// The listing without its head; each line "tag type sha", with single blanks.
  [[nodiscard]] std::string list() {
    const Ran ran = credentials({"list"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::string text;
    for (const char c : ran.out.substr(ran.out.find('\n') + 1)) {
      if (c != ' ' || text.back() != ' ') text += c;
    }
    return text;
  }
  /// The names of the files in which the modem keeps them.
  [[nodiscard]] std::vector<std::string> stored() const {
    std::vector<std::string> names;
    if (!std::filesystem::exists(state_directory())) return names;
    for (const auto& entry : std::filesystem::directory_iterator(state_directory())) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const {
    return directory().write(name, content);
  }

  const Identity root_ = make_root();
  const Identity client_ = make_client(root_);
};

TEST_F(Credentials, AreAddedFromFilesAndListedWithTheirDigests) {
  const std::string ca = file("ca.pem", root_.certificate);

  const Ran ran = add({"--tag", "42", "--ca", ca, "--certificate",
                       file("client.pem", client_.certificate + root_.certificate), "--key",
                       file("client.key", client_.key)});

  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(list(), MatchesRegex("42 ca [0-9A-F]+\n42 certificate [0-9A-F]+\n42 key "
                                   "[0-9A-F]+\n"));
  Process digest({"/bin/sh", "-c", "sha256sum < \"$0\" | cut -c -64 | tr a-f A-F", ca});
  ASSERT_EQ(digest.wait_for_end(), 0);
  EXPECT_THAT(list(), HasSubstr("42 ca " + digest.output()));
}

TEST_F(Credentials, AreKeptInFilesForTheOwnerAlone) {
  ASSERT_EQ(add({"--tag", "42", "--key", file("client.key", client_.key)}).status, 0);

  EXPECT_EQ(stored(), std::vector<std::string>{"42-2"});
  EXPECT_EQ(mode_of(state_directory() / "42-2"), 0600U);
  EXPECT_EQ(mode_of(state_directory()), 0700U);
}

TEST_F(Credentials, AreWhatTheModemOfAnotherProgramFinds) {
  ASSERT_EQ(add({"--tag", "42", "--ca", file("ca.pem", root_.certificate)}).status, 0);

  const Ran ran =
      run({"at", "--config", configuration_with_state(), "AT%CMNG=2,42,0", "AT%CERTEXPIRY=42,0"});

  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("\"" + root_.certificate + "\"\nOK\n%CERTEXPIRY: "));
}

TEST_F(Credentials, TakeAKeyInTheFormsThatOpensslHasForIt) {
  struct Case {
    const char* tag;
    const char* command;
  };
  const Case cases[] = {{"1", "openssl ecparam -genkey -name prime256v1"},
                        {"2", "openssl genrsa -traditional 2048"},
                        {"3", "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"}};
  for (const Case& form : cases) {
    Process openssl({"/bin/sh", "-c", std::string(form.command) + " 2>/dev/null"});
    ASSERT_EQ(openssl.wait_for_end(), 0);

    const Ran ran = add({"--tag", form.tag, "--key", "-"}, openssl.output());
    EXPECT_EQ(ran.status, 0) << form.command << ran.err;
  }
  Process parameters({"openssl", "ecparam", "-name", "prime256v1"});
  ASSERT_EQ(parameters.wait_for_end(), 0);

  const Ran ran = add({"--tag", "4", "--key", "-"}, parameters.output());
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("standard input has no PRIVATE KEY"));
}

TEST_F(Credentials, TakeAPskOfStandardInputWithoutItsLineEnd) {
  const Ran ran =
      add({"--tag", "7", "--psk-identity", "me", "--psk-file", "-"}, "00112233445566\n");

  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(list(), HasSubstr("7 psk "
                                // Of the fourteen digits.
                                "C4EBD2938058163247B5F483B92DF83D0C2369DE02CABD5D1B29B84A5511838B"
                                "\n7 psk-identity "));
}

TEST_F(Credentials, NeverShowASecret) {
  const std::string key = file("client.key", client_.key);
  const std::string psk = file("psk", "C0FFEE00C0FFEE00");
  std::string shown;
  for (const auto& arguments :
       {Arguments{"add", "--tag", "1", "--key", key, "--psk-file", psk},
        Arguments{"add", "--tag", "1", "--key", key, "--psk-file", psk},
        Arguments{"add", "--tag", "2", "--ca", key}, Arguments{"add", "--tag", "2", "--ca", psk},
        Arguments{"list"}, Arguments{"remove", "--tag", "1"}}) {
    const Ran ran = credentials(arguments);
    shown += ran.out + ran.err;
  }

  EXPECT_THAT(shown, Not(HasSubstr("C0FFEE")));
  EXPECT_THAT(shown, Not(HasSubstr(client_.key.substr(40, 20))));
}

TEST_F(Credentials, ThatAreThereAreNotReplaced) {
  ASSERT_EQ(add({"--tag", "42", "--ca", file("ca.pem", root_.certificate)}).status, 0);
  const std::string before = list();

  const Ran ran = add({"--tag", "42", "--ca", file("other.pem", client_.certificate), "--key",
                       file("client.key", client_.key)});

  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("security tag 42, ca: there is one already"));
  EXPECT_EQ(list(), before);
}

TEST_F(Credentials, AreAllCheckedBeforeTheFirstIsWritten) {
  const std::string ca = file("ca.pem", root_.certificate);
  struct Case {
    Arguments arguments;
    const char* message;
  };
  const std::string large = root_.certificate + std::string(16 * 1024, '\n');
  const std::string cut = client_.key.substr(0, 100);
  const std::string plain = file("plain.key", client_.key);
  const std::string encrypted = file("f", encrypt_key(client_.key, "secret"));
  const std::string traditional = file("g", encrypt_key_traditionally(client_.key, "secret"));
  const std::string password = file("password", "secret\n");
  const Case cases[] = {
      {{"--key", path("missing.key")}, "missing.key: No such file"},
      {{"--key", directory().path()}, "Is a directory"},
      {{"--key", file("a", "")}, "is empty"},
      {{"--key", file("b", "hello")}, "is not PEM"},
      {{"--key", file("c", client_.certificate)}, "not a PRIVATE KEY"},
      {{"--key", file("d", cut)}, "is cut off"},
      {{"--key", file("e", "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----\n")},
       "base64"},
      {{"--key", encrypted}, "is encrypted: --key-password-file gives its password"},
      {{"--key", traditional}, "is encrypted: --key-password-file gives its password"},
      {{"--key", plain, "--key-password-file", password}, "is not encrypted"},
      {{"--key-password-file", password}, "--key"},
      {{"--key", encrypted, "--key-password-file", path("missing.txt")}, "No such file"},
      {{"--key", encrypted, "--key-password-file", file("p1", "\n")}, "is empty"},
      {{"--key", encrypted, "--key-password-file", file("p2", "a\"b")}, "double quote"},
      {{"--key", encrypted, "--key-password-file", file("p3", std::string(1, '\0'))}, "NUL byte"},
      {{"--key", encrypted, "--key-password-file", file("p4", std::string(1025, 'x'))},
       "longer than 1024 bytes"},
      {{"--key", "-", "--key-password-file", "-"}, "one file only"},
      {{"--certificate", file("m", client_.key)}, "not a CERTIFICATE"},
      {{"--certificate", file("h", large)}, "larger than 16384 bytes"},
      {{"--certificate", file("i", "\"quoted\"\n" + client_.certificate)}, "double quote"},
      {{"--certificate", file("j", client_.certificate + std::string(1, '\0'))}, "NUL byte"},
      {{"--psk-file", file("k", "001")}, "hexadecimal digits of whole bytes"},
      {{"--psk-file", file("l", "\n")}, "is empty"},
      {{"--psk-identity", ""}, "is empty"},
      {{"--psk-identity", "a\nb"}, "control characters"},
      {{"--key", "-", "--psk-file", "-"}, "one file only"},
  };
  for (const Case& bad : cases) {
    Arguments arguments = {"--tag", "42", "--ca", ca};
    arguments.insert(arguments.end(), bad.arguments.begin(), bad.arguments.end());
    const Ran ran = add(arguments, client_.key);

    EXPECT_EQ(ran.status, 2) << bad.message;
    EXPECT_THAT(ran.err, HasSubstr(bad.message));
    EXPECT_THAT(stored(), IsEmpty()) << bad.message;
  }
}

TEST_F(Credentials, MayBeAnEncryptedKeyWithItsPassword) {
  const std::string pkcs8 = encrypt_key(client_.key, "a secret");
  const std::string traditional = encrypt_key_traditionally(client_.key, "a secret");

  EXPECT_EQ(add({"--tag", "1", "--key", file("1.key", pkcs8), "--key-password-file",
                 file("password", "a secret\r\n")})
                .status,
            0);
  EXPECT_EQ(add({"--tag", "2", "--key", file("2.key", traditional), "--key-password-file", "-"},
                "a secret\n")
                .status,
            0);

  EXPECT_THAT(list(), MatchesRegex("1 key [0-9A-F]+\n2 key [0-9A-F]+\n"));
  const std::string before_the_key("\na secret\0", 10);
  EXPECT_THAT(read("credentials/1-2"), HasSubstr(before_the_key + pkcs8));
  EXPECT_THAT(read("credentials/2-2"), HasSubstr(before_the_key + traditional));
}

TEST_F(Credentials, ThatTheModemCannotReadTakeBackThoseBefore) {
  const Ran ran =
      add({"--tag", "42", "--ca", file("ca.pem", root_.certificate), "--certificate",
           file("client.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")});

  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("security tag 42, certificate"), HasSubstr("client.pem"),
                             HasSubstr("can't read the content; nothing was added")));
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(Credentials, ThatCannotBeWrittenTakeBackThoseBefore) {
  // Files of this process may not grow beyond a size that is between that of the two credentials.
  const std::string large = root_.certificate + std::string(6000, '\n');
  Process process(
      {"/bin/bash", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "bash", HOSTMODEM_PROGRAM,
       "credentials", "add", "--config", configuration_with_state(), "--tag", "42", "--ca",
       file("ca.pem", root_.certificate), "--certificate", file("client.pem", large)},
      environment());

  EXPECT_EQ(process.wait_for_end(), 1) << process.output();
  EXPECT_THAT(process.output(), HasSubstr("nothing was added"));
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(Credentials, AreRemovedByTagOrByType) {
  ASSERT_EQ(add({"--tag", "42", "--ca", file("ca.pem", root_.certificate), "--key",
                 file("client.key", client_.key)})
                .status,
            0);
  ASSERT_EQ(add({"--tag", "43", "--psk-identity", "me"}).status, 0);

  EXPECT_EQ(credentials({"remove", "--tag", "42", "--type", "key"}).status, 0);
  EXPECT_EQ(stored(), (std::vector<std::string>{"42-0", "43-4"}));
  EXPECT_EQ(credentials({"remove", "--tag", "42"}).status, 0);
  EXPECT_EQ(stored(), (std::vector<std::string>{"43-4"}));
}

TEST_F(Credentials, ThatAreNotThereCannotBeRemoved) {
  ASSERT_EQ(add({"--tag", "42", "--ca", file("ca.pem", root_.certificate)}).status, 0);

  const Ran key = credentials({"remove", "--tag", "42", "--type", "key"});
  const Ran tag = credentials({"remove", "--tag", "41"});

  EXPECT_EQ(key.status, 1);
  EXPECT_THAT(key.err, HasSubstr("security tag 42, key: nothing is stored there"));
  EXPECT_EQ(tag.status, 1);
  EXPECT_THAT(tag.err, HasSubstr("security tag 41: nothing is stored there"));
}

TEST_F(Credentials, NeedAStateDirectory) {
  const std::string ca = file("ca.pem", root_.certificate);
  const std::string config = configuration("[modem]\nlog = \"warning\"\n");
  for (const auto& arguments : {Arguments{"add", "--tag", "42", "--ca", ca}, Arguments{"list"},
                                Arguments{"remove", "--tag", "42"}}) {
    Arguments all = {"credentials"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--config", config});
    const Ran ran = run(all);

    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("no state directory is configured"));
  }
}

TEST_F(Credentials, InAStateDirectoryThatIsAFileAreAnError) {
  directory().write("credentials", "a file");

  const Ran ran = credentials({"list"});

  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("does not start"));
}

}  // namespace
}  // namespace hostmodem::test
