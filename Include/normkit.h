/*
 * normkit.h: training and running small neural networks with batch normalization, inside any program.
 *
 * Written by abigen (`swift run abigen`) from Sources/CABI and Sources/CShims: do not edit.
 *
 * STATUS. Every function that can fail returns a normkit_status: NORMKIT_OK (0), or what kind of mistake it was;
 * normkit_last_error_message() then says in a sentence what was expected and what came. Results come through the
 * trailing parameters named out_...; when a call fails they are left as they were. The library never prints, exits
 * or aborts.
 *
 * HANDLES are small structs passed by value. A freed, stale or made-up handle is answered with NORMKIT_HANDLE, never
 * with a crash. All zeros is the null handle; freeing it does nothing and succeeds. Whoever makes a handle frees it.
 *
 * MEMORY that the caller passes stays the caller's. Numbers are float, row by row, channels last: [N, C] or
 * [N, H, W, C]. Text is UTF-8 and ends with a zero. A pointer may be NULL only where its description says so.
 *
 * THREADS. Any function may be called from any thread. One object serves one changing call at a time, or any number
 * of reading ones; a call that comes in between returns NORMKIT_BUSY at once and changes nothing. Different objects
 * are independent.
 */
#ifndef NORMKIT_H
#define NORMKIT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NORMKIT_API __attribute__((visibility("default")))
#else
#define NORMKIT_API
#endif

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


/* -------------------------------------------------------------------------
   The library itself: which version is running, what went wrong last, how many threads it uses. */

/**
 * The version of the library in use, as text: "0.1.0".
 *
 * @return text that lives as long as the library; never NULL.
 */
NORMKIT_API const char *normkit_version(void);

/**
 * The binary interface that the library in use offers: NORMKIT_ABI_VERSION of the header it was
 * built with.
 *
 * A program built with this header runs with every library that returns the same number.
 */
NORMKIT_API uint32_t normkit_abi_version(void);

/**
 * The name of a status as written in this header: "NORMKIT_SHAPE".
 *
 * @return text that lives as long as the library; "unknown status" for a number that is none. Never
 *     NULL.
 */
NORMKIT_API const char *normkit_status_name(normkit_status status);

/**
 * What was wrong with the calling thread's last failed call: "function: what was expected, what
 * came", in UTF-8.
 *
 * A call that works leaves the text as it is. Text of more than 1,023 bytes is cut between two
 * characters.
 *
 * @return text of this thread, valid until this thread's next failed call; "" before the first.
 *     Never NULL.
 */
NORMKIT_API const char *normkit_last_error_message(void);

/**
 * How many threads work on one call, the calling one included; at least 1.
 *
 * @param out_threads receives the number.
 */
NORMKIT_API normkit_status normkit_num_threads(int32_t *out_threads);

#ifdef __cplusplus
}
#endif

#endif
