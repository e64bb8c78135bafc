#include "ip/lwip_port.h"

#include <lwip/sys.h>
#include <lwip/tcpip.h>

#include <chrono>
#include <utility>
#include <vector>

namespace hostmodem::ip::lwip_port {
namespace {

struct Callback {
  tcpip_callback_fn function;
  void* context;
};

// lwIP is one stack per process, and so is its port.
const Clock* g_clock = nullptr;
std::vector<Callback> g_callbacks;

}  // namespace

void set_clock(const Clock* clock) { g_clock = clock; }

bool run_callbacks() {
  if (g_callbacks.empty()) return false;
  for (const Callback& callback : std::exchange(g_callbacks, {})) {
    callback.function(callback.context);
  }
  return true;
}

void drop_callbacks(const void* context) {
  std::erase_if(g_callbacks,
                [context](const Callback& callback) { return callback.context == context; });
}

}  // namespace hostmodem::ip::lwip_port

extern "C" {

__attribute__((visibility("default"))) u32_t sys_now(void) {
  using hostmodem::ip::lwip_port::g_clock;
  if (g_clock == nullptr) return 0;
  const auto elapsed = g_clock->now().time_since_epoch();
  return static_cast<u32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

__attribute__((visibility("default"))) err_t tcpip_try_callback(tcpip_callback_fn function,
                                                                void* context) {
  hostmodem::ip::lwip_port::g_callbacks.push_back({function, context});
  return ERR_OK;
}

}  // extern "C"
