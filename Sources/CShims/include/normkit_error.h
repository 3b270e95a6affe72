#ifndef NORMKIT_ERROR_H
#define NORMKIT_ERROR_H

#include <stddef.h>

/// Bytes of the error text that each thread keeps, the closing zero included.
#define NORMKIT_SHIMS_ERROR_CAPACITY 1024

/// Makes "function: text" this thread's error text, cut between two UTF-8 characters where it is too long.
/// `function` may go on with "(argument:labels:)", which is left out. Allocates nothing.
void normkit_shims_set_error(const char *_Nonnull function, const char *_Nonnull text);

/// This thread's error text; empty when no call of this thread has failed. Valid until the thread's next failed call.
const char *_Nonnull normkit_shims_error(void);

/// The parameter that this thread's error text is about, as the C function calls it; empty where it is about none.
const char *_Nonnull normkit_shims_error_argument(void);

#endif
