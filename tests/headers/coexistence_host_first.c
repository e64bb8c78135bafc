// The host's headers, then ours.

#include "coexistence_host.h"

#include "coexistence_ours.h"

#define COEXISTENCE coexistence_c_host_first
#include "coexistence_body.inc"
