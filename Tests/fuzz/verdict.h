/* What every answer to a hostile file must be. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normkit.h"

/* Ends the program, for the fuzzer to see, unless the answer is one that a file can deserve, with a sentence. */
static inline void expect_verdict(const char *function, normkit_status status) {
  const char *text = normkit_last_error_message();
  size_t length = strlen(function);
  if (status == NORMKIT_OK) return;
  int deserved = status == NORMKIT_FORMAT || status == NORMKIT_UNSUPPORTED || status == NORMKIT_OUT_OF_MEMORY ||
      status == NORMKIT_SHAPE;
  if (deserved && strncmp(text, function, length) == 0 && text[length] == ':') return;
  fprintf(stderr, "%s: %s: %s\n", function, normkit_status_name(status), text);
  abort();
}

#endif
