/* Checks for the C tests: each one counts, a failed one is printed, `report` gives the counts and the exit status. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

#include "normkit.h"

static int checks_passed, checks_failed;

/* Counts `condition`, printing `what` and the place where it does not hold. */
#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)

static void check(int holds, const char *what, const char *file, int line) {
  if (holds) {
    ++checks_passed;
  } else {
    ++checks_failed;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  }
}

/* The call works; where it does not, the library's own sentence is printed. */
#define CHECK_OK(call) check_ok((call), #call, __FILE__, __LINE__)

static inline void check_ok(normkit_status status, const char *call, const char *file, int line) {
  check(status == NORMKIT_OK, call, file, line);
  if (status != NORMKIT_OK) {
    fprintf(stderr, "  %s: %s\n", normkit_status_name(status), normkit_last_error_message());
  }
}

/* The call fails with this status and exactly this text. */
#define CHECK_FAILS(call, status, text) check_fails((call), (status), (text), #call, __FILE__, __LINE__)

static inline void check_fails(
    normkit_status got, normkit_status expected, const char *text, const char *call, const char *file, int line) {
  const char *message = normkit_last_error_message();
  int holds = got == expected && strcmp(message, text) == 0;
  check(holds, call, file, line);
  if (!holds) {
    fprintf(stderr, "  expected %s: %s\n", normkit_status_name(expected), text);
    fprintf(stderr, "  got      %s: %s\n", normkit_status_name(got), got == NORMKIT_OK ? "" : message);
  }
}

int mkstemp(char *path_template); /* POSIX's, which -std=c99 hides */
int close(int file);

/* Makes an empty file that no other process uses; `path` ends in XXXXXX and is written to. */
static inline void make_file(char *path) {
  int file = mkstemp(path);
  CHECK(file >= 0 && close(file) == 0);
}

static inline int report(const char *name) {
  printf("%s: %d passed, %d failed\n", name, checks_passed, checks_failed);
  return checks_failed != 0;
}

#endif
