#ifndef NORMKIT_RESERVE_H
#define NORMKIT_RESERVE_H

#include <stdbool.h>

/// Whether at least half of the reserve is free: enough for the small blocks of any one call.
bool normkit_reserve_is_ready(void);

#endif
