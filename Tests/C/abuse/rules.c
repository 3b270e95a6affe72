/* The header's rules for threads, held against every function: while a fit and while a prediction is under way, each
 * function is called with the objects in use, and is told that they are busy just when its line in the header says so.
 * Usage: rules HEADER FOLDER */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

enum { TRIES = 3000, ENOUGH = 60, LINE = 512, ROWS = 400000, COLUMNS = 4 };

/* What a call does with an object, and what is being done with one meanwhile; the first is nothing. */
enum use { NONE, READS, CHANGES };

static const char *const nouns[KINDS] = {"model", "dataset", "options", "optimizer", "history", "diagnosis"};
static const enum kind kinds[KINDS] = {MODEL, DATASET, OPTIONS, OPTIMIZER, HISTORY, DIAGNOSIS};

static struct tally counts;
static enum use rules[MAXIMUM_CALLS][KINDS], held[KINDS];
static int known, broken, refused, let_in;
static struct id ids[KINDS];

/* Reads the lines " * Threads: changes the model, reads the dataset. Since 0.1.0." and the function below each. */
static bool read_rules(const char *path) {
  char line[LINE], last[LINE] = "";
  const struct call *calls;
  int count = all_calls(&calls);
  FILE *header = fopen(path, "r");
  if (header == NULL) return perror(path), false;
  while (fgets(line, sizeof line, header) != NULL) {
    if (strncmp(line, " * Threads: ", 12) == 0) strcpy(last, line + 12);
    char *name = strncmp(line, "NORMKIT_API ", 12) == 0 ? strstr(line, "normkit_") : NULL;
    while (name != NULL && name[strcspn(name, "( ")] != '(') name = strstr(name + 1, "normkit_");
    if (name == NULL) continue;
    name[strcspn(name, "(")] = 0;
    for (int call = 0; call < count; ++call) {
      if (strcmp(calls[call].name, name) != 0 || last[0] == 0) continue;
      ++known;
      for (int noun = 0; noun < KINDS; ++noun) {
        char reads[32], the[32];
        snprintf(reads, sizeof reads, "reads the %s", nouns[noun]);
        snprintf(the, sizeof the, "s the %s", nouns[noun]);
        rules[call][kinds[noun]] = strstr(last, reads) != NULL ? READS : strstr(last, the) != NULL ? CHANGES : NONE;
      }
    }
    last[0] = 0;
  }
  fclose(header);
  return known == count;
}

static bool is_in_the_way(int call) {
  for (int kind = 0; kind < KINDS; ++kind) {
    enum use use = rules[call][kind], meanwhile = held[kind];
    if (use != NONE && meanwhile != NONE && (use == CHANGES || meanwhile == CHANGES)) return true;
  }
  return false;
}

static void complain(const char *name, const char *what) {
  fprintf(stderr, "%s: %s\n", name, what);
  ++broken;
}

/* Calls a function until its answers say enough. */
static void try_call(struct world *world, int number, const struct call *call) {
  uint64_t *statuses = counts.statuses[number];
  uint64_t worked = statuses[NORMKIT_OK], busy = statuses[NORMKIT_BUSY];
  bool waits = is_in_the_way(number);
  /* An optimizer is never held, but must be there for the functions that read one. */
  world->forced[OPTIMIZER] = strstr(call->name, "_free") == NULL ? &ids[OPTIMIZER] : NULL;
  for (int tries = 0; tries < TRIES; ++tries) {
    if (waits ? statuses[NORMKIT_BUSY] > busy && tries >= ENOUGH : statuses[NORMKIT_OK] > worked && tries >= ENOUGH) break;
    call->make(world);
    if (waits ? statuses[NORMKIT_OK] > worked : statuses[NORMKIT_BUSY] > busy) {
      complain(call->name, waits ? "works although an object is in use" : "is busy although its line says it is not");
      return;
    }
  }
  if (waits && statuses[NORMKIT_BUSY] == busy) complain(call->name, "never says that an object is in use");
  *(waits ? &refused : &let_in) += 1;
}

/* Says what is being done with the objects, which are drawn from here on. */
static void hold(struct world *world, enum use of_model, enum use of_others) {
  held[MODEL] = of_model;
  held[DATASET] = held[OPTIONS] = of_others;
  for (int kind = 0; kind < KINDS; ++kind) world->forced[kind] = held[kind] != NONE ? &ids[kind] : NULL;
}

static normkit_signal in_fit(const normkit_progress *progress, void *user_data) {
  const struct call *calls;
  int count = all_calls(&calls);
  (void)progress;
  hold(user_data, CHANGES, READS);
  for (int call = 0; call < count; ++call) try_call(user_data, call, &calls[call]);
  return NORMKIT_SIGNAL_STOP;
}

static normkit_model model;
static int has_answered;

static void *predict(void *unused) {
  const int64_t sizes[] = {ROWS, COLUMNS};
  float *inputs = calloc(ROWS, COLUMNS * sizeof *inputs), *outputs = calloc(ROWS, 3 * sizeof *outputs);
  (void)unused;
  if (inputs == NULL || outputs == NULL) abort();
  normkit_model_predict(model, inputs, sizes, 2, 1, NORMKIT_STATISTICS_RUNNING, outputs, ROWS * 3);
  __atomic_store_n(&has_answered, 1, __ATOMIC_SEQ_CST);
  free(inputs), free(outputs);
  return NULL;
}

/* While another thread predicts, one prediction after the other. */
static bool try_beside_prediction(struct world *world) {
  const struct call *calls;
  int count = all_calls(&calls);
  hold(world, READS, NONE);
  for (int call = 0; call < count;) {
    pthread_t thread;
    has_answered = 0;
    if (pthread_create(&thread, NULL, predict, NULL) != 0) return false;
    while (normkit_model_set_memory_limit(model, 0) != NORMKIT_BUSY) {
      if (__atomic_load_n(&has_answered, __ATOMIC_SEQ_CST)) break;
    }
    for (; call < count; ++call) {
      int before = broken;
      if (rules[call][MODEL] != NONE) try_call(world, call, &calls[call]);
      if (__atomic_load_n(&has_answered, __ATOMIC_SEQ_CST)) {
        broken = before; /* it ended meanwhile: once more beside the next one */
        break;
      }
    }
    pthread_join(thread, NULL);
  }
  return true;
}

static bool must(normkit_status status) {
  if (status != NORMKIT_OK) fprintf(stderr, "%s\n", normkit_last_error_message());
  return status == NORMKIT_OK;
}

int main(int argc, char **argv) {
  static const int64_t sizes[] = {12, 4};
  static struct world world;
  normkit_dataset dataset;
  normkit_optimizer optimizer;
  normkit_fit_options options;
  if (argc != 3) return fprintf(stderr, "usage: %s HEADER FOLDER\n", argv[0]), 2;
  tally = &counts;
  fill_pools();
  snprintf(world.folder, sizeof world.folder, "%s", argv[2]);
  prepare_folder(argv[2]);
  if (!read_rules(argv[1])) return fprintf(stderr, "only %d functions have a line about threads\n", known), 1;
  if (!must(normkit_dataset_create(plain_floats, sizes, 2, &dataset)) ||
      !must(normkit_dataset_set_labels(dataset, plain_labels, 12)) ||
      !must(normkit_model_create(sizes + 1, 1, 1, &model)) ||
      !must(normkit_model_add_dense(model, 4, NULL)) || !must(normkit_model_add_batch_normalization(model, NULL)) ||
      !must(normkit_model_add_layer_normalization(model, .001, NULL)) || !must(normkit_model_add_dense(model, 3, NULL)) ||
      !must(normkit_optimizer_create_adam(.01F, &optimizer)) ||
      !must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY)) ||
      !must(normkit_fit_options_create(&options)) ||
      !must(normkit_fit_options_set_progress(options, in_fit, &world, NULL))) {
    return 1;
  }
  ids[MODEL] = (struct id){model.index, model.generation};
  ids[DATASET] = (struct id){dataset.index, dataset.generation};
  ids[OPTIMIZER] = (struct id){optimizer.index, optimizer.generation};
  ids[OPTIONS] = (struct id){options.index, options.generation};
  normkit_model_fit(model, dataset, options, NULL);
  int in_fits = refused;
  bool ran = try_beside_prediction(&world);
  memset(world.forced, 0, sizeof world.forced);
  free_everything(&world);
  printf("%d functions beside a fit and a prediction: %d and %d times busy, %d times let in\n", known, in_fits,
      refused - in_fits, let_in);
  bool good = ran && broken == 0 && counts.violations == 0 && in_fits > known / 3 && refused > in_fits;
  printf("rules: %d passed, %d failed\n", good, !good);
  return !good;
}
