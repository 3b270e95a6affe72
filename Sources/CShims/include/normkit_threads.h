#ifndef NORMKIT_THREADS_H
#define NORMKIT_THREADS_H

#include <stddef.h>
#include <stdint.h>

/// Starts a detached thread that blocks all signals. Returns 0, or the error number of pthread_create.
int normkit_shims_start_thread(void (*_Nonnull body)(void *_Nullable), void *_Nullable context, size_t stack_size);

/// The cores in this thread's affinity mask; where the system has none, the cores that are online; at least 1.
int normkit_shims_schedulable_cores(void);

/// A Swift closure `(Int, Int) -> Void` as its two words: code, and what it captured. Not retained.
struct normkit_closure {
  uintptr_t code;
  uintptr_t captures;
};

/// Calls the closure, which must still be alive.
void normkit_shims_call_closure(struct normkit_closure closure, intptr_t first, intptr_t second);

/// Tells the processor that this thread waits for another.
static inline void normkit_shims_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
