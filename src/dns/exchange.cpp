#include "dns/exchange.h"

#include <ares.h>

#include <cstring>
#include <utility>

namespace hostmodem::dns {
namespace {

constexpr int kClassInternet = 1;
constexpr int kTypeA = 1;
constexpr int kTypeAaaa = 28;

// c-ares' own timer, which reads the host's clock: a week, that is never.
constexpr int kNeverMilliseconds = 7 * 24 * 3600 * 1000;

void initialise_once() {
  static const int result = ares_library_init(ARES_LIB_INIT_ALL);
  static_cast<void>(result);
}

}  // namespace

/// What c-ares calls.
struct Exchange::Ares {
  /// The end of the query: with a message, or with the reason why there is none. Also called when
  /// the channel is destroyed with the query in it.
  static void finish(void* arg, int status, int, unsigned char* message, int length) {
    auto& exchange = *static_cast<Exchange*>(arg);
    if (message != nullptr) {
      exchange.answer_ = read_answer({message, static_cast<std::size_t>(length)}, exchange.family_);
    } else if (status == ARES_EBADNAME || status == ARES_ENOTFOUND) {
      exchange.answer_ = Answer{Verdict::kNoName};  // too long for a query, or ".onion"
    } else {
      exchange.answer_ = Answer{Verdict::kFailed};
    }
  }
};

void Exchange::Destroy::operator()(ares_channeldata* channel) const { ares_destroy(channel); }

Exchange::Exchange(ip::Interface& interface, const SocketAddress& server, const std::string& name,
                   Family family, std::function<void()> on_change)
    : family_(family),
      on_change_(std::move(on_change)),
      sockets_(interface, [this](int socket, ip::Events events) { on_event(socket, events); }) {
  initialise_once();
  if (!open(server)) {
    answer_ = Answer{Verdict::kFailed};
    return;
  }
  ares_query(channel_.get(), name.c_str(), kClassInternet,
             family == Family::kIpv4 ? kTypeA : kTypeAaaa, &Ares::finish, this);
}

Exchange::~Exchange() = default;

bool Exchange::open(const SocketAddress& server) {
  // Whatever is not given here would be read from /etc/resolv.conf and the environment.
  char lookups[] = "b";
  ares_options options{};
  // Pass every response code on: what they mean is decided in one place, read_answer().
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = kNeverMilliseconds;
  options.tries = 1;
  options.ndots = 1;
  options.lookups = lookups;
  const int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
                    ARES_OPT_SERVERS | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST |
                    ARES_OPT_NOROTATE;
  ares_channel channel = nullptr;
  if (ares_init_options(&channel, &options, given) != ARES_SUCCESS) return false;
  channel_.reset(channel);
  sockets_.attach(channel);

  ares_addr_port_node node{};
  const auto bytes = server.address.bytes();
  node.family = server.address.is_v4() ? AF_INET : AF_INET6;
  std::memcpy(&node.addr, bytes.data(), bytes.size());
  node.udp_port = node.tcp_port = server.port;
  return ares_set_servers_ports(channel, &node) == ARES_SUCCESS;
}

const std::optional<Answer>& Exchange::answer() {
  if (!answer_ && sockets_.interface_lost()) answer_ = Answer{Verdict::kNetDown};
  return answer_;
}

void Exchange::on_event(int socket, ip::Events events) {
  if (!answer()) {
    if ((events & ip::kProgress) != 0) {
      ares_process_fd(channel_.get(), ARES_SOCKET_BAD, socket);
    }
    // c-ares takes some of what is there at a time. It ends with nothing left, or with the socket
    // closed.
    while (!answer_ && sockets_.readable(socket)) {
      ares_process_fd(channel_.get(), socket, ARES_SOCKET_BAD);
    }
  }
  const auto on_change = on_change_;
  on_change();
}

}  // namespace hostmodem::dns
