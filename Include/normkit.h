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


/* -------------------------------------------------------------------------
   Sets of examples: inputs and, for each, a label or target values; in the caller's memory or read
   from files. */

/**
 * Makes a dataset that views inputs in the caller's memory; nothing is copied.
 *
 * The inputs must stay as they are until the dataset, and every dataset made from it, is freed.
 * Give it labels or target values to train or evaluate with.
 *
 * @param inputs [N, ...] numbers, row by row.
 * @param sizes the sizes of the inputs' axes; the first is N, the number of examples, at least 1.
 * @param rank how many sizes there are, 2 to 8.
 * @param out_dataset receives the handle; free it with normkit_dataset_free.
 */
NORMKIT_API normkit_status normkit_dataset_create(
    const float *inputs, const int64_t *sizes, int64_t rank, normkit_dataset *out_dataset);

/**
 * Gives each example of a dataset its class, in place of any labels or values before; nothing is
 * copied.
 *
 * @param dataset the one to change.
 * @param labels [N] class numbers from 0, which must stay as they are until the dataset is freed.
 * @param count how many labels there are; must be N.
 */
NORMKIT_API normkit_status normkit_dataset_set_labels(
    normkit_dataset dataset, const int32_t *labels, int64_t count);

/**
 * Gives each example of a dataset its target values, in place of any labels or values before;
 * nothing is copied.
 *
 * @param dataset the one to change.
 * @param values [N, ...] numbers, which must stay as they are until the dataset is freed.
 * @param sizes the sizes of the values' axes; the first must be N.
 * @param rank how many sizes there are, 2 to 8.
 */
NORMKIT_API normkit_status normkit_dataset_set_values(
    normkit_dataset dataset, const float *values, const int64_t *sizes, int64_t rank);

/**
 * Makes a dataset of some of another's examples, which share its memory: `count` of them from
 * number `first` on.
 *
 * @param dataset the larger one; it may be freed before the new one.
 * @param first the first example's number, from 0.
 * @param count how many examples, at least 1.
 * @param out_dataset receives the handle; free it with normkit_dataset_free.
 */
NORMKIT_API normkit_status normkit_dataset_create_range(
    normkit_dataset dataset, int64_t first, int64_t count, normkit_dataset *out_dataset);

/**
 * Divides a dataset at random into one to train on and one to test with, both copies, without a
 * common example.
 *
 * @param dataset what to divide.
 * @param test_fraction the part to test with, over 0 and under 1; the number of examples is rounded
 *     up.
 * @param seed the same seed divides the same number of examples in the same way, everywhere.
 * @param out_train receives a handle; free it with normkit_dataset_free.
 * @param out_test receives a handle; free it with normkit_dataset_free.
 */
NORMKIT_API normkit_status normkit_dataset_split(
    normkit_dataset dataset, double test_fraction, uint64_t seed, normkit_dataset *out_train,
    normkit_dataset *out_test);

/**
 * How many examples a dataset has, N.
 *
 * @param dataset the one to ask.
 * @param out_count receives the number.
 */
NORMKIT_API normkit_status normkit_dataset_count(normkit_dataset dataset, int64_t *out_count);

/**
 * The shape of one example's input.
 *
 * @param dataset the one to ask.
 * @param out_sizes receives the sizes, outermost first.
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 */
NORMKIT_API normkit_status normkit_dataset_input_shape(
    normkit_dataset dataset, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * The inputs in memory, [N, ...], row by row: for reading, until the dataset is freed.
 *
 * @param dataset the one to ask.
 * @param out_inputs receives the address of the first number.
 */
NORMKIT_API normkit_status normkit_dataset_inputs(
    normkit_dataset dataset, const float **out_inputs);

/**
 * The labels in memory, [N]: for reading, until the dataset is freed. NORMKIT_STATE when it has
 * none.
 *
 * @param dataset the one to ask.
 * @param out_labels receives the address of the first label.
 */
NORMKIT_API normkit_status normkit_dataset_labels(
    normkit_dataset dataset, const int32_t **out_labels);

/**
 * Frees a dataset. Memory of the caller's that it viewed is the caller's again.
 *
 * @param dataset a handle that nobody will use again; the null handle is nothing to free.
 */
NORMKIT_API normkit_status normkit_dataset_free(normkit_dataset dataset);

#ifdef __cplusplus
}
#endif

#endif
