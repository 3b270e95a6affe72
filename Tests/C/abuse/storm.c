/* Random calls from several threads at once, on the same models, datasets, optimizers and histories: each thread may use,
 * change or free what another made. Run with the library under ThreadSanitizer.
 * Usage: storm FOLDER [CALLS [THREADS]] */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "calls.h"

static struct tally counts;
static long calls_each;
static const char *folder;

static void *play(void *number) {
  struct world *world = calloc(1, sizeof *world);
  const struct call *calls;
  int count = all_calls(&calls);
  if (world == NULL) abort();
  worker = (int)(size_t)number;
  world->random = (uint64_t)worker << 32;
  world->shares = true;
  snprintf(world->folder, sizeof world->folder, "%s/%d", folder, worker);
  for (long call = 0; call < calls_each; ++call) {
    const struct call *drawn = &calls[below(world, count)];
    /* Callbacks belong to their world, and many threads of the library's own are another test's matter. */
    if (strcmp(drawn->name, "normkit_set_num_threads") == 0) continue;
    /* What is freed at once cannot be shared. */
    if (strstr(drawn->name, "_free") != NULL && chance(world, 75)) continue;
    drawn->make(world);
    if (call % 20 == 0) prepare_objects(world);
  }
  free_everything(world);
  free(world);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: %s FOLDER [CALLS [THREADS]]\n", argv[0]), 2;
  folder = argv[1];
  long wanted = argc > 2 ? atol(argv[2]) : 100000;
  int threads = argc > 3 ? atoi(argv[3]) : WORKERS;
  pthread_t players[WORKERS];
  if (threads < 1 || threads > WORKERS) return fprintf(stderr, "1 to %d threads\n", WORKERS), 2;
  calls_each = wanted / threads;
  tally = &counts;
  fill_pools();
  const struct call *calls;
  all_calls(&calls); /* made before there are threads */
  mkdir(folder, 0777);
  for (int thread = 0; thread < threads; ++thread) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%d", folder, thread);
    prepare_folder(path);
  }
  for (int thread = 0; thread < threads; ++thread) {
    if (pthread_create(&players[thread], NULL, play, (void *)(size_t)thread) != 0) return perror("pthread_create"), 2;
  }
  for (int thread = 0; thread < threads; ++thread) pthread_join(players[thread], NULL);
  uint64_t worked = 0, busy = 0, stale = 0;
  for (int call = 0; call < MAXIMUM_CALLS; ++call) {
    worked += counts.statuses[call][NORMKIT_OK];
    busy += counts.statuses[call][NORMKIT_BUSY];
    stale += counts.statuses[call][NORMKIT_HANDLE];
  }
  printf("%llu calls on %d threads: %llu worked, %llu met a busy object, %llu a handle freed or made up\n",
      (unsigned long long)counts.calls, threads, (unsigned long long)worked, (unsigned long long)busy,
      (unsigned long long)stale);
  bool good = counts.violations == 0 && worked > counts.calls / 5 && busy > 0 && stale > 0;
  printf("storm: %d passed, %d failed\n", good, !good);
  return !good;
}
