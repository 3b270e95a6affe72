/* The types of the C border: copied into Include/normkit.h by abigen, imported by the Swift side. */
#ifndef NORMKIT_TYPES_H
#define NORMKIT_TYPES_H

#include <stdint.h>

/** The version of this header. normkit_version() is that of the library in use. */
#define NORMKIT_VERSION "0.1.0"
/** What the binary interface promises; a number that grows only if something is taken away or changed. */
#define NORMKIT_ABI_VERSION 1

/** What a call came to. The numbers never change; more may be added. */
typedef enum normkit_status {
  /** It worked. */
  NORMKIT_OK = 0,
  /** A number, name or pointer out of its range. */
  NORMKIT_INVALID_ARGUMENT = 1,
  /** Sizes that do not fit together. */
  NORMKIT_SHAPE = 2,
  /** A call at the wrong time, such as training before compiling. */
  NORMKIT_STATE = 3,
  /** A handle that is null, stale, freed or of another kind. */
  NORMKIT_HANDLE = 4,
  /** Memory that could not be had. */
  NORMKIT_OUT_OF_MEMORY = 5,
  /** A file that could not be opened, read or written. */
  NORMKIT_IO = 6,
  /** A file whose content is not what its format asks for. */
  NORMKIT_FORMAT = 7,
  /** An object in use by another call: another thread's, or the one whose callback is running. */
  NORMKIT_BUSY = 8,
  /** Stopped by the caller's own callback. */
  NORMKIT_CANCELLED = 9,
  /** Something that this version, machine or layer cannot do. */
  NORMKIT_UNSUPPORTED = 10,
  /** A mistake of the library's own: please report it. */
  NORMKIT_INTERNAL = 11
} normkit_status;

/** A set of examples and their labels. All zeros is the null handle. */
typedef struct normkit_dataset {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_dataset;

/** Called once, when the library lets go of what a call lent it: with the `user_data` of that call. */
typedef void (*normkit_destroy_callback)(void *user_data);

#endif
