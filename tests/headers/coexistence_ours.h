// All of our headers.
#pragma once

#include <nrf_errno.h>
#include <nrf_gai_errors.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>
#include <nrf_modem_os.h>
#include <nrf_socket.h>
