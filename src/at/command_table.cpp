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
    {.name = "+CNEC",
     .syntax = "+CNEC=<n>",
     .reference = "3GPP: TS 27.007 9.1B",
     .set = cnec_set,
     .read = cnec_read,
     .test = "+CNEC: (0,8,16,24)"},
    {.name = "+CGDCONT",
     .syntax = "+CGDCONT=<cid>[,<PDP_type>[,<APN>[,...]]]",
     .reference = "3GPP: TS 27.007 10.1.1",
     .set = cgdcont_set,
     .read = cgdcont_read,
     .test = "+CGDCONT: (0-10),\"IP\",,,(0),(0)\r\n+CGDCONT: (0-10),\"IPV6\",,,(0),(0)\r\n"
             "+CGDCONT: (0-10),\"IPV4V6\",,,(0),(0)\r\n+CGDCONT: (0-10),\"Non-IP\",,,(0),(0)"},
    {.name = "+CGAUTH",
     .syntax = "+CGAUTH=<cid>[,<auth_prot>[,<userid>[,<password>]]]",
     .reference = "3GPP: TS 27.007 10.1.31",
     .set = cgauth_set,
     .read = cgauth_read,
     .test = "+CGAUTH: (0-10),(0-2),64,64"},
    {.name = "%XNEWCID",
     .syntax = "%XNEWCID?",
     .reference = "Nordic: nRF9160 AT Commands, %XNEWCID",
     .read = xnewcid_read},
    {.name = "+CGACT",
     .syntax = "+CGACT=<state>,<cid>",
     .reference = "3GPP: TS 27.007 10.1.10",
     .set = cgact_set,
     .read = cgact_read,
     .test = "+CGACT: (0,1)"},
    {.name = "+CGPADDR",
     .syntax = "+CGPADDR[=<cid>]",
     .reference = "3GPP: TS 27.007 10.1.14",
     .action = cgpaddr,
     .set = cgpaddr},
    {.name = "+CGCONTRDP",
     .syntax = "+CGCONTRDP[=<cid>]",
     .reference = "3GPP: TS 27.007 10.1.23",
     .action = cgcontrdp,
     .set = cgcontrdp},
    {.name = "%XGETPDNID",
     .syntax = "%XGETPDNID=<cid>",
     .reference = "Nordic: nRF9160 AT Commands, %XGETPDNID",
     .set = xgetpdnid_set},
    {.name = "+CGATT",
     .syntax = "+CGATT?",
     .reference = "3GPP: TS 27.007 10.1.9",
     .read = cgatt_read},

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
