#pragma once

namespace hostmodem {

/// Those who wait for something to happen to an object (a socket, a lookup). The object calls
/// notify(); what a waiter does then is its own affair, and must not change this queue's object.
///
/// Thread: under the modem lock.
class WaitQueue {
 public:
  /// A place in one queue; leaves it when destroyed.
  class Node {
   public:
    Node() = default;
    virtual ~Node() { leave(); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Something happened. Neither adds nor removes nodes.
    virtual void on_notify() = 0;

    void leave();

   private:
    friend class WaitQueue;
    WaitQueue* queue_ = nullptr;
    Node* previous_ = nullptr;
    Node* next_ = nullptr;
  };

  WaitQueue() = default;
  ~WaitQueue();
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  void join(Node& node);
  void notify();
  [[nodiscard]] bool empty() const { return first_ == nullptr; }

 private:
  Node* first_ = nullptr;
};

}  // namespace hostmodem
