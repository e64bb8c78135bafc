// Bringing the modem to its network, and back: what the small examples share. An example that
// stores credentials does so between start_modem() and join_network(): the modem takes them only
// while it is offline.

#pragma once

#ifndef _POSIX_C_SOURCE
#error "<semaphore.h> and clock_gettime() need _POSIX_C_SOURCE, before the first header"
#endif

#include <errno.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum { REGISTRATION_TIMEOUT_S = 120 };

static sem_t registration_changed;
static atomic_int registration;

// Called in the modem's interrupt context: notes the state, and leaves the rest to others.
static void on_notification(const char* text) {
  int state = 0;
  if (sscanf(text, "+CEREG: %d", &state) != 1) return;
  atomic_store(&registration, state);
  sem_post(&registration_changed);
}

static bool is_registered(void) {
  const int state = atomic_load(&registration);
  return state == 1 || state == 5;  // at home, or roaming
}

static bool wait_for_registration(void) {
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += REGISTRATION_TIMEOUT_S;
  while (!is_registered()) {
    if (sem_timedwait(&registration_changed, &limit) != 0 && errno == ETIMEDOUT) {
      fprintf(stderr, "not registered after %d s\n", REGISTRATION_TIMEOUT_S);
      return false;
    }
  }
  return true;
}

static void on_fault(struct nrf_modem_fault_info* fault) {
  fprintf(stderr, "the modem crashed: reason 0x%x\n", (unsigned)fault->reason);
}

// Initialises the modem, which is offline then. Says what went wrong. What it began, go_offline()
// ends.
static bool start_modem(void) {
  if (sem_init(&registration_changed, 0, 0) != 0) {
    perror("sem_init");
    return false;
  }
  const struct nrf_modem_init_params params = {.fault_handler = on_fault};
  const int error = nrf_modem_init(&params);
  if (error != 0) {
    fprintf(stderr, "nrf_modem_init: error %d\n", -error);
    return false;
  }
  nrf_modem_at_notif_handler_set(on_notification);
  return true;
}

// Switches the radio on and waits until the modem is registered. Says what went wrong.
static bool join_network(void) {
  if (nrf_modem_at_printf("AT+CEREG=1") != 0 || nrf_modem_at_printf("AT+CFUN=1") != 0) {
    fprintf(stderr, "the modem does not go online\n");
    return false;
  }
  return wait_for_registration();
}

// Both at once, for an example that has nothing to do between.
static inline bool go_online(void) { return start_modem() && join_network(); }

static bool go_offline(void) {
  if (!nrf_modem_is_initialized()) return false;
  const bool off = nrf_modem_at_printf("AT+CFUN=0") == 0;
  const bool down = nrf_modem_shutdown() == 0;
  sem_destroy(&registration_changed);
  return off && down;
}
