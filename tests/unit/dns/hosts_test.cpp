#include "dns/hosts.h"

#include <gtest/gtest.h>

#include "unit/dns/world.h"

namespace hostmodem::dns {
namespace {

TEST(Hosts, FindsNamesInAnyCaseAndWithOrWithoutADot) {
  Hosts hosts;
  hosts.add("Server.Test", addresses({"10.0.2.2", "fd00::2"}));
  for (const char* name : {"server.test", "SERVER.TEST", "server.test."}) {
    ASSERT_NE(hosts.find(name), nullptr) << name;
    EXPECT_EQ(*hosts.find(name), addresses({"10.0.2.2", "fd00::2"}));
  }
}

TEST(Hosts, DoesNotFindOtherNames) {
  Hosts hosts;
  hosts.add("server.test", addresses({"10.0.2.2"}));
  EXPECT_EQ(hosts.find("server"), nullptr);
  EXPECT_EQ(hosts.find("a.server.test"), nullptr);
  EXPECT_EQ(hosts.find(""), nullptr);
}

TEST(Hosts, AddsToANameThatIsThere) {
  Hosts hosts;
  hosts.add("server.test", addresses({"10.0.2.2"}));
  hosts.add("server.test.", addresses({"10.0.2.9"}));
  EXPECT_EQ(*hosts.find("server.test"), addresses({"10.0.2.2", "10.0.2.9"}));
}

}  // namespace
}  // namespace hostmodem::dns
