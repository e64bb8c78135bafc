// The public headers, all together, as C++20 sees them: the surface is whole, has the numbers and
// the layout that applications compile against, and is the same as in C.

#include <gtest/gtest.h>
#include <hostmodem_export.h>
#include <nrf_errno.h>
#include <nrf_gai_errors.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_modem_os.h>
#include <nrf_socket.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "surface_c.h"

namespace {

struct Value {
  const char* name;
  long long actual;
  long long expected;
};

constexpr Value kValues[] = {
#define VALUE(name, value) {#name, name, value},
#include "api_values.inc"
#undef VALUE
};

constexpr member_layout kMembers[] = {
#define MEMBER(structure, member, type)                                                \
  {#structure, #member, offsetof(struct structure, member), sizeof(structure::member), \
   sizeof(struct structure)},
#include "api_members.inc"
#undef MEMBER
};

constexpr const char* kFunctions[] = {
#define FUNCTION(result, name, parameters) #name,
#include "api_functions.inc"
#undef FUNCTION
};

// The cast is ill-formed for any other type; std::is_same_v would drop the format attributes.
#define FUNCTION(result, name, parameters) \
  static_assert(noexcept(static_cast<result(*) parameters>(&name)), #name);
#include "api_functions.inc"
#undef FUNCTION

#define MEMBER(structure, member, type) \
  static_assert(std::is_same_v<decltype(structure::member), type>, #structure "." #member);
#include "api_members.inc"
#undef MEMBER

static_assert(std::is_same_v<decltype(nrf_in6_addr::s6_addr), uint8_t[16]>);
static_assert(sizeof(nrf_in6_addr) == 16 && alignof(nrf_in6_addr) == 1);
static_assert(std::is_same_v<decltype(nrf_sockaddr::sa_data), char[]>);
static_assert(offsetof(nrf_sockaddr, sa_data) == 8 && sizeof(nrf_sockaddr) == 8);
static_assert(sizeof(nrf_sockaddr_in) == 16 && sizeof(nrf_sockaddr_in6) == 36);
static_assert(std::is_same_v<decltype(nrf_inaddr_any), const nrf_in_addr>);
static_assert(std::is_same_v<decltype(nrf_in6addr_any), const nrf_in6_addr>);

static_assert(std::is_same_v<nrf_socklen_t, uint32_t> && std::is_same_v<nrf_nfds_t, uint32_t>);
static_assert(std::is_same_v<nrf_sec_tag_t, uint32_t> &&
              std::is_same_v<nrf_sec_cipher_t, uint32_t>);
static_assert(std::is_same_v<nrf_sec_role_t, uint32_t>);
static_assert(std::is_same_v<nrf_peer_verify_t, nrf_sec_peer_verify_t>);
static_assert(std::is_same_v<nrf_session_cache_t, nrf_sec_session_cache_t>);
static_assert(std::is_same_v<struct nrf_pollcb, struct nrf_modem_pollcb>);
static_assert(std::is_same_v<nrf_modem_at_cmd_handler_t, nrf_modem_at_cmd_custom_handler_t>);

constexpr uint16_t kConstantPort = nrf_htons(8883);
constexpr uint32_t kConstantAddress = nrf_htonl(0x0a000202);
static_assert(nrf_ntohs(kConstantPort) == 8883 && nrf_ntohl(kConstantAddress) == 0x0a000202);

// What `expression` captures in the text of the nrf_*.h headers, over all of them.
std::set<std::string> captured_in_headers(const std::regex& expression) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HEADERS_DIR)) {
    if (!entry.path().filename().string().starts_with("nrf_")) {
      continue;
    }
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end;
         ++match) {
      names.insert((*match)[1]);
    }
  }
  return names;
}

TEST(Headers, ConstantsHaveTheirNumbers) {
  for (const Value& value : kValues) {
    EXPECT_EQ(value.actual, value.expected) << value.name;
  }
}

TEST(Headers, ConstantsAreTheSameInC) {
  std::size_t count = 0;
  const long long* const c = c_values(&count);
  ASSERT_EQ(count, std::size(kValues));
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(c[i], kValues[i].expected) << kValues[i].name;
  }
}

TEST(Headers, EveryConstantIsInTheTable) {
  std::set<std::string> listed;
  for (const Value& value : kValues) {
    EXPECT_TRUE(listed.insert(value.name).second) << value.name << " is listed twice";
  }
  EXPECT_EQ(captured_in_headers(std::regex("#define (NRF_\\w+) ")), listed);
}

TEST(Headers, EveryFunctionIsInTheTable) {
  const std::set<std::string> listed(std::begin(kFunctions), std::end(kFunctions));
  EXPECT_EQ(captured_in_headers(std::regex("HOSTMODEM_API [\\w *]*?(nrf_\\w+)\\(")), listed);
}

TEST(Headers, MembersAreInTheirOrder) {
  for (std::size_t i = 1; i < std::size(kMembers); ++i) {
    const member_layout& before = kMembers[i - 1];
    const member_layout& member = kMembers[i];
    if (std::strcmp(before.structure, member.structure) == 0) {
      EXPECT_GE(member.offset, before.offset + before.size)
          << member.structure << "." << member.member;
    } else {
      EXPECT_EQ(member.offset, 0U) << member.structure << "." << member.member;
    }
  }
}

TEST(Headers, LayoutIsTheSameInC) {
  std::size_t count = 0;
  const member_layout* const c = c_member_layouts(&count);
  ASSERT_EQ(count, std::size(kMembers));
  for (std::size_t i = 0; i < count; ++i) {
    SCOPED_TRACE(std::string(kMembers[i].structure) + "." + kMembers[i].member);
    EXPECT_STREQ(c[i].structure, kMembers[i].structure);
    EXPECT_STREQ(c[i].member, kMembers[i].member);
    EXPECT_EQ(c[i].offset, kMembers[i].offset);
    EXPECT_EQ(c[i].size, kMembers[i].size);
    EXPECT_EQ(c[i].structure_size, kMembers[i].structure_size);
  }
}

TEST(Headers, ByteOrderIsTheNetworks) {
  const uint16_t port = nrf_htons(0x1234);
  const uint32_t address = nrf_htonl(0x12345678);
  EXPECT_EQ(std::memcmp(&port, "\x12\x34", 2), 0);
  EXPECT_EQ(std::memcmp(&address, "\x12\x34\x56\x78", 4), 0);
  EXPECT_EQ(nrf_ntohs(port), 0x1234);
  EXPECT_EQ(nrf_ntohl(address), 0x12345678U);
  EXPECT_EQ(c_static_port(), kConstantPort);
}

TEST(Headers, ByteOrderEvaluatesItsArgumentOnce) {
  unsigned calls = 0;
  const auto next = [&calls] { return ++calls; };
  EXPECT_EQ(nrf_ntohs(nrf_htons(next())), 1);
  EXPECT_EQ(nrf_ntohl(nrf_htonl(next())), 2U);
  EXPECT_EQ(calls, 2U);
}

}  // namespace
