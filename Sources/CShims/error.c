/* The text of the last error, one fixed buffer for each thread: telling of an error must not be able to fail. */
#include "normkit_error.h"

#include <string.h>

static _Thread_local char error_text[NORMKIT_SHIMS_ERROR_CAPACITY];

/* Appends `length` bytes at `end`, as many as fit; returns the new end. */
static size_t append(size_t end, const char *bytes, size_t length) {
  size_t room = NORMKIT_SHIMS_ERROR_CAPACITY - 1 - end;
  if (length > room) {
    length = room;
    /* A byte 10xxxxxx goes on with a character: step back to where one begins. */
    while (length > 0 && ((unsigned char)bytes[length] & 0xC0) == 0x80) --length;
  }
  memcpy(error_text + end, bytes, length);
  return end + length;
}

void normkit_shims_set_error(const char *function, const char *text) {
  size_t end = append(0, function, strcspn(function, "("));
  end = append(end, ": ", 2);
  end = append(end, text, strlen(text));
  error_text[end] = 0;
}

const char *normkit_shims_error(void) { return error_text; }
