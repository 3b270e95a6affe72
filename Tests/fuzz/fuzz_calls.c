/* Sequences of C calls under libFuzzer: its bytes choose the functions, the handles and the arguments. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calls.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tally counts;
static char folder[PATH / 2 - 8];

static void finish(void) {
  fprintf(stderr, "%llu calls in %llu sequences, %llu violations\n", (unsigned long long)counts.calls,
      (unsigned long long)counts.sequences, (unsigned long long)counts.violations);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count;
  (void)arguments;
  tally = &counts;
  fill_pools();
  /* In memory where that can be: saving waits for a disk. */
  snprintf(folder, sizeof folder, "%s/normkit-fuzz-%d", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
  prepare_folder(folder);
  atexit(finish);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct world world = {0};
  snprintf(world.folder, sizeof world.folder, "%s", folder);
  run_fuzzed_sequence(&world, data, size);
  ++counts.sequences;
  if (counts.violations != 0) abort();
  return 0;
}
