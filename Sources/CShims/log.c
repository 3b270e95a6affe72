/* Whether anybody listens: asked in every call, so without a lock. */
#include "normkit_log.h"

#include <stdatomic.h>

static atomic_int level;
static _Thread_local bool logging;

int32_t normkit_shims_log_level(void) { return atomic_load_explicit(&level, memory_order_relaxed); }

void normkit_shims_set_log_level(int32_t chosen) { atomic_store_explicit(&level, chosen, memory_order_relaxed); }

bool normkit_shims_is_logging(void) { return logging; }

void normkit_shims_set_logging(bool is_logging) { logging = is_logging; }
