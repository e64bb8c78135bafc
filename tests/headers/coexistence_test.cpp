// Our headers and the host's in one file: either may come first, in C and in C++, and what both
// name works in both.

#include <gtest/gtest.h>

extern "C" {
int coexistence_c_host_first(void);
int coexistence_c_ours_first(void);
int coexistence_cpp_host_first(void);
int coexistence_cpp_ours_first(void);
int coexistence_kernel(void);
}

namespace {

constexpr const char* kWhere = "the value is a line of coexistence_body.inc";

TEST(Coexistence, HostsHeadersFirstInC) { EXPECT_EQ(coexistence_c_host_first(), 0) << kWhere; }

TEST(Coexistence, OurHeadersFirstInC) { EXPECT_EQ(coexistence_c_ours_first(), 0) << kWhere; }

TEST(Coexistence, HostsHeadersFirstInCpp) { EXPECT_EQ(coexistence_cpp_host_first(), 0) << kWhere; }

TEST(Coexistence, OurHeadersFirstInCpp) { EXPECT_EQ(coexistence_cpp_ours_first(), 0) << kWhere; }

TEST(Coexistence, KernelsHeaders) { EXPECT_EQ(coexistence_kernel(), 0); }

}  // namespace
