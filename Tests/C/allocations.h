/* A host that counts: this program's malloc family stands in for libc's, also for the library it loads. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <errno.h>
#include <stddef.h>

/* glibc's own names for what is replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *pointer);

/* How many blocks were asked for since the program began, on any thread; read it before and after. */
static long allocation_count;

static void count_allocation(void) { __atomic_fetch_add(&allocation_count, 1, __ATOMIC_RELAXED); }

static long allocations(void) { return __atomic_load_n(&allocation_count, __ATOMIC_RELAXED); }

void *malloc(size_t size) {
  count_allocation();
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  count_allocation();
  return __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
  count_allocation();
  return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count_allocation();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  count_allocation();
  *pointer = __libc_memalign(alignment, size);
  return *pointer == NULL ? ENOMEM : 0;
}

void free(void *pointer) { __libc_free(pointer); }

#endif
