#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/timers.h"
#include "dns/lookup.h"
#include "ip/interface.h"
#include "ip/stack.h"
#include "ip/tcp_endpoint.h"
#include "ip/tcp_listener.h"
#include "ip/udp_endpoint.h"
#include "support/dns_wire.h"

namespace hostmodem::dns {

inline IpAddress address(const std::string& text) { return *IpAddress::parse(text); }

inline std::vector<IpAddress> addresses(const std::vector<std::string>& texts) {
  std::vector<IpAddress> result;
  for (const auto& text : texts) result.push_back(address(text));
  return result;
}

/// Where an interface is plugged into the wire of the world: null when it is gone.
using Plug = std::shared_ptr<ip::Interface*>;

struct Unplug {
  void operator()(ip::Interface* interface) const {
    *plug = nullptr;
    delete interface;
  }
  Plug plug;
};
using WiredInterface = std::unique_ptr<ip::Interface, Unplug>;

/// A network on the modem's own stack: interfaces on one wire, and time that is stepped.
class World {
 public:
  World() { clock.hold(); }

  /// Another interface on the wire.
  WiredInterface connect(const ip::Interface::Addresses& own) {
    const auto plug = std::make_shared<ip::Interface*>(nullptr);
    *plug = new ip::Interface(
        stack, own, 1500,
        {[this, plug](std::span<const std::byte> packet) { carry(*plug, packet); }, {}});
    wire_.push_back(plug);
    return {*plug, Unplug{plug}};
  }

  /// Lets time pass, and everything happen that is due.
  void advance(Duration duration) {
    const TimePoint target = clock.now() + duration;
    stack.settle();
    while (clock.now() < target) {
      TimePoint next = target;
      if (const auto due = timers.next_deadline()) next = std::min(next, *due);
      if (const auto due = stack.next_deadline()) next = std::min(next, *due);
      clock.advance_to(std::max(next, clock.now() + std::chrono::milliseconds(1)));
      timers.run_due();
      stack.run_timers();
      stack.settle();
    }
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};

 private:
  void carry(const ip::Interface* from, std::span<const std::byte> packet) {
    for (const Plug& other : wire_) {
      // An interface takes only what is for its own address.
      if (*other != from && *other != nullptr) (*other)->input(packet);
    }
  }

  std::vector<Plug> wire_;
};

/// A test cannot go on without it.
inline void require(const auto& result) {
  if (!result) throw std::runtime_error("test network");
}

using Messages = std::vector<test::Bytes>;

/// A name server that answers, over UDP and TCP, what the test says.
class FakeServer {
 public:
  /// The messages with which a question is answered.
  using Answer = std::function<Messages(const test::DnsQuestion&)>;

  FakeServer(World& world, const std::string& own, std::uint16_t port = 53)
      : family_(address(own).family()),
        address_{address(own), port},
        interface_(world.connect(family_ == Family::kIpv4
                                     ? ip::Interface::Addresses{address(own), {}, {}}
                                     : ip::Interface::Addresses{{}, address(own), {}})),
        udp_(open()) {
    udp_->set_event_handler([this](ip::Events) { serve_udp(); });
    auto bound = *ip::TcpEndpoint::create(*interface_, family_);
    require(bound->bind(address_, true));
    listener_ = ip::TcpListener::listen(bound, 4).value();
    listener_->set_event_handler([this](ip::Events) { accept(); });
  }

  [[nodiscard]] const SocketAddress& where() const { return address_; }
  [[nodiscard]] ip::Interface& interface() { return *interface_; }

  Answer udp_answer = [](const auto&) { return Messages{}; };
  Answer tcp_answer = [](const auto&) { return Messages{}; };

  /// Answers a question for the right family with these addresses, the other with none.
  void answer_with(std::vector<std::string> texts) {
    udp_answer = [texts](const test::DnsQuestion& question) {
      test::DnsReply reply(question);
      for (const auto& text : texts) {
        const bool v6 = text.find(':') != std::string::npos;
        if ((question.type == test::kDnsAaaa) == v6) reply.address(text);
      }
      return Messages{reply.bytes()};
    };
  }
  void answer_code(int code) {
    udp_answer = [code](const test::DnsQuestion& question) {
      return Messages{test::DnsReply(question).rcode(code).bytes()};
    };
  }

  /// Sends to whoever asked last.
  void send_late(const test::Bytes& message) { require(udp_->send(message, last_client)); }

  std::vector<test::DnsQuestion> asked;
  int asked_over_tcp = 0;
  SocketAddress last_client;

 private:
  std::unique_ptr<ip::UdpEndpoint> open() {
    auto endpoint = *ip::UdpEndpoint::create(*interface_, family_);
    require(endpoint->bind(address_, true));
    return endpoint;
  }

  void serve_udp() {
    std::vector<std::byte> buffer(2048);
    while (const auto datagram = udp_->receive(buffer, false)) {
      const auto question = test::parse_dns_query(std::span(buffer).first(datagram->length));
      if (!question) continue;
      asked.push_back(*question);
      last_client = datagram->from;
      for (const auto& message : udp_answer(*question)) require(udp_->send(message, last_client));
    }
  }

  void accept() {
    while (auto accepted = listener_->accept()) {
      connections_.push_back(std::move(*accepted));
      ip::TcpEndpoint& connection = *connections_.back();
      connection.set_event_handler([this, &connection](ip::Events) { serve_tcp(connection); });
      serve_tcp(connection);
    }
  }

  void serve_tcp(ip::TcpEndpoint& connection) {
    std::vector<std::byte> buffer(2048);
    const auto count = connection.receive(buffer, false);
    if (!count || *count < 2) return;
    const auto question = test::parse_dns_query(std::span(buffer).first(*count).subspan(2));
    if (!question) return;
    ++asked_over_tcp;
    for (const auto& message : tcp_answer(*question)) {
      test::Bytes framed = {static_cast<std::byte>(message.size() >> 8),
                            static_cast<std::byte>(message.size() & 0xff)};
      framed.insert(framed.end(), message.begin(), message.end());
      // In two pieces, as a network may have it.
      const std::span<const std::byte> whole(framed);
      require(connection.send(whole.first(1)));
      require(connection.send(whole.subspan(1)));
    }
  }

  Family family_;
  SocketAddress address_;
  WiredInterface interface_;
  std::unique_ptr<ip::UdpEndpoint> udp_;
  std::unique_ptr<ip::TcpListener> listener_;
  std::vector<std::unique_ptr<ip::TcpEndpoint>> connections_;
};

/// Counts notifications of a lookup.
class Waiter : public WaitQueue::Node {
 public:
  void on_notify() override { ++notified; }
  int notified = 0;
};

}  // namespace hostmodem::dns
