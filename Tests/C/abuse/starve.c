/* A machine that runs out of memory in any call of any function. First each call is made again and again: without memory
 * from its first request on, from its second on, and so forth, until it has all that it asks for; a call that fails
 * changes nothing, so it is the same call each time. Then whole sequences, in processes whose address space has hardly
 * any room left. A call works or says NORMKIT_OUT_OF_MEMORY; afterwards all is as before.
 * Usage: starve FOLDER [SEQUENCES [STRIDE]]: after each request number n tried comes n + 1 + n / STRIDE; 0 for each one. */
#define _DEFAULT_SOURCE
#include "allocations.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

enum { WARMING = 100, TIMES = 6, PROCESSES = 24, STEP = 1 << 10, MOST_REQUESTS = 20000, PATIENCE = 120 };

static struct tally counts;
static long places, stride, repeated, requests;

/* Tells in which call the process dies. */
static void on_signal(int number) {
  const struct call *calls;
  all_calls(&calls);
  refused_from = -1;
  fprintf(stderr, "%s: signal %d with memory for %ld requests\n", calls[counts.workers[0].call].name, number, requests);
  signal(number, SIG_DFL);
  raise(number);
}

static struct world *make_world(const char *folder, uint64_t sequence) {
  struct world *world = calloc(1, sizeof *world);
  if (world == NULL) abort();
  snprintf(world->folder, sizeof world->folder, "%s", folder);
  world->random = sequence * UINT64_C(0xd1342543de82ef95);
  begin_sequence(world);
  return world;
}

/* Everything can be freed, and the library gives the bits that it gave before. */
static void finish(struct world *world, double expected) {
  normkit_set_num_threads(0);
  free_everything(world);
  double loss = certain_loss(world);
  if (memcmp(&loss, &expected, sizeof loss) != 0) violation(world, "starve", "other bits after memory ran out");
  free(world);
}

static void starve(struct world *world, const struct call *call) {
  uint64_t random = world->random;
  for (long limit = 0; limit < MOST_REQUESTS; limit += 1 + (stride > 0 ? limit / stride : 0)) {
    world->random = random;
    long before = allocations();
    requests = limit;
    __atomic_store_n(&refused_from, before + limit, __ATOMIC_RELAXED);
    call->make(world);
    __atomic_store_n(&refused_from, -1, __ATOMIC_RELAXED);
    ++repeated;
    if (allocations() - before <= limit) return;
    ++places;
  }
}

/* Lets the stack grow to what calls will need of it, while it can. */
static void touch_stack(void) {
  volatile char stack[1 << 20];
  for (size_t byte = 0; byte < sizeof stack; byte += 4096) stack[byte] = 1;
}

/* Takes all memory that there is but `room` bytes, for good. */
static void leave(size_t room) {
  void *volatile block = malloc(room), *volatile taken;
  for (size_t size = 1 << 20; size >= 16; size /= 2) {
    while ((taken = malloc(size)) != NULL) continue;
  }
  free(block);
}

static int in_little_space(const char *folder, uint64_t sequence, rlim_t room, double expected) {
  const struct call *calls;
  int count = all_calls(&calls);
  long pages = 0;
  struct rlimit limits;
  alarm(PATIENCE);
  struct world *world = make_world(folder, sequence);
  touch_stack();
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%ld", &pages) != 1 || getrlimit(RLIMIT_AS, &limits) != 0) return 2;
  fclose(file);
  rlim_t before = limits.rlim_cur;
  limits.rlim_cur = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + room;
  setrlimit(RLIMIT_AS, &limits);
  leave(room);
  for (int call = 0; call < 2 * count; ++call) calls[below(world, count)].make(world);
  limits.rlim_cur = before;
  setrlimit(RLIMIT_AS, &limits);
  uint64_t refused = 0;
  for (int call = 0; call < count; ++call) refused += counts.statuses[call][NORMKIT_OUT_OF_MEMORY];
  finish(world, expected);
  fflush(stderr);
  return counts.violations != 0 ? 2 : refused > 0;
}

/* Runs sequences, each in a process with more room than the one before. Returns how many ran out; -1 for one that broke. */
static int run_in_little_space(const char *folder, double expected) {
  int ran_out = 0;
  for (int process = 0; process < PROCESSES; ++process) {
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(in_little_space(folder, (uint64_t)process, (rlim_t)process * STEP, expected));
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
      fprintf(stderr, "with %d KB of address space: ended with %#x\n", process * STEP / 1024, (unsigned)status);
      return -1;
    }
    ran_out += WEXITSTATUS(status);
  }
  return ran_out;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: %s FOLDER [SEQUENCES [STRIDE]]\n", argv[0]), 2;
  const struct call *calls;
  int count = all_calls(&calls), refused = 0, sequences = argc > 2 ? atoi(argv[2]) : 1;
  stride = argc > 3 ? atol(argv[3]) : 4;
  tally = &counts;
  signal(SIGABRT, on_signal);
  signal(SIGSEGV, on_signal);
  signal(SIGILL, on_signal);
  fill_pools();
  mkdir(argv[1], 0777);
  prepare_folder(argv[1]);
  struct world first = {0};
  double expected = certain_loss(&first);
  /* What the Swift and C++ runtimes make once, they have made: the C++ library in the host can do nothing but throw. */
  for (uint64_t sequence = 0; sequence < WARMING; ++sequence) {
    struct world warm = {0};
    snprintf(warm.folder, sizeof warm.folder, "%s", argv[1]);
    run_sequence(&warm, sequence);
  }
  memset(&counts, 0, sizeof counts);
  int ran_out = run_in_little_space(argv[1], expected);
  for (int sequence = 0; sequence < sequences; ++sequence) {
    struct world *world = make_world(argv[1], (uint64_t)sequence);
    for (int time = 0; time < TIMES * count; ++time) starve(world, &calls[time % count]);
    finish(world, expected);
  }
  for (int call = 0; call < count; ++call) refused += counts.statuses[call][NORMKIT_OUT_OF_MEMORY] > 0;
  printf("%d functions, %ld places to run out of memory in, %ld calls; %d functions said so, the others could do without\n",
      count, places, repeated, refused);
  printf("%d processes with little address space, %d of which ran out\n", PROCESSES, ran_out);
  bool good = counts.violations == 0 && places > 1000 && refused >= 12 && ran_out >= PROCESSES / 4;
  printf("starve: %d passed, %d failed\n", good, !good);
  return !good;
}
