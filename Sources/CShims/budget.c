/* Which budget the calling thread's buffers are charged to. */
#include "normkit_budget.h"

static _Thread_local void *current;

void *normkit_shims_budget(void) { return current; }

void normkit_shims_set_budget(void *budget) { current = budget; }
