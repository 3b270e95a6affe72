/* The text of the last error, one fixed buffer for each thread: telling of an error must not be able to fail. */
#include "normkit_error.h"

#include <ctype.h>
#include <string.h>

#include "normkit_parameters.h"

enum { ARGUMENT_CAPACITY = 64 };

static _Thread_local char error_text[NORMKIT_SHIMS_ERROR_CAPACITY];
static _Thread_local char error_argument[ARGUMENT_CAPACITY];

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

/* Writes the identifier that `text` begins with, as C spells it: learningRate becomes learning_rate. */
static void write_identifier(const char *text) {
  size_t end = 0;
  for (; (isalnum((unsigned char)*text) || *text == '_') && end + 2 < ARGUMENT_CAPACITY - 1; ++text) {
    if (isupper((unsigned char)*text) && end > 0) error_argument[end++] = '_';
    error_argument[end++] = (char)tolower((unsigned char)*text);
  }
  error_argument[end] = 0;
}

/* Whether the function has a parameter of the name that was written. */
static int is_parameter(const char *function) {
  char name[ARGUMENT_CAPACITY + 2] = " ";
  strcat(strcat(name, error_argument), " ");
  return error_argument[0] != 0 && strstr(normkit_shims_parameters(function, strcspn(function, "(")), name) != NULL;
}

/* Finds the argument that a sentence is about: "units must be...", "Dense: units must be...", "the model handle is...",
 * "7 is no normkit_loss".
 * A sentence that is about none of the function's leaves none. */
static void find_argument(const char *function, const char *text) {
  const char *start = text, *must = strstr(text, " must "), *enumeration = strstr(text, " is no normkit_"), *colon;
  if (enumeration != NULL) {
    start = enumeration + strlen(" is no normkit_");
  } else if (must != NULL) {
    while ((colon = strstr(start, ": ")) != NULL && colon < must) start = colon + 2;
  } else if (strstr(text, " handle is ") == NULL && strstr(text, " is in use by another call") == NULL) {
    start = "";
  }
  if (strncmp(start, "the ", 4) == 0) start += 4;
  if (strncmp(start, "fit options ", 12) == 0) start += 4;
  write_identifier(start);
  if (!is_parameter(function)) error_argument[0] = 0;
}

void normkit_shims_set_error(const char *function, const char *text) {
  size_t end = append(0, function, strcspn(function, "("));
  end = append(end, ": ", 2);
  end = append(end, text, strlen(text));
  error_text[end] = 0;
  find_argument(function, text);
}

const char *normkit_shims_error_argument(void) { return error_argument; }

const char *normkit_shims_error(void) { return error_text; }
