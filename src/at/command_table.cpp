#include "at/command_table.h"

#include <array>

#include "at/handlers.h"

namespace hostmodem::at {
namespace {

constexpr auto kCommands = std::to_array<CommandRow>({
    {.name = "", .syntax = "AT", .reference = "ITU-T V.250 5.2.1", .action = attention},

    // General
    {.name = "+CGMI", .syntax = "+CGMI", .reference = "3GPP: TS 27.007 5.1", .action = cgmi_action},
    {.name = "+CGMM", .syntax = "+CGMM", .reference = "3GPP: TS 27.007 5.2", .action = cgmm_action},
    {.name = "+CGMR", .syntax = "+CGMR", .reference = "3GPP: TS 27.007 5.3", .action = cgmr_action},
    {.name = "+CGSN",
     .syntax = "+CGSN[=<snt>]",
     .reference = "3GPP: TS 27.007 5.4",
     .action = cgsn_action,
     .set = cgsn_set,
     .test = "+CGSN: (0-3)"},
    {.name = "+CMEE",
     .syntax = "+CMEE=<n>",
     .reference = "3GPP: TS 27.007 9.1",
     .set = cmee_set,
     .read = cmee_read,
     .test = "+CMEE: (0,1)"},

    // Functional mode and network registration
    {.name = "+CFUN",
     .syntax = "+CFUN=<fun>",
     .reference = "3GPP: TS 27.007 8.2",
     .set = cfun_set,
     .read = cfun_read,
     .test = "+CFUN: (0,1,4,20,21)"},
    {.name = "+CEREG",
     .syntax = "+CEREG=<n>",
     .reference = "3GPP: TS 27.007 10.1.22",
     .set = cereg_set,
     .read = cereg_read,
     .test = "+CEREG: (0-5)"},

    // Packet domain
    {.name = "+CGEREP",
     .syntax = "+CGEREP[=[<mode>[,<bfr>]]]",
     .reference = "3GPP: TS 27.007 10.1.19",
     .action = cgerep_action,
     .set = cgerep_set,
     .read = cgerep_read,
     .test = "+CGEREP: (0-1),(0)"},

    // Credential storage
    {.name = "%CMNG",
     .syntax = "%CMNG=<opcode>[,<sec_tag>[,<type>[,<content>[,<passwd>[,<sha>]]]]]",
     .reference = "Nordic: nRF9160 AT Commands, %CMNG",
     .set = cmng_set},
});

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

const CommandRow* find_command(const Command& command) {
  for (const CommandRow& row : kCommands) {
    if (command.is(row.name)) return &row;
  }
  return nullptr;
}

}  // namespace hostmodem::at
