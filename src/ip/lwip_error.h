#pragma once

#include <lwip/err.h>

#include "base/error.h"

/// lwIP's results as the Modem library's errors. Internal to ip/.
namespace hostmodem::ip {

inline Errno to_errno(err_t error) {
  switch (error) {
    case ERR_MEM:
    case ERR_BUF:
      return Errno::kNoBufs;
    case ERR_TIMEOUT:
      return Errno::kTimedOut;
    case ERR_RTE:
    case ERR_IF:
      return Errno::kNetUnreach;
    case ERR_INPROGRESS:
      return Errno::kInProgress;
    case ERR_WOULDBLOCK:
      return Errno::kAgain;
    case ERR_USE:
      return Errno::kAddrInUse;
    case ERR_ALREADY:
      return Errno::kAlready;
    case ERR_ISCONN:
      return Errno::kIsConn;
    case ERR_CONN:
    case ERR_CLSD:
      return Errno::kNotConn;
    case ERR_ABRT:
      return Errno::kConnAborted;
    case ERR_RST:
      return Errno::kConnReset;
    default:
      return Errno::kInval;
  }
}

}  // namespace hostmodem::ip
