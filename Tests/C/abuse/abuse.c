/* Runs random sequences of calls of every C function, good and bad, in child processes, and counts what became of them.
 * Usage: abuse FOLDER [SEQUENCES [FIRST]]; abuse --list; abuse --trace FOLDER SEQUENCE, in this very process. */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

/* Sequences that one child runs, seconds that one may take, children at once, bytes that a child may have. */
enum { CHUNK = 250, PATIENCE = 120, PROCESSES = 2 };
static const rlim_t address_space = (rlim_t)4 << 30;

static int signals, hangs, exits;

static void run(const char *folder, uint64_t sequence, bool verbose) {
  struct world world = {0};
  world.verbose = verbose;
  snprintf(world.folder, sizeof world.folder, "%s/%d", folder, worker);
  tally->workers[worker].sequence = sequence;
  alarm(PATIENCE);
  run_sequence(&world, sequence);
  __atomic_fetch_add(&tally->sequences, 1, __ATOMIC_RELAXED);
  if (world.trained) __atomic_fetch_add(&tally->trained, 1, __ATOMIC_RELAXED);
}

static void limit(int resource, rlim_t value) {
  struct rlimit limits;
  getrlimit(resource, &limits);
  limits.rlim_cur = value < limits.rlim_max ? value : limits.rlim_max;
  setrlimit(resource, &limits);
}

static void run_child(const char *folder, uint64_t first, uint64_t end) {
  limit(RLIMIT_AS, address_space);
  limit(RLIMIT_CORE, 0);
  for (uint64_t sequence = first; sequence < end; ++sequence) run(folder, sequence, false);
  fflush(stderr);
  _exit(0);
}

/* Tells of a child that did not end well. Returns the sequence to go on with. */
static uint64_t bury(int dead, int status, uint64_t end) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return end;
  const struct call *calls;
  all_calls(&calls);
  uint64_t sequence = tally->workers[dead].sequence;
  const char *name = calls[tally->workers[dead].call].name;
  bool by_signal = WIFSIGNALED(status);
  if (by_signal && WTERMSIG(status) == SIGALRM) {
    ++hangs;
  } else if (by_signal) {
    ++signals;
  } else {
    ++exits;
  }
  fprintf(stderr, "sequence %llu: %s: %s %d\n", (unsigned long long)sequence, name,
      by_signal ? "ended by signal" : "ended the process with", by_signal ? WTERMSIG(status) : WEXITSTATUS(status));
  return sequence + 1;
}

static void run_all(const char *folder, uint64_t first, uint64_t count) {
  uint64_t next = first, end = first + count, chunk_end[PROCESSES] = {0};
  pid_t children[PROCESSES] = {0};
  uint64_t begin[PROCESSES] = {0};
  for (int busy = 0;;) {
    for (int slot = 0; slot < PROCESSES; ++slot) {
      if (children[slot] != 0) continue;
      if (begin[slot] == chunk_end[slot]) {
        if (next == end) continue;
        begin[slot] = next;
        next = chunk_end[slot] = end - next < CHUNK ? end : next + CHUNK;
      }
      children[slot] = fork();
      if (children[slot] == 0) {
        worker = slot;
        run_child(folder, begin[slot], chunk_end[slot]);
      }
      ++busy;
    }
    if (busy == 0) return;
    int status;
    pid_t dead = wait(&status);
    for (int slot = 0; slot < PROCESSES; ++slot) {
      if (children[slot] != dead) continue;
      children[slot] = 0;
      begin[slot] = bury(slot, status, chunk_end[slot]);
      --busy;
    }
  }
}

/* Functions that were never seen to work, or, where they can fail, to fail; 0 when the draw reaches everything. */
static int print_unreached(void) {
  const struct call *calls;
  int count = all_calls(&calls), unreached = 0;
  for (int call = 0; call < count; ++call) {
    uint64_t failures = 0;
    for (int status = 1; status < STATUSES; ++status) failures += tally->statuses[call][status];
    /* The first calls of the list answer with text or a number, never with a status. */
    bool can_fail = call >= 6;
    if (tally->statuses[call][NORMKIT_OK] > 0 && (failures > 0 || !can_fail)) continue;
    fprintf(stderr, "%s: never %s\n", calls[call].name, failures > 0 ? "worked" : "failed");
    ++unreached;
  }
  return unreached;
}

static void print_statuses(void) {
  for (int status = 0; status < STATUSES; ++status) {
    uint64_t sum = 0;
    for (int call = 0; call < MAXIMUM_CALLS; ++call) sum += tally->statuses[call][status];
    printf("  %-26s %llu\n", normkit_status_name((normkit_status)status), (unsigned long long)sum);
  }
}

static int list(void) {
  const struct call *calls;
  int count = all_calls(&calls);
  for (int call = 0; call < count; ++call) puts(calls[call].name);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--list") == 0) return list();
  if (argc < 2) return fprintf(stderr, "usage: %s FOLDER [SEQUENCES [FIRST]]\n", argv[0]), 2;
  tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (tally == MAP_FAILED) return perror("mmap"), 2;
  fill_pools();
  bool trace = argc == 4 && strcmp(argv[1], "--trace") == 0;
  const char *folder = argv[trace ? 2 : 1];
  mkdir(folder, 0777);
  for (int slot = 0; slot < PROCESSES; ++slot) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%d", folder, slot);
    prepare_folder(path);
  }
  if (trace) {
    limit(RLIMIT_AS, address_space);
    run(folder, strtoull(argv[3], NULL, 10), true);
    return tally->violations != 0;
  }
  uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 10000;
  run_all(folder, argc > 3 ? strtoull(argv[3], NULL, 10) : 0, count);
  int unreached = count >= 2000 ? print_unreached() : 0;
  bool half = 2 * tally->trained >= count;
  print_statuses();
  printf("%llu sequences, %llu calls, %llu sequences trained first, %d signals, %d hangs, %d exits, %llu violations\n",
      (unsigned long long)tally->sequences, (unsigned long long)tally->calls, (unsigned long long)tally->trained,
      signals, hangs, exits, (unsigned long long)tally->violations);
  bool good = half && unreached == 0 && signals + hangs + exits == 0 && tally->violations == 0;
  printf("abuse: %llu passed, %d failed\n", (unsigned long long)tally->sequences, good ? 0 : 1);
  return !good;
}
