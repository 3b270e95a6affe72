/* A host that counts and refuses: this program's malloc family stands in for libc's, also for the library it loads. */
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

/* How many blocks were asked for since the program began, on any thread. */
static long allocation_count;

/* From which number on every request is refused: how a machine without memory behaves. */
static long refused_from = -1;

/* Requests for fewer bytes are not counted, and met. */
static size_t counted_size;

/* Counts a request; whether it may be met. */
static int allows_allocation(size_t size) {
  if (size < __atomic_load_n(&counted_size, __ATOMIC_RELAXED)) return 1;
  long number = __atomic_fetch_add(&allocation_count, 1, __ATOMIC_RELAXED);
  long limit = __atomic_load_n(&refused_from, __ATOMIC_RELAXED);
  return limit < 0 || number < limit;
}

static long allocations(void) { return __atomic_load_n(&allocation_count, __ATOMIC_RELAXED); }

void *malloc(size_t size) {
  return allows_allocation(size) ? __libc_malloc(size) : NULL;
}

void *calloc(size_t count, size_t size) {
  return allows_allocation(count * size) ? __libc_calloc(count, size) : NULL;
}

void *realloc(void *pointer, size_t size) {
  return allows_allocation(size) ? __libc_realloc(pointer, size) : NULL;
}

void *aligned_alloc(size_t alignment, size_t size) {
  return allows_allocation(size) ? __libc_memalign(alignment, size) : NULL;
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  void *block = allows_allocation(size) ? __libc_memalign(alignment, size) : NULL;
  if (block == NULL) return ENOMEM;
  *pointer = block;
  return 0;
}

void free(void *pointer) { __libc_free(pointer); }

#endif
