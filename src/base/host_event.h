#pragma once

namespace hostmodem {

/// A host descriptor (eventfd) that poll() can wait on: set by one thread, seen by another.
class HostEvent {
 public:
  HostEvent();
  ~HostEvent();
  HostEvent(const HostEvent&) = delete;
  HostEvent& operator=(const HostEvent&) = delete;

  /// False when the host had no descriptor left.
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  [[nodiscard]] int fd() const { return fd_; }

  void set() const;
  void clear() const;

 private:
  int fd_;
};

}  // namespace hostmodem
