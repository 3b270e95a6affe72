/* The functions of normkit.h, each with a way to call it with drawn arguments; and how an answer is judged. */
#ifndef CALLS_H
#define CALLS_H

#include "world.h"

/* One function of the API, and a call of it with arguments drawn from the world. */
struct call {
  const char *name;
  void (*make)(struct world *world);
};

extern const struct call library_calls[], dataset_calls[], model_calls[], layer_calls[], image_calls[],
    normalization_calls[], optimizer_calls[], option_calls[], training_calls[], history_calls[], diagnosis_calls[], tensor_calls[], file_calls[];

/* The calls of all groups, in one list; returns how many. */
int all_calls(const struct call **out_calls);

/* What the run shares among its processes: the call being made and what the calls so far came to. */
enum { STATUSES = 12, MAXIMUM_CALLS = 300, WORKERS = 8 };
struct tally {
  uint64_t statuses[MAXIMUM_CALLS][STATUSES];
  uint64_t sequences, trained, calls, violations;
  struct {
    uint64_t sequence;
    int call, done;
  } workers[WORKERS];
};
extern struct tally *tally;
/* This process's or thread's number. */
extern __thread int worker;

/* Announces a call, so that the parent knows what a child died of, and prepares what it may write to. */
void announce(struct world *world, const char *name);
/* Checks a call's answer: a known status, and for a failure a text that names the function, and nothing written. */
normkit_status judge(struct world *world, const char *name, normkit_status status);
/* Prints and counts what must not happen. */
void violation(struct world *world, const char *name, const char *what);

/* Makes a call by name: TRY(world, normkit_model_free, model). */
#define TRY(world, function, ...) (announce((world), #function), judge((world), #function, function(__VA_ARGS__)))

/* The results' place of the call being made, or NULL now and then. */
#define OUT(world, field) (chance((world), 95) ? &(world)->outputs[(world)->depth].field : NULL)
/* The same where the library must be able to write, as in calls whose result is used. */
#define OUTPUTS(world) ((world)->outputs[(world)->depth])

/* A whole sequence: mostly first a training that works, then calls with drawn arguments, then a check that the library
 * still gives the bits it gave before. */
void run_sequence(struct world *world, uint64_t sequence);
/* The beginning of a sequence: mostly a training that works, and a model that is still without a network. */
void begin_sequence(struct world *world);
/* A dataset, a model and an optimizer that a training could be made of, and options, among the world's objects. */
void prepare_objects(struct world *world);
/* Every object that is left can be freed, and then every callback's data has come back. */
void free_everything(struct world *world);
/* The same with draws from bytes, once: what the fuzzer calls. */
void run_fuzzed_sequence(struct world *world, const unsigned char *input, size_t size);
/* The loss of one step of a certain small model: the same bits whatever happened before. */
double certain_loss(struct world *world);

/* Progress callback that proceeds, stops, cancels, answers nonsense or makes calls of its own, as its plan says. */
normkit_signal on_progress(const normkit_progress *progress, void *user_data);
void on_destroy(void *user_data);

#endif
