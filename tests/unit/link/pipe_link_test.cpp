#include "link/pipe_link.h"

#include <gtest/gtest.h>

#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::Packet;
using testing::to_bytes;

TEST(PipeLinkTest, WhatIsSentComesToTheHandler) {
  PipeLink pipe;
  Packet got;
  pipe.set_handler(
      [&](std::span<const std::byte> packet) { got.assign(packet.begin(), packet.end()); });
  pipe.send(to_bytes("up"));
  EXPECT_EQ(testing::to_text(got), "up");
}

TEST(PipeLinkTest, WhatIsInjectedComesToTheReceiver) {
  PipeLink pipe;
  Packet got;
  pipe.set_receiver(
      [&](std::span<const std::byte> packet) { got.assign(packet.begin(), packet.end()); });
  pipe.inject(to_bytes("down"));
  EXPECT_EQ(testing::to_text(got), "down");
}

TEST(PipeLinkTest, TheHandlerMayAnswer) {
  PipeLink pipe;
  Packet got;
  pipe.set_receiver(
      [&](std::span<const std::byte> packet) { got.assign(packet.begin(), packet.end()); });
  pipe.set_handler([&](std::span<const std::byte>) { pipe.inject(to_bytes("answer")); });
  pipe.send(to_bytes("question"));
  EXPECT_EQ(testing::to_text(got), "answer");
}

TEST(PipeLinkTest, WithNobodyAtItsEndsPacketsAreDropped) {
  PipeLink pipe;
  pipe.send(to_bytes("x"));
  pipe.inject(to_bytes("x"));
}

TEST(PipeLinkTest, ThereIsNothingToWaitForAndNothingToForward) {
  PipeLink pipe;
  EXPECT_EQ(pipe.poll_source(), nullptr);
  EXPECT_EQ(pipe.add_forward({}).error(), Errno::kOpNotSupp);
}

}  // namespace
}  // namespace hostmodem::link
