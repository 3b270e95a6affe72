#ifndef NORMKIT_PARAMETERS_H
#define NORMKIT_PARAMETERS_H

#include <stddef.h>

/// The parameters of the C function whose name is the first `length` characters of `function`: their names, a space
/// before and after each; empty when there is no such function.
const char *_Nonnull normkit_shims_parameters(const char *_Nonnull function, size_t length);

#endif
