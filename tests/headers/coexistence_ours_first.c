// Our headers, then the host's.

#include "coexistence_ours.h"

#include "coexistence_host.h"

#define COEXISTENCE coexistence_c_ours_first
#include "coexistence_body.inc"
