/*
 * A training loop of one's own: batches that the program makes as it goes, a learning rate that it chooses, a look at a
 * gradient; then the library's loop with a callback that shows progress and stops when it is good enough.
 *
 *   cc -std=c99 -IInclude examples/c/training_loop.c -L.build/release -lnormkit -Wl,-rpath,.build/release -o training_loop
 * Installed (with CMake: CMakeLists.txt beside this file):
 *   cc -std=c99 training_loop.c $(pkg-config --cflags --libs normkit) -o training_loop
 *   ./training_loop
 */
#include <stdio.h>
#include <stdlib.h>

#include "normkit.h"

enum { BATCH = 64, STEPS = 400, HELD_OUT = 512 };

/* What is to be learned: which of two signals is the larger, on average, of eight noisy samples of each. */
enum { FEATURES = 16 };

static float random_number(void) {
  static uint32_t state = 1;
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) / 16777216.0f * 2 - 1;
}

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

static void measure(float *inputs, int32_t *labels, int count) {
  for (int row = 0; row < count; ++row) {
    float sums[2] = {0, 0};
    for (int feature = 0; feature < FEATURES; ++feature) {
      float value = random_number() * 3 + (feature % 2 == 0 ? 10 : 0); /* one signal stands on a pedestal of 10 */
      inputs[row * FEATURES + feature] = value;
      sums[feature % 2] += value - (feature % 2 == 0 ? 10 : 0);
    }
    labels[row] = sums[1] > sums[0];
  }
}

struct goal {
  double accuracy;
  long told;
  int *freed;
};

static normkit_signal watch(const normkit_progress *progress, void *user_data) {
  struct goal *goal = user_data;
  ++goal->told;
  if (!progress->epoch_finished) return NORMKIT_SIGNAL_PROCEED;
  printf("epoch %2d  loss %.3f  held out %.1f %%\n", (int)progress->epoch + 1, progress->loss,
      100 * progress->validation_accuracy);
  return progress->validation_accuracy >= goal->accuracy ? NORMKIT_SIGNAL_STOP : NORMKIT_SIGNAL_PROCEED;
}

/* The library calls this once, when it lets go of the goal that it was lent. */
static void let_go(void *user_data) {
  struct goal *goal = user_data;
  *goal->freed = 1;
  free(goal);
}

static normkit_model make_model(void) {
  const int64_t size = FEATURES;
  normkit_model model;
  normkit_optimizer optimizer;
  must(normkit_model_create(&size, 1, 11, &model));
  must(normkit_model_add_batch_normalization(model, NULL)); /* takes the pedestal away */
  must(normkit_model_add_dense(model, 32, NULL));
  must(normkit_model_add_batch_normalization(model, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  must(normkit_model_add_dense(model, 2, NULL));
  must(normkit_optimizer_create_adam(0.01f, &optimizer));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  must(normkit_optimizer_free(optimizer));
  return model;
}

/* The dataset views this program's memory: overwrite it, and the next step trains on what is there then. */
static void own_loop(normkit_model model) {
  static float inputs[BATCH * FEATURES], gradient[FEATURES * 32];
  static int32_t labels[BATCH];
  const int64_t sizes[2] = {BATCH, FEATURES};
  normkit_dataset batch;
  double loss = 0, accuracy = 0;
  must(normkit_dataset_create(inputs, sizes, 2, &batch));
  measure(inputs, labels, BATCH);
  must(normkit_dataset_set_labels(batch, labels, BATCH));
  for (int step = 0; step < STEPS; ++step) {
    measure(inputs, labels, BATCH);
    if (step == STEPS / 2) must(normkit_model_set_learning_rate(model, 0.001f));
    must(normkit_model_train_on_batch(model, batch, &loss, &accuracy));
    if (step % 100 != 99) continue;
    must(normkit_model_get_gradient(model, "dense/kernel", gradient, FEATURES * 32));
    printf("step %3d  loss %.3f  accuracy %.2f  a gradient %+.5f\n", step + 1, loss, accuracy, (double)gradient[0]);
  }
  must(normkit_dataset_free(batch));
}

static double library_loop(normkit_model model) {
  static float inputs[8 * HELD_OUT * FEATURES], held_inputs[HELD_OUT * FEATURES];
  static int32_t labels[8 * HELD_OUT], held_labels[HELD_OUT];
  const int64_t sizes[2] = {8 * HELD_OUT, FEATURES}, held_sizes[2] = {HELD_OUT, FEATURES};
  normkit_dataset dataset, held_out;
  normkit_fit_options options;
  struct goal *goal = malloc(sizeof *goal);
  double accuracy = 0;
  int freed = 0;
  if (goal == NULL) exit(1);
  *goal = (struct goal){0.93, 0, &freed};
  measure(inputs, labels, 8 * HELD_OUT);
  measure(held_inputs, held_labels, HELD_OUT);
  must(normkit_dataset_create(inputs, sizes, 2, &dataset));
  must(normkit_dataset_set_labels(dataset, labels, 8 * HELD_OUT));
  must(normkit_dataset_create(held_inputs, held_sizes, 2, &held_out));
  must(normkit_dataset_set_labels(held_out, held_labels, HELD_OUT));
  must(normkit_fit_options_create(&options));
  must(normkit_fit_options_set_epochs(options, 20));
  must(normkit_fit_options_set_validation(options, held_out, NORMKIT_STATISTICS_RUNNING));
  must(normkit_fit_options_set_progress(options, watch, goal, let_go));
  must(normkit_model_fit(model, dataset, options, NULL));
  must(normkit_model_evaluate(model, held_out, 256, NORMKIT_STATISTICS_RUNNING, NULL, &accuracy));
  must(normkit_fit_options_free(options));
  must(normkit_dataset_free(dataset));
  must(normkit_dataset_free(held_out));
  return freed ? accuracy : 0;
}

int main(void) {
  normkit_model model = make_model();
  own_loop(model);
  double accuracy = library_loop(model);
  must(normkit_model_free(model));
  return accuracy >= 0.9 ? 0 : 1;
}
