/* Whether an answer is one that the API promises. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

struct tally *tally;
__thread int worker;

int all_calls(const struct call **out_calls) {
  static struct call calls[MAXIMUM_CALLS];
  static int count;
  const struct call *const groups[] = {
    library_calls, dataset_calls, model_calls, layer_calls, image_calls, normalization_calls, optimizer_calls,
    option_calls, training_calls, history_calls, diagnosis_calls, tensor_calls, file_calls,
  };
  if (count == 0) {
    for (size_t group = 0; group < sizeof groups / sizeof groups[0]; ++group) {
      for (const struct call *call = groups[group]; call->name != NULL; ++call) {
        if (count == MAXIMUM_CALLS) abort();
        calls[count++] = *call;
      }
    }
  }
  *out_calls = calls;
  return count;
}

static int number_of(const char *name) {
  enum { REMEMBERED = 1024 };
  /* Names are literals: one that was looked up is known by its address. */
  static __thread struct {
    const char *name;
    int number;
  } remembered[REMEMBERED];
  size_t place = ((uintptr_t)name >> 3) % REMEMBERED;
  const struct call *calls;
  if (remembered[place].name == name) return remembered[place].number;
  int count = all_calls(&calls);
  for (int call = 0; call < count; ++call) {
    if (strcmp(calls[call].name, name) != 0) continue;
    remembered[place].name = name;
    remembered[place].number = call;
    return call;
  }
  abort();
}

void violation(struct world *world, const char *name, const char *what) {
  (void)world;
  __atomic_fetch_add(&tally->violations, 1, __ATOMIC_RELAXED);
  fprintf(stderr, "sequence %llu: %s: %s\n", (unsigned long long)tally->workers[worker].sequence, name, what);
  fprintf(stderr, "  last error: %.300s\n", normkit_last_error_message());
}

void announce(struct world *world, const char *name) {
  tally->workers[worker].call = number_of(name);
  if (world->verbose) fprintf(stderr, "%*s%s\n", 2 * world->depth, "", name);
  memset(&world->outputs[world->depth], 0xa5, sizeof world->outputs[0]);
  memset(written_text[world->depth], 0x5a, sizeof written_text[0]);
}

normkit_status judge(struct world *world, const char *name, normkit_status status) {
  if (world->verbose) {
    fprintf(stderr, "%*s= %s %.200s\n", 2 * world->depth, "", normkit_status_name(status),
        status == NORMKIT_OK ? "" : normkit_last_error_message());
  }
  if ((unsigned)status >= STATUSES) {
    violation(world, name, "answers with a number that is no status");
    return status;
  }
  __atomic_fetch_add(&tally->calls, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&tally->statuses[number_of(name)][status], 1, __ATOMIC_RELAXED);
  if (status == NORMKIT_OK) return status;
  if (status == NORMKIT_INTERNAL) violation(world, name, "fails with a mistake of the library's own");
  const char *message = normkit_last_error_message();
  size_t length = strlen(name);
  if (strncmp(message, name, length) != 0 || message[length] != ':' || strlen(message) < length + 5) {
    violation(world, name, "fails without naming itself and saying why");
  }
  for (size_t index = 0; index < sizeof world->outputs[0]; ++index) {
    if (world->outputs[world->depth].bytes[index] != 0xa5) {
      violation(world, name, "fails but has written a result");
      break;
    }
  }
  if (written_text[world->depth][0] != 0x5a) violation(world, name, "fails but has written a text");
  return status;
}
