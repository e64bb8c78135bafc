#include "interop/conversation.h"

#include <gtest/gtest.h>

namespace hostmodem::test::interop {
namespace {

std::string numbers(int seed, std::size_t size) {
  std::string result = "seed " + std::to_string(seed) + ":";
  for (int number = 0; result.size() < size; ++number) result += " " + std::to_string(number);
  result.resize(size);
  return result;
}

}  // namespace

std::string text(int seed) { return numbers(seed, 3000); }
std::string datagram(int seed) { return numbers(seed, 1000); }

void send_all(Socket& socket, std::string_view data) {
  ASSERT_EQ(socket.send(data), gives(static_cast<std::int64_t>(data.size())));
}

void expect_end(Socket& socket) { EXPECT_EQ(socket.recv(1), end_of_stream()); }

}  // namespace hostmodem::test::interop
