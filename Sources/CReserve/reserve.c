/*
 * Memory for the small blocks of a call that is under way when the system has none left.
 *
 * Swift ends the process when a small allocation fails, so none may: libnormkit.so is linked with --wrap for the
 * allocation functions below, and what the system refuses comes out of a fixed reserve. A call begins only while half of
 * it is free (normkit_reserve_is_ready), and else returns NORMKIT_OUT_OF_MEMORY. Large buffers do not come this way: they
 * are asked for with posix_memalign, whose failure Swift can see.
 *
 * The reserve is granules of 64 bytes, searched from the start for the first free run that is long enough: slow, but only
 * where there is no memory. What the Swift runtime makes once and keeps pins no more than itself. Pages never used cost
 * nothing.
 */
#include "normkit_reserve.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { GRANULE = 64, GRANULES = 1 << 16 };

/* What stands in front of each block: as long as malloc's alignment. */
typedef struct {
  size_t size;
  size_t granules;
} header;

static _Alignas(GRANULE) unsigned char reserve[GRANULES][GRANULE];

/* Which granules are in use; with the number of them it belongs to whoever holds the lock. */
static bool taken[GRANULES];
static atomic_size_t taken_count;
static atomic_flag lock = ATOMIC_FLAG_INIT;

extern void *__real_malloc(size_t size);
extern void *__real_calloc(size_t count, size_t size);
extern void *__real_realloc(void *block, size_t size);
extern int __real_posix_memalign(void **out_block, size_t alignment, size_t size);
extern void __real_free(void *block);
extern size_t __real_malloc_usable_size(void *block);

bool normkit_reserve_is_ready(void) { return atomic_load(&taken_count) <= GRANULES / 2; }

static bool is_reserved(const void *block) {
  return (uintptr_t)block - (uintptr_t)reserve < sizeof reserve;
}

static size_t size_of(const void *block) { return ((const header *)block - 1)->size; }

static void mark(size_t first, size_t count, bool use) {
  memset(taken + first, use, count);
  atomic_fetch_add(&taken_count, use ? count : 0 - count);
}

/* The first of `count` free granules in a row; GRANULES when there are none. */
static size_t find(size_t count) {
  size_t free_run = 0;
  for (size_t granule = 0; granule < GRANULES; ++granule) {
    free_run = taken[granule] ? 0 : free_run + 1;
    if (free_run == count) return granule + 1 - count;
  }
  return GRANULES;
}

static void *take(size_t size) {
  if (size > sizeof reserve - sizeof(header)) return NULL;
  size_t count = (size + sizeof(header) + GRANULE - 1) / GRANULE;
  while (atomic_flag_test_and_set(&lock)) sched_yield();
  size_t first = find(count);
  if (first < GRANULES) mark(first, count, true);
  atomic_flag_clear(&lock);
  if (first == GRANULES) return NULL;
  header *block = (header *)reserve[first];
  *block = (header){size, count};
  return block + 1;
}

static void give_back(void *block) {
  size_t first = (size_t)((unsigned char *)block - reserve[0]) / GRANULE;
  while (atomic_flag_test_and_set(&lock)) sched_yield();
  mark(first, ((header *)block - 1)->granules, false);
  atomic_flag_clear(&lock);
}

void *__wrap_malloc(size_t size) {
  void *block = __real_malloc(size);
  return block != NULL ? block : take(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  void *block = __real_calloc(count, size);
  if (block != NULL || (size != 0 && count > SIZE_MAX / size)) return block;
  block = take(count * size);
  return block != NULL ? memset(block, 0, count * size) : NULL;
}

/* Swift's own blocks with an alignment named, such as UnsafeMutablePointer.allocate's, ask for no more than malloc's. Those
 * who ask for more are large buffers, which see the failure. */
int __wrap_posix_memalign(void **out_block, size_t alignment, size_t size) {
  if (alignment > sizeof(header)) return __real_posix_memalign(out_block, alignment, size);
  void *block = __wrap_malloc(size);
  if (block == NULL) return ENOMEM;
  *out_block = block;
  return 0;
}

void __wrap_free(void *block) {
  if (is_reserved(block)) {
    give_back(block);
  } else {
    __real_free(block);
  }
}

void *__wrap_realloc(void *block, size_t size) {
  if (block == NULL) return __wrap_malloc(size);
  bool reserved = is_reserved(block);
  if (!reserved) {
    void *moved = __real_realloc(block, size);
    if (moved != NULL || size == 0) return moved;
  }
  size_t old_size = reserved ? size_of(block) : __real_malloc_usable_size(block);
  void *moved = reserved ? __wrap_malloc(size) : take(size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, old_size < size ? old_size : size);
  __wrap_free(block);
  return moved;
}

size_t __wrap_malloc_usable_size(void *block) {
  return is_reserved(block) ? size_of(block) : __real_malloc_usable_size(block);
}

/* C++'s operator new and delete, which the Swift runtime's own code uses: the process's own, which the host may have
 * replaced, since blocks go between this library and the C++ library. Not to throw, new is asked with std::nothrow. */
extern void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
extern void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
extern const char _ZSt7nothrow;
extern void __real__ZdlPv(void *block);
extern void __real__ZdaPv(void *block);

void *__wrap__Znwm(size_t size) {
  void *block = _ZnwmRKSt9nothrow_t(size, &_ZSt7nothrow);
  return block != NULL ? block : take(size);
}

void *__wrap__Znam(size_t size) {
  void *block = _ZnamRKSt9nothrow_t(size, &_ZSt7nothrow);
  return block != NULL ? block : take(size);
}

void __wrap__ZdlPv(void *block) {
  if (is_reserved(block)) {
    give_back(block);
  } else {
    __real__ZdlPv(block);
  }
}

void __wrap__ZdaPv(void *block) {
  if (is_reserved(block)) {
    give_back(block);
  } else {
    __real__ZdaPv(block);
  }
}

void __wrap__ZdlPvm(void *block, size_t size) {
  (void)size;
  __wrap__ZdlPv(block);
}
