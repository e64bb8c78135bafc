#include "provisioning.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "failure.h"

namespace hostmodem::program {
namespace {

constexpr std::string_view kListing = "%CMNG: ";

std::string name_of(SecTag tag, const CredentialKind& kind) {
  return "security tag " + std::to_string(tag) + ", " + std::string(kind.name);
}

std::string parameters(SecTag tag, const CredentialKind& kind) {
  return std::to_string(tag) + "," + std::to_string(kind.number);
}

/// What the modem's numbers mean here. Nordic: nRF9160 AT Commands, %CMNG
std::string explain(std::string_view response) {
  struct Row {
    std::string_view response;
    const char* meaning;
  };
  constexpr Row kRows[] = {
      {"+CME ERROR: 23\r\n", "the state directory can't be written (the log says why)"},
      {"+CME ERROR: 50\r\n", "the modem does not take these parameters"},
      {"+CME ERROR: 513\r\n", "there is no such credential"},
      {"+CME ERROR: 515\r\n", "the credential storage is full"},
      {"+CME ERROR: 527\r\n", "the modem can't read the content"},
  };
  for (const Row& row : kRows) {
    if (row.response == response) return row.meaning;
  }
  return "the modem answered " + std::string(response.substr(0, response.find('\r')));
}

/// Takes `<tag>,<type>,"<sha>"` apart.
std::optional<Provisioning::Entry> parse_entry(std::string_view text) {
  Provisioning::Entry entry{};
  const char* const end = text.data() + text.size();
  const auto tag = std::from_chars(text.data(), end, entry.tag);
  if (tag.ec != std::errc{} || tag.ptr == end || *tag.ptr != ',') return std::nullopt;
  unsigned number = 0;
  const auto type = std::from_chars(tag.ptr + 1, end, number);
  const std::string_view rest(type.ptr, static_cast<std::size_t>(end - type.ptr));
  if (type.ec != std::errc{} || !rest.starts_with(",\"") || !rest.ends_with('"')) {
    return std::nullopt;
  }
  for (const CredentialKind& kind : credential_kinds()) {
    if (kind.number == number) entry.kind = &kind;
  }
  if (entry.kind == nullptr) return std::nullopt;
  entry.sha256 = rest.substr(2, rest.size() - 3);
  return entry;
}

}  // namespace

Provisioning::Provisioning(Modem& modem) : modem_(modem) {
  if (!Modem::state_directory()) {
    throw Failure(ExitStatus::kUnusable,
                  "no state directory is configured, so credentials would be lost at once: set "
                  "state_dir in [modem] of the configuration (--config, $HOSTMODEM_CONFIG)");
  }
  command("AT+CFUN=4", "AT+CFUN=4");
  command("AT+CMEE=1", "AT+CMEE=1");
}

std::string Provisioning::command(const std::string& text, const std::string& what) {
  std::string response = modem_.ask(text);
  if (!is_ok(response)) throw Failure(ExitStatus::kRefused, what + ": " + explain(response));
  return response;
}

std::vector<Provisioning::Entry> Provisioning::list() {
  const std::string response = command("AT%CMNG=1", "AT%CMNG=1");
  std::vector<Entry> entries;
  for (std::string_view rest = response; rest.starts_with(kListing);) {
    const std::size_t end = rest.find("\r\n");
    const auto entry = parse_entry(rest.substr(kListing.size(), end - kListing.size()));
    if (!entry) {
      throw Failure(ExitStatus::kRefused, "the modem's listing is not understood");
    }
    entries.push_back(*entry);
    rest.remove_prefix(end + 2);
  }
  return entries;
}

void Provisioning::write(SecTag tag, const Credential& credential) {
  const std::string what = name_of(tag, *credential.kind) + " (" + credential.source + ")";
  std::string text =
      "AT%CMNG=0," + parameters(tag, *credential.kind) + ",\"" + credential.content + "\"";
  if (!credential.password.empty()) text += ",\"" + credential.password + "\"";
  command(text, what);
}

void Provisioning::add(SecTag tag, const std::vector<Credential>& credentials) {
  const std::vector<Entry> present = list();
  for (const Credential& credential : credentials) {
    const auto same = [&](const Entry& entry) {
      return entry.tag == tag && entry.kind == credential.kind;
    };
    if (std::any_of(present.begin(), present.end(), same)) {
      throw Failure(ExitStatus::kRefused,
                    name_of(tag, *credential.kind) +
                        ": there is one already, and nothing is replaced: remove it first");
    }
  }
  std::vector<const CredentialKind*> added;
  try {
    for (const Credential& credential : credentials) {
      write(tag, credential);
      added.push_back(credential.kind);
      const bool certificate = credential.kind->number <= 1;
      if (certificate) {
        command("AT%CERTEXPIRY=" + parameters(tag, *credential.kind),
                name_of(tag, *credential.kind) + " (" + credential.source + ")");
      }
    }
  } catch (const Failure& failure) {
    throw Failure(failure.status(), std::string(failure.what()) +
                                        (take_back(tag, added) ? "; nothing was added" : ""));
  }
}

bool Provisioning::take_back(SecTag tag, const std::vector<const CredentialKind*>& added) {
  bool all = true;
  for (const CredentialKind* kind : added) {
    try {
      remove_entry(tag, *kind);
    } catch (const Failure& left) {
      complain(std::string("added, and can't be removed again: ") + left.what());
      all = false;
    }
  }
  return all;
}

void Provisioning::remove_entry(SecTag tag, const CredentialKind& kind) {
  command("AT%CMNG=3," + parameters(tag, kind), name_of(tag, kind));
}

void Provisioning::remove(SecTag tag, const CredentialKind* kind) {
  bool found = false;
  for (const Entry& entry : list()) {
    if (entry.tag != tag || (kind != nullptr && kind != entry.kind)) continue;
    remove_entry(tag, *entry.kind);
    found = true;
  }
  if (found) return;
  throw Failure(ExitStatus::kRefused,
                (kind == nullptr ? "security tag " + std::to_string(tag) : name_of(tag, *kind)) +
                    ": nothing is stored there");
}

}  // namespace hostmodem::program
