/// The commands of the control socket: the table at the end, and above it what each does.
#include "modem/control_commands.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/gai_name.h"
#include "base/log.h"
#include "modem/config_text.h"
#include "modem/modem.h"

namespace hostmodem {
namespace {

using pdn::PdnId;

/// A row of the table.
struct Command {
  std::string_view name;
  std::string_view arguments;  ///< for "help"
  std::string_view effect;     ///< likewise
  bool changes;                ///< something, which is noted
  Answered<std::string> (*run)(const Controlled& controlled, ControlArguments& arguments);
};

using Answer = Answered<std::string>;

Answer blackout(const Controlled& controlled, ControlArguments& arguments) {
  const auto pdn = arguments.pdn();
  if (!pdn) return refuse(pdn.error());
  const auto seconds = arguments.seconds();
  if (!seconds) return refuse(seconds.error());
  const bool ends = arguments.word("end");
  if (ends && *seconds) return refuse("either seconds=S or end");
  if (auto end = arguments.end(); !end) return refuse(end.error());
  const Duration span = ends ? Duration{} : seconds->value_or(Duration::max());
  auto& impairments = controlled.modem.pdns().impairments();
  if (*pdn) {
    impairments.set_blackout(**pdn, span);
  } else {
    impairments.set_blackout_of_all(span);
  }
  return {};
}

Answer drop(const Controlled& controlled, ControlArguments& arguments) {
  const auto pdn = arguments.pdn();
  if (!pdn) return refuse(pdn.error());
  if (!*pdn) return refuse("expected pdn=N");
  if (auto end = arguments.end(); !end) return refuse(end.error());
  if (!controlled.modem.drop_pdn(**pdn)) {
    return refuse(fmt::format("pdn{} is not active", **pdn));
  }
  return {};
}

Answer detach(const Controlled& controlled, ControlArguments& arguments) {
  if (auto end = arguments.end(); !end) return refuse(end.error());
  controlled.modem.network_detach();
  return {};
}

Answer attach(const Controlled& controlled, ControlArguments& arguments) {
  if (auto end = arguments.end(); !end) return refuse(end.error());
  controlled.modem.network_attach();
  return {};
}

Answer refuse_apn(const Controlled& controlled, ControlArguments& arguments) {
  const auto cause = arguments.integer("cause", 0, 255);
  if (!cause) return refuse(cause.error());
  if (!*cause) return refuse("expected cause=N");
  const std::string name(arguments.text("apn").value_or(""));
  if (name.size() > pdn::kMaxApn) {
    return refuse(fmt::format("apn: longer than {} characters", pdn::kMaxApn));
  }
  if (auto end = arguments.end(); !end) return refuse(end.error());
  controlled.modem.pdns().refuse_apn(name, static_cast<pdn::EsmCause>(**cause));
  return {};
}

Answer seed(const Controlled& controlled, ControlArguments& arguments) {
  const auto text = arguments.any();
  if (!text) return refuse("expected a number");
  const auto seed = integer_of(*text, "seed", 0, std::numeric_limits<std::uint32_t>::max());
  if (!seed) return refuse(seed.error());
  if (auto end = arguments.end(); !end) return refuse(end.error());
  controlled.modem.seed(*seed);
  return {};
}

struct FailureName {
  std::string_view name;
  Failure failure;
};
constexpr std::array kFailureNames = {
    FailureName{"connect", Failure::kConnect},
    FailureName{"name-query", Failure::kNameQuery},
    FailureName{"memory", Failure::kMemory},
};

std::string_view error_name(int error) { return error < 0 ? gai_name(error) : errno_name(error); }

/// The error of that name, which `failure` can have; without a name, the first that it can.
Answered<int> error_of(Failure failure, std::optional<std::string_view> name) {
  const auto errors = InjectedFaults::errors(failure);
  if (!name) return errors.front();
  std::string list;
  for (const int error : errors) {
    if (error_name(error) == *name) return error;
    list += (list.empty() ? "" : ", ") + std::string(error_name(error));
  }
  return refuse("error: expected one of " + list + ", got " + config::in_quotes(*name));
}

Answer fail_next(const Controlled& controlled, ControlArguments& arguments) {
  const auto error_text = arguments.text("error");
  const auto count = arguments.integer("count", 0, std::numeric_limits<std::uint32_t>::max());
  if (!count) return refuse(count.error());
  const auto* const what = std::ranges::find_if(
      kFailureNames, [&](const FailureName& each) { return arguments.word(each.name); });
  if (what == kFailureNames.end()) {
    return refuse("expected connect, name-query or memory");
  }
  const auto error = error_of(what->failure, error_text);
  if (!error) return refuse(error.error());
  if (auto end = arguments.end(); !end) return refuse(end.error());
  if (!controlled.modem.faults().order(what->failure, *error, count->value_or(1))) {
    return refuse("it can't fail so");
  }
  return {};
}

Answer help(const Controlled& controlled, ControlArguments& arguments);

constexpr std::array kCommands = {
    Command{"status", "", "says how the modem is, and how its links are", false, control_status},
    Command{"impair", "[pdn=N] [ideal] [[uplink-|downlink-]KEY=VALUE]...",
            "changes keys of [impairment]; ideal: all others are nothing", true, control_impair},
    Command{"blackout", "[pdn=N] [seconds=S|end]",
            "every packet is lost: so long, or until it is ended", true, blackout},
    Command{"drop", "pdn=N", "the network takes a packet data network away", true, drop},
    Command{"detach", "", "the network detaches the modem, until attach", true, detach},
    Command{"attach", "", "the network lets the modem attach again", true, attach},
    Command{"refuse-apn", "cause=N [apn=NAME]",
            "the network refuses an access point; cause 0: grants it again", true, refuse_apn},
    Command{"seed", "N", "randomness starts anew", true, seed},
    Command{"fail", "connect|name-query|memory [error=NAME] [count=N]",
            "the next calls that can fail so do; count 0: none", true, fail_next},
    Command{"help", "", "this list", false, help},
};

Answer help(const Controlled& /*controlled*/, ControlArguments& arguments) {
  if (auto end = arguments.end(); !end) return refuse(end.error());
  std::string text;
  for (const Command& command : kCommands) {
    text.append(command.name).append(command.arguments.empty() ? "" : " ");
    text.append(command.arguments).append("\n    ").append(command.effect).append("\n");
  }
  return text;
}

}  // namespace

std::string control_answer(const Controlled& controlled, std::string_view line) {
  ControlArguments words(line);
  const auto name = words.any();
  if (!name) return "ERROR: no command; help lists them\n";
  const auto* const command = std::ranges::find(kCommands, *name, &Command::name);
  if (command == kCommands.end()) {
    return "ERROR: no command " + config::in_quotes(*name) + "; help lists them\n";
  }
  const auto answer = command->run(controlled, words);
  if (!answer) return fmt::format("ERROR: {}: {}\n", command->name, answer.error());
  if (command->changes) {
    log::info("control: {}", line);
    if (controlled.recorder.running()) controlled.recorder.event(fmt::format("control: {}", line));
  }
  return *answer + "OK\n";
}

}  // namespace hostmodem
