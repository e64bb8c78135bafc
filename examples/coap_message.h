// Messages of CoAP (RFC 7252): how a request is made, and an answer read.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum coap_type { CONFIRMABLE, NON_CONFIRMABLE, ACKNOWLEDGEMENT, RESET };

// The codes that a client of GET has to know. A code is a class, of 3 bits, and a detail: 2.05.
#define COAP_CODE(class, detail) ((class) << 5 | (detail))
enum {
  EMPTY = COAP_CODE(0, 0),
  GET = COAP_CODE(0, 1),
  SMALLEST_ANSWER = COAP_CODE(2, 0),
  CONTENT = COAP_CODE(2, 5),
};

enum { URI_PATH = 11, URI_QUERY = 15 };
enum { COAP_HEADER = 4, COAP_TOKEN = 4, COAP_MAX_MESSAGE = 1280 };

// A message as it is on the wire: version, type and length of the token in the first byte, code,
// identifier (2 bytes), token, options, a marker, payload.
struct coap_message {
  uint8_t data[COAP_MAX_MESSAGE];
  size_t length;
};

static inline enum coap_type type_of(const struct coap_message* message) {
  return (enum coap_type)(message->data[0] >> 4 & 3);
}

static inline uint8_t code_of(const struct coap_message* message) { return message->data[1]; }

static inline bool same_id(const struct coap_message* a, const struct coap_message* b) {
  return memcmp(a->data + 2, b->data + 2, 2) == 0;
}

// Whether a message that came is one, as far as its header goes.
static inline bool has_header(const struct coap_message* message) {
  return message->length >= COAP_HEADER && message->data[0] >> 6 == 1;
}

// Whether a message carries the answer to a request, whose token it has then.
static inline bool answers(const struct coap_message* message, const struct coap_message* request) {
  return code_of(message) >= SMALLEST_ANSWER && (message->data[0] & 0x0F) == COAP_TOKEN &&
         message->length >= COAP_HEADER + COAP_TOKEN &&
         memcmp(message->data + COAP_HEADER, request->data + COAP_HEADER, COAP_TOKEN) == 0;
}

// --- Making ---

static inline void make_acknowledgement(struct coap_message* message,
                                        const struct coap_message* of) {
  message->data[0] = 1 << 6 | ACKNOWLEDGEMENT << 4;
  message->data[1] = EMPTY;
  memcpy(message->data + 2, of->data + 2, 2);
  message->length = COAP_HEADER;
}

// Appends an option; whether it and its value are short enough. `delta`: how much its number is
// above that of the option before, at most 12.
static inline bool add_option(struct coap_message* message, int delta, const char* value,
                              size_t length) {
  enum { ONE_BYTE_MORE = 13, LONGEST = 255 };  // RFC: 7252 3.1 and 5.10
  if (length > LONGEST || message->length + 2 + length > sizeof(message->data)) return false;
  uint8_t* next = message->data + message->length;
  if (length < ONE_BYTE_MORE) {
    *next++ = (uint8_t)(delta << 4 | (int)length);
  } else {
    *next++ = (uint8_t)(delta << 4 | ONE_BYTE_MORE);
    *next++ = (uint8_t)(length - ONE_BYTE_MORE);
  }
  memcpy(next, value, length);
  message->length = (size_t)(next - message->data) + length;
  return true;
}

// Appends an option for each part of a text; the parts are between separators. `last`: the number
// of the option before.
static inline bool add_options(struct coap_message* message, int* last, int option,
                               const char* text, size_t length, char separator) {
  const char* const end = text + length;
  while (text < end) {
    const char* stop = memchr(text, separator, (size_t)(end - text));
    if (stop == NULL) stop = end;
    if (!add_option(message, option - *last, text, (size_t)(stop - text))) return false;
    *last = option;
    text = stop < end ? stop + 1 : end;
  }
  return true;
}

// Makes a confirmable GET of a path such as "sensors/temperature?unit=K"; whether it is short
// enough. Identifier and token only have to differ from those of other requests of the same
// connection, of which there are none: DTLS keeps strangers out.
static inline bool make_get(struct coap_message* message, const char* path) {
  static const uint8_t start[COAP_HEADER + COAP_TOKEN] = {
      1 << 6 | CONFIRMABLE << 4 | COAP_TOKEN, GET, 0x4D, 0x01, 't', 'o', 'k', 1};
  memcpy(message->data, start, sizeof(start));
  message->length = sizeof(start);
  if (*path == '/') ++path;
  const size_t length = strcspn(path, "?");
  const char* const query = path[length] == '?' ? path + length + 1 : "";
  int last = 0;
  return add_options(message, &last, URI_PATH, path, length, '/') &&
         add_options(message, &last, URI_QUERY, query, strlen(query), '&');
}

// --- Reading ---

// Where an option's delta, or length, of 13 and more goes on; NULL when it is no valid one.
static inline const uint8_t* extend(const uint8_t* at, const uint8_t* end, size_t* number) {
  const size_t more = *number == 13 ? 1 : *number == 14 ? 2 : 0;
  if (*number == 15 || (size_t)(end - at) < more) return NULL;
  if (more == 1) *number = 13u + at[0];
  if (more == 2) *number = 269u + (size_t)(at[0] << 8 | at[1]);
  return at + more;
}

// Finds the payload of an answer, behind its options; whether they are valid.
static inline bool find_payload(const struct coap_message* message, const uint8_t** payload,
                                size_t* length) {
  enum { PAYLOAD_MARKER = 0xFF };
  const uint8_t* const end = message->data + message->length;
  const uint8_t* at = message->data + COAP_HEADER + COAP_TOKEN;
  while (at < end && *at != PAYLOAD_MARKER) {
    size_t delta = *at >> 4;
    size_t size = *at & 0x0F;
    at = extend(at + 1, end, &delta);
    if (at != NULL) at = extend(at, end, &size);
    if (at == NULL || (size_t)(end - at) < size) return false;
    at += size;
  }
  *payload = at < end ? at + 1 : end;
  *length = (size_t)(end - *payload);
  return true;
}
