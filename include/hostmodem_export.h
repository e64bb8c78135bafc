// What every public header of hostmodem needs: how a symbol is exported, and how the compiler is
// told to check a format string. Nothing here is for applications.
#pragma once

#if defined(__GNUC__) || defined(__clang__)
// The symbol is part of the library's interface: it stays visible when the library is built with
// -fvisibility=hidden.
#define HOSTMODEM_API __attribute__((visibility("default")))
// Argument number `format` is a printf() (or scanf()) format; its arguments start at number
// `first`.
#define HOSTMODEM_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#define HOSTMODEM_SCANF(format_index, first) __attribute__((format(scanf, format_index, first)))
#else
#define HOSTMODEM_API
#define HOSTMODEM_PRINTF(format_index, first)
#define HOSTMODEM_SCANF(format_index, first)
#endif
