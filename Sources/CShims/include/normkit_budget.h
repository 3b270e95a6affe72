#ifndef NORMKIT_BUDGET_H
#define NORMKIT_BUDGET_H

/// What this thread's buffers are charged to now: a pointer of the caller's, or NULL.
void *_Nullable normkit_shims_budget(void);

/// Sets it. Not retained.
void normkit_shims_set_budget(void *_Nullable budget);

#endif
