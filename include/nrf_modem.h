// Life of the modem: initialise it, shut it down, ask for its state.
//
// There is one modem in a process. nrf_modem_init() powers it up; it then is in functional mode 0
// (AT+CFUN=0) with no packet data network. Between nrf_modem_init() and nrf_modem_shutdown() the
// functions of nrf_socket.h and nrf_modem_at.h do their work. Before the first initialisation they
// fail with NRF_EPERM, after a shutdown with NRF_ESHUTDOWN. Both calls can be repeated as often as
// wanted.
//
// What the modem finds around it (operator, packet data networks, link, clock) is configured
// through hostmodem.h, or by the file that the environment variable HOSTMODEM_CONFIG names.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hostmodem_export.h"

#ifdef __cplusplus
extern "C" {
#endif

// Number of sockets that can be open at a time.
// Spec: nrf_sockets.rst, "Networking sockets"
#define NRF_MODEM_MAX_SOCKET_COUNT 8

// Size in bytes that applications give to the control area of the shared memory.
#define NRF_MODEM_SHMEM_CTRL_SIZE 0x4e8

// A part of the memory that application and modem share on the chip. On a host nothing is placed in
// it: any value is accepted, and neither read nor written through.
struct nrf_modem_shmem_region {
  uintptr_t base;  // address; as wide as a pointer, so that no host address is cut off
  uint32_t size;   // in bytes
};

// The shared memory, by use.
struct nrf_modem_shmem_cfg {
  struct nrf_modem_shmem_region ctrl;   // control structures
  struct nrf_modem_shmem_region tx;     // application to modem
  struct nrf_modem_shmem_region rx;     // modem to application
  struct nrf_modem_shmem_region trace;  // modem trace
};

// Why a modem crashed. This one crashes only when hostmodem_modem_fault() tells it to.
#define NRF_MODEM_FAULT_UNDEFINED 0x001         // an interrupt that has no handler, or the like
#define NRF_MODEM_FAULT_HW_WD_RESET 0x002       // the watchdog
#define NRF_MODEM_FAULT_HARDFAULT 0x003         // exceptions of the processor: hard fault,
#define NRF_MODEM_FAULT_MEM_MANAGE 0x004        // memory protection,
#define NRF_MODEM_FAULT_BUS 0x005               // bus,
#define NRF_MODEM_FAULT_USAGE 0x006             // instruction
#define NRF_MODEM_FAULT_SECURE_RESET 0x007      // reset from outside
#define NRF_MODEM_FAULT_PANIC_DOUBLE 0x008      // a crash while a crash was handled
#define NRF_MODEM_FAULT_PANIC_RESET_LOOP 0x009  // it crashed at each start
#define NRF_MODEM_FAULT_ASSERT 0x010            // a check in the modem's code failed
#define NRF_MODEM_FAULT_PANIC 0x011             // the modem's code asked for it
#define NRF_MODEM_FAULT_FLASH_ERASE 0x012       // its flash could not be erased
#define NRF_MODEM_FAULT_FLASH_WRITE 0x013       // its flash could not be written
#define NRF_MODEM_FAULT_POFWARN 0x014           // too low a voltage
#define NRF_MODEM_FAULT_THWARN 0x015            // too high a temperature

// What a modem that crashed says about it.
struct nrf_modem_fault_info {
  uint32_t reason;           // NRF_MODEM_FAULT_*, or another number
  uint32_t program_counter;  // where the modem was; 0 when it is not known
};

// Called by the modem thread when the modem crashed. `fault_info` is valid during the call. The
// handler must not block; after it returns every socket and AT function fails until
// nrf_modem_shutdown() and nrf_modem_init() were called (from another thread).
typedef void (*nrf_modem_fault_handler_t)(struct nrf_modem_fault_info* fault_info);

// On the chip: called during nrf_modem_init() with the result of a modem firmware update. There is
// no firmware to update here: it is accepted and never called.
typedef void (*nrf_modem_dfu_handler_t)(uint32_t dfu_result);

// Parameters of nrf_modem_init().
struct nrf_modem_init_params {
  struct nrf_modem_shmem_cfg shmem;         // accepted, not used
  uint32_t ipc_irq_prio;                    // accepted, not used: there are no interrupts
  nrf_modem_fault_handler_t fault_handler;  // NULL is accepted, with a warning in the log
  nrf_modem_dfu_handler_t dfu_handler;      // may be NULL
};

// Initialises the modem and powers it up, in functional mode 0.
//
// init_params: the parameters; the structure is copied, so that it may be a local variable.
//
// Returns 0, or a negative error. (There are no positive results: no firmware is ever updated.)
//   -NRF_EFAULT  `init_params` is NULL
//   -NRF_EPERM   the modem is initialised already, also when it has crashed since; or it was in the
//                process of which this one is a fork()
//   -NRF_EINVAL  the configuration of the modem is not valid; the log names file and line
//   -NRF_ENOMEM  no memory, or no thread could be started
//
// Blocks until the modem runs, a few milliseconds. From any thread, but not at the same time as
// nrf_modem_shutdown(), and not inside a callback (-NRF_EPERM).
HOSTMODEM_API int nrf_modem_init(const struct nrf_modem_init_params* init_params);

// Shuts the modem down. Every blocked call of another thread returns with NRF_ESHUTDOWN (nrf_poll()
// with all its entries filled in), all sockets are closed, connections are dropped. When it returns
// no callback runs any more, and none will before the next nrf_modem_init(). The handlers and the
// custom commands of nrf_modem_at.h stay set.
//
// Returns 0, or a negative error:
//   -NRF_EPERM  the modem is not initialised, or the call is made inside a callback
//
// Blocks until a callback that is running has returned. From any thread.
HOSTMODEM_API int nrf_modem_shutdown(void);

// Whether the modem is initialised: true from a successful nrf_modem_init() to
// nrf_modem_shutdown(), or to its crash. Does not block; from any thread, and inside callbacks.
HOSTMODEM_API bool nrf_modem_is_initialized(void);

// The version of this library, as text such as "hostmodem 1.2.3". The string belongs to the
// library, is the same for the life of the process and must not be changed (the pointer is not to
// const because applications assign it to a char *). Never NULL. Does not block; from any thread,
// whether or not the modem is initialised.
HOSTMODEM_API char* nrf_modem_build_version(void);

#ifdef __cplusplus
}
#endif
