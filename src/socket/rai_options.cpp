#include "socket/rai_options.h"

#include "nrf_socket.h"
#include "radio/release_assistance.h"
#include "socket/option_value.h"

namespace hostmodem::socket {
namespace {

using radio::Expectation;

static_assert(static_cast<int>(Expectation::kNoData) == NRF_RAI_NO_DATA);
static_assert(static_cast<int>(Expectation::kLast) == NRF_RAI_LAST);
static_assert(static_cast<int>(Expectation::kOneResponse) == NRF_RAI_ONE_RESP);
static_assert(static_cast<int>(Expectation::kOngoing) == NRF_RAI_ONGOING);
static_assert(static_cast<int>(Expectation::kWaitMore) == NRF_RAI_WAIT_MORE);

Status expect(Socket& socket, Expectation expectation) {
  const bool unconnected = !socket.kind().raw && !socket.connected();
  if (expectation == Expectation::kNoData && unconnected) return fail(Errno::kDestAddrReq);
  socket.expect(expectation);
  return {};
}

/// Of the options whose name says it all: a value is not needed, and does not matter.
Status expect_any(Socket& socket, Expectation expectation, OptionValue value) {
  if (value) {
    if (const auto given = value_as<int>(value); !given) return fail(given.error());
  }
  return expect(socket, expectation);
}

}  // namespace

Status set_rai(Socket& socket, OptionValue value) {
  const auto given = value_as<int>(value);
  if (!given) return fail(given.error());
  if (*given < NRF_RAI_NO_DATA || *given > NRF_RAI_WAIT_MORE) return fail(Errno::kInval);
  return expect(socket, static_cast<Expectation>(*given));
}

Status set_rai_no_data(Socket& socket, OptionValue value) {
  return expect_any(socket, Expectation::kNoData, value);
}

Status set_rai_last(Socket& socket, OptionValue value) {
  return expect_any(socket, Expectation::kLast, value);
}

Status set_rai_one_response(Socket& socket, OptionValue value) {
  return expect_any(socket, Expectation::kOneResponse, value);
}

Status set_rai_ongoing(Socket& socket, OptionValue value) {
  return expect_any(socket, Expectation::kOngoing, value);
}

Status set_rai_wait_more(Socket& socket, OptionValue value) {
  return expect_any(socket, Expectation::kWaitMore, value);
}

}  // namespace hostmodem::socket
