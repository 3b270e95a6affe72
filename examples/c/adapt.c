/*
 * A model that adapts on the device. In the factory it is trained and saved. On the device one sensor has drifted and
 * another was replaced by a more sensitive one; nobody labels anything there. The device loads the model, measures the
 * statistics of its batch normalization anew on what its sensors say, leaves the weights alone, and saves the result in
 * place of the old file, which is whole at every moment.
 *
 * Installed (with CMake: CMakeLists.txt beside this file):
 *   cc -std=c99 adapt.c $(pkg-config --cflags --libs normkit) -o adapt
 *   ./adapt model.safetensors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normkit.h"

enum { SENSORS = 6, STATES = 3, EXAMPLES = 3000, RECENT = 1000, BATCH = 100 };

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

static float noise(void) {
  static uint32_t state = 1;
  float sum = 0;
  for (int term = 0; term < 4; ++term) {
    state = state * 1664525u + 1013904223u;
    sum += (float)(state >> 8) / 16777216.0f - 0.5f;
  }
  return sum;
}

/* What the sensors say of a machine in one of its states; `worn`, when they are no longer as they left the factory. */
static void measure(float *inputs, int32_t *states, int count, bool worn) {
  for (int row = 0; row < count; ++row) {
    states[row] = row % STATES;
    for (int sensor = 0; sensor < SENSORS; ++sensor) {
      float value = (sensor % STATES == states[row] ? 1.0f : 0.0f) + noise();
      if (worn && sensor == 0) value += 4; /* drifted */
      if (worn && sensor == 1) value *= 8; /* replaced */
      inputs[row * SENSORS + sensor] = value;
    }
  }
}

static normkit_dataset make_dataset(const float *inputs, const int32_t *states, int count) {
  const int64_t sizes[2] = {count, SENSORS};
  normkit_dataset dataset;
  must(normkit_dataset_create(inputs, sizes, 2, &dataset));
  if (states != NULL) must(normkit_dataset_set_labels(dataset, states, count));
  return dataset;
}

/* In the factory: trains, and saves with all that training knows, so that the device could go on training. */
static void manufacture(const char *path) {
  static float inputs[EXAMPLES * SENSORS];
  static int32_t states[EXAMPLES];
  const int64_t size = SENSORS;
  normkit_model model;
  normkit_optimizer optimizer;
  normkit_fit_options options;
  measure(inputs, states, EXAMPLES, false);
  normkit_dataset dataset = make_dataset(inputs, states, EXAMPLES);
  must(normkit_model_create(&size, 1, 5, &model));
  must(normkit_model_add_batch_normalization(model, NULL)); /* what the sensors say, in their own units */
  must(normkit_model_add_dense(model, 16, NULL));
  must(normkit_model_add_batch_normalization(model, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  must(normkit_model_add_dense(model, STATES, NULL));
  must(normkit_optimizer_create_adam(0.01f, &optimizer));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  must(normkit_fit_options_create(&options));
  must(normkit_fit_options_set_epochs(options, 8));
  must(normkit_model_fit(model, dataset, options, NULL));
  must(normkit_model_save_checkpoint(model, path));
  must(normkit_fit_options_free(options));
  must(normkit_optimizer_free(optimizer));
  must(normkit_model_free(model));
  must(normkit_dataset_free(dataset));
}

static double ask(normkit_model model, normkit_dataset dataset) {
  double accuracy;
  must(normkit_model_evaluate(model, dataset, 256, NORMKIT_STATISTICS_RUNNING, NULL, &accuracy));
  return 100 * accuracy;
}

/* Called after every batch; anything but 0 would cancel, and leave the model as it was. */
static int32_t watch(int64_t batch, int64_t batch_count, void *user_data) {
  (void)batch_count;
  *(int64_t *)user_data = batch;
  return 0;
}

int main(int argc, char **argv) {
  static float recent[RECENT * SENSORS], inputs[RECENT * SENSORS], kernel[2][SENSORS * 16];
  static int32_t unknown[RECENT], states[RECENT];
  const char *path = argc > 1 ? argv[1] : "adapt.safetensors";
  normkit_model model, again;
  int64_t batches = 0;
  manufacture(path);

  must(normkit_model_load_checkpoint(path, &model));
  measure(recent, unknown, RECENT, true);
  measure(inputs, states, RECENT, true);
  normkit_dataset unlabelled = make_dataset(recent, NULL, RECENT), test = make_dataset(inputs, states, RECENT);
  double before = ask(model, test);
  must(normkit_model_get_tensor(model, "dense/kernel", kernel[0], SENSORS * 16));
  must(normkit_model_recalibrate(
      model, unlabelled, NORMKIT_RECALIBRATION_SEQUENTIAL, BATCH, NULL, watch, &batches));
  must(normkit_model_get_tensor(model, "dense/kernel", kernel[1], SENSORS * 16));
  must(normkit_model_save_checkpoint(model, path));

  must(normkit_model_load_checkpoint(path, &again));
  double after = ask(again, test);
  bool same_weights = memcmp(kernel[0], kernel[1], sizeof kernel[0]) == 0;
  printf("worn sensors: %.1f %% right; recalibrated on %d measurements in %d batches, weights %s: %.1f %% right\n", before,
      RECENT, (int)batches, same_weights ? "as they were" : "changed", after);
  must(normkit_model_free(model));
  must(normkit_model_free(again));
  must(normkit_dataset_free(unlabelled));
  must(normkit_dataset_free(test));
  return remove(path) == 0 && same_weights && after > before + 10 ? 0 : 1;
}
