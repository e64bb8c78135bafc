#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "secure/session.h"

namespace hostmodem::fuzz {

/// A session whose every answer is held against session.h: what may be answered when, that an error
/// is repeated for the rest of its life, and that nothing is agreed before the handshake is over.
class CheckedSession {
 public:
  enum class Over { kStream, kDatagrams };

  CheckedSession(std::unique_ptr<secure::Session> session, Over over)
      : session_(std::move(session)), over_(over) {}

  Status handshake();
  Status flush();
  Result<std::size_t> send(std::span<const std::byte> data);
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek);
  bool readable();
  void shutdown();

  [[nodiscard]] bool established() const { return established_; }
  [[nodiscard]] bool shut_down() const { return shut_down_; }
  [[nodiscard]] std::optional<Errno> failure() const { return failure_; }
  [[nodiscard]] bool proven() const { return session_->proven(); }
  [[nodiscard]] const secure::Agreement& agreement() const { return session_->agreement(); }

 private:
  template <typename T>
  void judge(const Result<T>& answer);
  void judge_agreement() const;

  std::unique_ptr<secure::Session> session_;
  const Over over_;
  bool established_ = false;
  bool shut_down_ = false;
  bool ended_ = false;      ///< receive() answered 0
  std::size_t peeked_ = 0;  ///< how much of a stream is known to be there
  std::optional<Errno> failure_;
};

}  // namespace hostmodem::fuzz
