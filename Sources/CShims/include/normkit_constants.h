#ifndef NORMKIT_CONSTANTS_H
#define NORMKIT_CONSTANTS_H

#include "normkit_types.h"

/// NORMKIT_VERSION as text that lives as long as the library.
const char *_Nonnull normkit_shims_version(void);

/// The name of the constant, "NORMKIT_SHAPE"; "unknown status" for a number that is none.
const char *_Nonnull normkit_shims_status_name(normkit_status status);

#endif
