/* The log, the argument at fault, cancelling and progress from other threads, descriptions, memory limits, callbacks that
 * misbehave. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "network.h"

struct heard {
  int lines, destroyed, nested;
  normkit_log_level last_level;
  char last[200];
};

static void hear(normkit_log_level level, const char *text, void *user_data) {
  struct heard *heard = user_data;
  ++heard->lines;
  heard->last_level = level;
  snprintf(heard->last, sizeof heard->last, "%s", text);
  if (heard->nested) normkit_get_num_threads(NULL); /* fails, and is not logged: else this would not end */
}

static void let_go(void *user_data) { ++((struct heard *)user_data)->destroyed; }

static void test_log(void) {
  struct heard heard = {0}, other = {0};
  int32_t threads;
  CHECK_OK(normkit_set_log(NORMKIT_LOG_ERROR, hear, &heard, let_go));
  CHECK_OK(normkit_get_num_threads(&threads));
  CHECK(heard.lines == 0);
  CHECK(normkit_get_num_threads(NULL) == NORMKIT_INVALID_ARGUMENT);
  CHECK(heard.lines == 1 && heard.last_level == NORMKIT_LOG_ERROR);
  CHECK(strcmp(heard.last, "normkit_get_num_threads: out_threads must not be NULL") == 0);
  heard.nested = 1;
  CHECK(normkit_get_num_threads(NULL) == NORMKIT_INVALID_ARGUMENT);
  CHECK(heard.lines == 2);
  heard.nested = 0;
  CHECK_FAILS(
      normkit_set_log((normkit_log_level)9, hear, &other, let_go), NORMKIT_INVALID_ARGUMENT,
      "normkit_set_log: 9 is no normkit_log_level");
  CHECK(other.destroyed == 0 && heard.destroyed == 0);
  CHECK_OK(normkit_set_log(NORMKIT_LOG_DEBUG, hear, &other, let_go));
  CHECK(heard.destroyed == 1);
  CHECK_OK(normkit_get_num_threads(&threads));
  CHECK(strcmp(other.last, "normkit_get_num_threads: NORMKIT_OK") == 0 && other.last_level == NORMKIT_LOG_DEBUG);
  CHECK_OK(normkit_set_log(NORMKIT_LOG_OFF, NULL, NULL, NULL));
  CHECK(other.destroyed == 1);
  int lines = other.lines;
  CHECK(normkit_get_num_threads(NULL) == NORMKIT_INVALID_ARGUMENT);
  CHECK(other.lines == lines);
}

/* The call fails, and names this argument. */
#define CHECK_ARGUMENT(call, argument) \
  do { \
    CHECK((call) != NORMKIT_OK); \
    if (strcmp(normkit_last_error_argument(), argument) != 0) { \
      fprintf(stderr, "%s: got \"%s\"\n", normkit_last_error_message(), normkit_last_error_argument()); \
    } \
    CHECK(strcmp(normkit_last_error_argument(), argument) == 0); \
  } while (0)

static void test_argument_names(void) {
  normkit_model model = make_model();
  normkit_optimizer optimizer;
  normkit_fit_options options;
  const int64_t zero = 0;
  CHECK_ARGUMENT(normkit_get_num_threads(NULL), "out_threads");
  CHECK_ARGUMENT(normkit_set_num_threads(-1), "threads");
  CHECK_ARGUMENT(normkit_model_create(&zero, 1, 0, &model), "sizes");
  CHECK_ARGUMENT(normkit_model_layer(model, 9, NULL), "out_layer");
  CHECK_ARGUMENT(normkit_model_free((normkit_model){7, 7}), "model");
  CHECK_ARGUMENT(normkit_model_add_dense(model, 0, NULL), "units");
  CHECK_ARGUMENT(normkit_model_add_activation(model, (normkit_activation)99, NULL), "activation");
  CHECK_ARGUMENT(normkit_optimizer_create_sgd(-1, &optimizer), "learning_rate");
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_ARGUMENT(normkit_fit_options_set_epochs(options, 0), "epochs");
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_ARGUMENT(normkit_fit_options_set_epochs(options, 1), "options");
  CHECK_ARGUMENT(normkit_model_train_on_batch(model, null_dataset, NULL, NULL), "dataset");
  CHECK_ARGUMENT(normkit_model_save_checkpoint(model, "/tmp/none"), ""); /* a wrong time is no argument's fault */
  CHECK_OK(normkit_model_free(model));
}

struct training {
  normkit_model model;
  normkit_dataset dataset;
  normkit_status status;
};

static void *train_long(void *pointer) {
  struct training *training = pointer;
  normkit_fit_options options;
  normkit_fit_options_create(&options);
  normkit_fit_options_set_epochs(options, INT64_C(1) << 40);
  training->status = normkit_model_fit(training->model, training->dataset, options, NULL);
  normkit_fit_options_free(options);
  return NULL;
}

static void test_cancel_and_progress_from_another_thread(void) {
  struct training training = {make_model(), make_dataset(), NORMKIT_OK};
  normkit_progress progress = {0}, later = {0};
  pthread_t thread;
  compile(training.model);
  CHECK_FAILS(
      normkit_model_get_progress(training.model, &progress, sizeof progress), NORMKIT_STATE,
      "normkit_model_get_progress: the model has not been fitted yet");
  CHECK_OK(normkit_model_cancel(training.model)); /* nothing to end */
  pthread_create(&thread, NULL, train_long, &training);
  while (normkit_model_get_progress(training.model, &progress, sizeof progress) != NORMKIT_OK || progress.epoch < 3) {
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
  CHECK(progress.epochs == INT64_C(1) << 40 && progress.batch >= 1 && progress.batch <= progress.batch_count);
  CHECK(normkit_model_train_on_batch(training.model, training.dataset, NULL, NULL) == NORMKIT_BUSY);
  do {
    CHECK(normkit_model_get_progress(training.model, &later, sizeof later) == NORMKIT_OK);
  } while (later.epoch == progress.epoch);
  CHECK_OK(normkit_model_cancel(training.model));
  pthread_join(thread, NULL);
  CHECK(training.status == NORMKIT_CANCELLED);
  CHECK_OK(normkit_model_fit(training.model, training.dataset, default_options, NULL)); /* the next is not cancelled */
  CHECK_OK(normkit_model_get_progress(training.model, &progress, 72));
  CHECK_FAILS(
      normkit_model_get_progress(training.model, &progress, 71), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_get_progress: size must be that of normkit_progress, at least 72, got 71");
  CHECK_OK(normkit_model_free(training.model));
  CHECK_OK(normkit_dataset_free(training.dataset));
}

struct mischief {
  normkit_model model;
  normkit_dataset dataset;
  normkit_fit_options options;
  normkit_status freed, fitted, saved, options_freed;
};

/* Frees what is in use, and calls back into the very call that it is called from. */
static normkit_signal misbehave(const normkit_progress *progress, void *user_data) {
  struct mischief *mischief = user_data;
  (void)progress;
  mischief->freed = normkit_model_free(mischief->model);
  mischief->fitted = normkit_model_fit(mischief->model, mischief->dataset, mischief->options, NULL);
  mischief->saved = normkit_model_save(mischief->model, "/tmp/none");
  mischief->options_freed = normkit_fit_options_free(mischief->options);
  return normkit_model_cancel(mischief->model) == NORMKIT_OK ? NORMKIT_SIGNAL_PROCEED : NORMKIT_SIGNAL_STOP;
}

static void test_callback_that_frees_and_calls_back(void) {
  struct mischief mischief = {make_model(), make_dataset(), {0, 0}, 0, 0, 0, 0};
  compile(mischief.model);
  CHECK_OK(normkit_fit_options_create(&mischief.options));
  CHECK_OK(normkit_fit_options_set_progress(mischief.options, misbehave, &mischief, NULL));
  CHECK(normkit_model_fit(mischief.model, mischief.dataset, mischief.options, NULL) == NORMKIT_CANCELLED);
  CHECK(mischief.freed == NORMKIT_BUSY && mischief.fitted == NORMKIT_BUSY && mischief.saved == NORMKIT_BUSY);
  CHECK(mischief.options_freed == NORMKIT_BUSY);
  CHECK_OK(normkit_fit_options_free(mischief.options));
  CHECK_OK(normkit_model_free(mischief.model));
  CHECK_OK(normkit_dataset_free(mischief.dataset));
}

static void test_descriptions(void) {
  normkit_model model = make_model();
  int64_t length = 0, again = 0, steps = -1, epochs = -1;
  CHECK_OK(normkit_model_description(model, NULL, 0, &length));
  char *text = malloc((size_t)length);
  CHECK_OK(normkit_model_description(model, text, length, &again));
  CHECK(again == length && strlen(text) == (size_t)length - 1);
  CHECK(strstr(text, "\"use_bias\":false") != NULL && strstr(text, "\"momentum\":0.99") != NULL);
  CHECK(normkit_model_description(model, text, length - 1, NULL) == NORMKIT_SHAPE);
  CHECK_FAILS(
      normkit_model_description(model, NULL, 0, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_description: out_length must not be NULL without out_text");
  CHECK(normkit_model_training_description(model, NULL, 0, &length) == NORMKIT_STATE);
  free(text);
  compile(model);
  CHECK_OK(normkit_model_training_description(model, NULL, 0, &length));
  text = malloc((size_t)length);
  CHECK_OK(normkit_model_training_description(model, text, length, NULL));
  CHECK(strstr(text, "\"nesterov\":false") != NULL);
  free(text);
  normkit_dataset dataset = make_dataset();
  float before[INPUTS * 8], after[INPUTS * 8];
  CHECK_OK(normkit_model_get_tensor(model, "dense/kernel", before, INPUTS * 8));
  CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  CHECK_OK(normkit_model_steps(model, &steps, &epochs));
  CHECK(steps == 2 && epochs == 1);
  CHECK_OK(normkit_model_initialize(model));
  CHECK_OK(normkit_model_get_tensor(model, "dense/kernel", after, INPUTS * 8));
  CHECK(memcmp(before, after, sizeof before) == 0);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

/* Both plans can be read before the model is compiled: their products, what was fused into them, what is prepared. */
static void test_plans(void) {
  normkit_model model = make_model();
  const normkit_loss loss = NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY;
  int64_t length = 0;
  CHECK_OK(normkit_model_training_plan(model, loss, EXAMPLES, NULL, 0, &length));
  char *text = malloc((size_t)length);
  CHECK_OK(normkit_model_training_plan(model, loss, EXAMPLES, text, length, NULL));
  CHECK(strlen(text) == (size_t)length - 1);
  CHECK(strstr(text, "forward: product: dense/output [") == text);
  CHECK(strstr(text, ", then moments\n") != NULL && strstr(text, "\nbackward: ") != NULL);
  CHECK(normkit_model_training_plan(model, loss, EXAMPLES, text, length - 1, NULL) == NORMKIT_SHAPE);
  free(text);
  CHECK_OK(normkit_model_inference_plan(model, 1, NULL, 0, &length));
  text = malloc((size_t)length);
  CHECK_OK(normkit_model_inference_plan(model, 1, text, length, NULL));
  CHECK(strstr(text, "beforehand: normalization into weights: ") == text && strstr(text, "backward") == NULL);
  free(text);
  CHECK_FAILS(
      normkit_model_inference_plan(model, 0, NULL, 0, &length), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_inference_plan: batch_size must be at least 1, got 0");
  CHECK_OK(normkit_model_free(model));
}

static void test_memory(void) {
  normkit_model model = make_model();
  normkit_dataset dataset = make_dataset();
  normkit_optimizer optimizer;
  int64_t used = -1, limit = -1, parameters = 0, averages = 0, training = 0, inference = 0, after = 0;
  CHECK_OK(normkit_model_memory(model, &used, &limit));
  CHECK(used == 0 && limit == 0);
  CHECK_OK(normkit_optimizer_create_adam(0.01f, &optimizer));
  CHECK_OK(normkit_model_plan_memory(
      model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY, EXAMPLES, &parameters, &averages, &training,
      &inference));
  CHECK(parameters > 0 && averages > 0 && training > inference && inference > 0);
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  CHECK_OK(normkit_model_memory(model, &used, NULL));
  CHECK(used == parameters + averages + training); /* what was foretold is what is used */
  CHECK_OK(normkit_model_set_memory_limit(model, used));
  CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  float outputs[EXAMPLES * CLASSES];
  CHECK(
      normkit_model_predict(
          model, example_inputs, sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES) ==
      NORMKIT_OUT_OF_MEMORY);
  CHECK(strstr(normkit_last_error_message(), "would exceed the limit of") != NULL);
  CHECK_OK(normkit_model_memory(model, &after, &limit));
  CHECK(after == used && limit == used);
  CHECK_OK(normkit_model_set_memory_limit(model, 0));
  CHECK_OK(normkit_model_predict(
      model, example_inputs, sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES));
  CHECK_FAILS(
      normkit_model_set_memory_limit(model, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_set_memory_limit: bytes must be at least 0, got -1");
  CHECK_OK(normkit_optimizer_free(optimizer));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_log();
  test_argument_names();
  test_cancel_and_progress_from_another_thread();
  test_callback_that_frees_and_calls_back();
  test_descriptions();
  test_plans();
  test_memory();
  return report("test_watching");
}
