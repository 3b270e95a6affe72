#define _GNU_SOURCE // sched_getaffinity, pthread_setname_np

#include "normkit_threads.h"

#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct start {
  void (*body)(void *);
  void *context;
};

static void *run_thread(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
#ifdef __linux__
  pthread_setname_np(pthread_self(), "normkit");
#endif
  // A thread inherits its creator's rounding mode too, which may be another by the next job.
  fesetenv(FE_DFL_ENV);
  start.body(start.context);
  return NULL;
}

int normkit_shims_start_thread(void (*body)(void *), void *context, size_t stack_size) {
  struct start *start = malloc(sizeof *start);
  if (!start) return ENOMEM;
  start->body = body;
  start->context = context;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) {
    free(start);
    return error;
  }
  // A thread inherits its creator's mask: set here, no signal can reach it even in its first instructions.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  error = pthread_create(&thread, &attributes, run_thread, start);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (error) free(start);
  return error;
}

int normkit_shims_schedulable_cores(void) {
#ifdef __linux__
  // 8,192 processors, the kernel's own limit; the standard set holds 1,024, and fails on larger machines.
  cpu_set_t mask[8] = {0};
  if (sched_getaffinity(0, sizeof mask, mask) == 0) return CPU_COUNT_S(sizeof mask, mask);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : (int)online;
}

// Swift passes a closure as two arguments, and expects the captures in the context register when it is called; Clang's
// swiftcall is that convention. Swift itself has no way to hand a non-escaping closure to another thread without
// copying it to the heap.

__attribute__((swiftcall)) struct normkit_closure normkit_shims_closure(uintptr_t code, uintptr_t captures);

__attribute__((swiftcall)) struct normkit_closure normkit_shims_closure(uintptr_t code, uintptr_t captures) {
  return (struct normkit_closure){code, captures};
}

typedef __attribute__((swiftcall)) void (*closure_code)(
    intptr_t first, intptr_t second, __attribute__((swift_context)) void *captures);

void normkit_shims_call_closure(struct normkit_closure closure, intptr_t first, intptr_t second) {
  ((closure_code)closure.code)(first, second, (void *)closure.captures);
}
