// What a C compiler makes of the public headers, for the C++ test to compare with its own view.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct member_layout {
  const char* structure;
  const char* member;
  size_t offset;
  size_t size;
  size_t structure_size;
};

// The rows of api_members.inc. `count` gets their number. The table is static.
const struct member_layout* c_member_layouts(size_t* count);

// The values of api_values.inc, in its order. `count` gets their number. The table is static.
const long long* c_values(size_t* count);

// A service port as an application writes it: constant, in network byte order, from a static
// initialiser.
unsigned c_static_port(void);

#ifdef __cplusplus
}
#endif
