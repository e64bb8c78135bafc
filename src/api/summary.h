#pragma once

#include <mutex>
#include <string_view>

#include "hostmodem.h"
#include "modem/modem.h"
#include "pdn/impairments.h"
#include "radio/energy_meter.h"

namespace hostmodem::api {

/// What the modems of this process did, for hostmodem_summary_get() and for the file that
/// $HOSTMODEM_SUMMARY names.
///
/// Theory of operation: the parts count, and this class copies what they have into the record of
/// the present modem. With a file it does so after every operation and every turn of the event
/// loop, and writes the record over the one in the file: what the host was given by write()
/// survives whatever ends the process, so nothing has to be done at the end, and no timer changes
/// how the modem runs. Errors of calls are told after the call has left the modem, and also
/// when there is none; they belong to the modem that comes next then.
///
/// Thread: any. It has a lock of its own, which is taken after the modem's; update() is called
/// under both.
class Summaries {
 public:
  static Summaries& instance();

  /// A modem is going to be initialised. Opens the file, if there shall be one; returns whether
  /// there is.
  bool begin();

  /// Copies what the modem has.
  void update(Modem& modem, hostmodem_summary_state state);

  void count_error(const char* call, int number);

  [[nodiscard]] hostmodem_summary record() const;

  /// In the child of a fork(): what there is, is the parent's. False: another thread held the lock,
  /// which stays locked here for ever.
  bool forget();

 private:
  void open();
  void write();

  mutable std::mutex mutex_;
  hostmodem_summary record_ = empty();
  std::size_t index_ = 0;  ///< of the record in the file
  int fd_ = -1;            ///< never closed: errors come until the process ends

  static hostmodem_summary empty();
};

/// The same counters, as hostmodem.h has them.
hostmodem_faults faults_in_c(const pdn::FaultCounters& counters);
hostmodem_radio_usage usage_in_c(const radio::EnergyMeter::Usage& usage);

}  // namespace hostmodem::api
