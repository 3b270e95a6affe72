/* What one sequence of calls plays with: the objects it has made, the memory it lends, and its random numbers. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "normkit.h"

/* Floats, labels and bytes that calls may read or write: every honest size stays below. */
enum { POOL = 65536, TEXT = 256, LONG_TEXT = 20000, PLACES = 8, DEPTHS = 2, PATH = 512 };

/* The kinds of object that have handles of their own. */
enum kind { DATASET, MODEL, OPTIMIZER, OPTIONS, HISTORY, DIAGNOSIS, KINDS };

/* Any handle's two numbers. */
struct id {
  uint32_t index, generation;
};

/* An object that a call made: alive until a call freed it, its handle kept as a stale one after. */
struct object {
  struct id id;
  bool alive;
  /* Of fit options alone: whether they ask for more epochs than a test can wait for, and have a callback that ends. */
  bool endless, bounded;
};

/* Where calls write single results; filled before each call, so that a failed one can be seen to write nothing. */
union outputs {
  normkit_dataset datasets[2];
  normkit_model model;
  normkit_layer layer;
  normkit_optimizer optimizer;
  normkit_fit_options options;
  normkit_history history;
  normkit_diagnosis diagnosis;
  normkit_finding finding;
  struct {
    normkit_model model;
    double numbers[2];
    int64_t count;
  } folded;
  normkit_role role;
  normkit_end end;
  bool flag;
  int32_t number;
  int64_t count, sizes[8];
  double numbers[2];
  const float *floats;
  const int32_t *labels;
  const normkit_api *api;
  normkit_progress progress;
  unsigned char bytes[96];
};

struct callback_plan {
  struct world *world;
  int calls_left, signal, nested;
};

struct world {
  uint64_t random;
  /* Bytes that the draws are taken from first; the fuzzer's. */
  const unsigned char *input;
  size_t input_left;
  struct object objects[KINDS][PLACES];
  int next_place[KINDS];
  /* How many calls are running: 2 within a callback. */
  int depth;
  union outputs outputs[DEPTHS];
  int64_t ranks[DEPTHS];
  struct callback_plan plans[4];
  int callbacks_lent, callbacks_returned, logs_lent, logs_returned;
  char folder[PATH / 2];
  char path[PATH];
  bool trained, verbose;
  /* Whether other threads' objects are drawn as well, and they draw this one's. */
  bool shares;
  /* Whether other threads may hit on any handle and free what it stands for. */
  bool others;
  /* Objects that are drawn always, where there are any. */
  const struct id *forced[KINDS];
};

/* The memory lent to the library. Contents: plain numbers, hostile ones, labels of three classes, labels of none. */
extern float plain_floats[POOL], hostile_floats[POOL], plain_weights[POOL];
extern int32_t plain_labels[POOL], hostile_labels[POOL];
/* Labels of POOL examples whose first ones the caller overwrites between calls, well or badly. */
extern int32_t changing_labels[POOL];
/* Where results go: each thread's own. */
extern __thread float written_floats[POOL];
extern __thread double written_doubles[POOL];
extern __thread char written_text[DEPTHS][TEXT];
extern char long_text[LONG_TEXT], marks_text[LONG_TEXT];
void fill_pools(void);

/* Random numbers: SplitMix64 (Steele, Lea & Flood 2014). */
uint64_t draw(struct world *world);
/* A number in 0..<limit. */
int below(struct world *world, int limit);
/* True this many times of a hundred. */
bool chance(struct world *world, int percent);

/* A whole number: mostly in low...high, else negative, 0 or as large as a type or an address space. */
int64_t draw_count(struct world *world, int64_t low, int64_t high);
/* As draw_count, for counts that the library must believe: honest ones up to `high`, or impossible ones. */
int64_t draw_capacity(struct world *world, int64_t high);
/* A number: mostly in low...high, else NaN, infinite, denormal, huge, negative or 0. */
double draw_number(struct world *world, double low, double high);
/* An enumeration's number: mostly below `count`, else one that is none. */
unsigned draw_choice(struct world *world, unsigned count);
/* A shape of at most POOL numbers, or one whose numbers no address space holds; returns its rank, at times a false
 * one. */
int64_t draw_sizes(struct world *world, int64_t sizes[16]);
/* A layer's or tensor's name, or text that is none; at times NULL. */
const char *draw_name(struct world *world);
/* A file to write, or a place where none can be; at times NULL. */
const char *draw_save_path(struct world *world);
/* A file to read: a model, a checkpoint, other things, or none; at times NULL. */
const char *draw_load_path(struct world *world);

/* A handle's numbers: mostly a living object's, else null, stale, of another kind or made up. */
struct id draw_id(struct world *world, enum kind kind);
normkit_dataset draw_dataset(struct world *world);
normkit_model draw_model(struct world *world);
normkit_layer draw_layer(struct world *world);
normkit_optimizer draw_optimizer(struct world *world);
normkit_fit_options draw_options(struct world *world);
normkit_history draw_history(struct world *world);

/* Tells the other threads of a world's object, and takes one that they told of; options and their callbacks excepted. */
void share(enum kind kind, struct id id);
struct id shared(enum kind kind, int place);

/* Notes what a call made or freed. */
void keep(struct world *world, enum kind kind, uint32_t index, uint32_t generation);
void let_go(struct world *world, enum kind kind, uint32_t index, uint32_t generation);
/* The object with this handle, living; NULL when there is none. */
struct object *living(struct world *world, enum kind kind, uint32_t index, uint32_t generation);
/* Makes a folder for a world's files: 12 images of 2 by 2 and their labels as IDX, and a pipe that nobody writes to. */
void prepare_folder(const char *folder);

/* Frees an object through the API. */
normkit_status free_object(enum kind kind, struct id id);

#endif
