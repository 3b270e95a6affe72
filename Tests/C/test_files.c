/* Files from C: digits, models and checkpoints, and what cannot be read. Run in the repository's folder. */
#include <stdio.h>

#include "network.h"

#define IMAGES "examples/data/digits/digits-images-idx3-ubyte"
#define LABELS "examples/data/digits/digits-labels-idx1-ubyte"

static char path[] = "/tmp/normkit-test-XXXXXX";

static void test_digits(void) {
  normkit_dataset dataset = null_dataset;
  int64_t count = 0, shape[8], rank = 0;
  const float *inputs;
  float largest = 0;
  CHECK_OK(normkit_dataset_load_idx(IMAGES, LABELS, 1.0 / 16, &dataset));
  CHECK_OK(normkit_dataset_count(dataset, &count));
  CHECK(count == 1797);
  CHECK_OK(normkit_dataset_input_shape(dataset, shape, 8, &rank));
  CHECK(rank == 3 && shape[0] == 8 && shape[1] == 8 && shape[2] == 1);
  CHECK_OK(normkit_dataset_inputs(dataset, &inputs));
  for (int64_t index = 0; index < count * 64; ++index) largest = inputs[index] > largest ? inputs[index] : largest;
  CHECK(largest == 1);
  CHECK_OK(normkit_dataset_free(dataset));
  CHECK(normkit_dataset_load_idx("no/such/file", LABELS, 0, &dataset) == NORMKIT_IO);
  CHECK(strncmp(normkit_last_error_message(), "normkit_dataset_load_idx: no/such/file", 38) == 0);
  CHECK(normkit_dataset_load_idx("Package.swift", LABELS, 0, &dataset) == NORMKIT_FORMAT);
  CHECK(normkit_dataset_load_idx(IMAGES, IMAGES, 0, &dataset) == NORMKIT_FORMAT);
  CHECK_FAILS(
      normkit_dataset_load_idx(NULL, LABELS, 0, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_load_idx: images_path must not be NULL");
}

/* The outputs for all examples. */
static void answer(normkit_model model, float *outputs) {
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  CHECK_OK(normkit_model_predict(
      model, example_inputs, sizes, 2, 48, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES));
}

static void test_models(void) {
  float saved[EXAMPLES * CLASSES], loaded[EXAMPLES * CLASSES];
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model(), other = null_model;
  int64_t count = 0;
  compile(model);
  CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  CHECK_OK(normkit_model_save(model, path));
  CHECK_OK(normkit_model_load(path, &other));
  answer(model, saved);
  answer(other, loaded);
  CHECK(memcmp(saved, loaded, sizeof saved) == 0);
  CHECK_OK(normkit_model_layer_count(other, &count));
  CHECK(count == 4);
  CHECK_FAILS(
      normkit_model_save_checkpoint(other, path), NORMKIT_STATE,
      "normkit_model_save_checkpoint: the model is not compiled; call normkit_model_compile first");
  CHECK_OK(normkit_model_free(other));
  CHECK(normkit_model_load_checkpoint(path, &other) == NORMKIT_FORMAT);
  CHECK(normkit_model_load("Package.swift", &other) == NORMKIT_FORMAT);
  CHECK(normkit_model_load("no/such/file", &other) == NORMKIT_IO);
  CHECK(normkit_model_save(model, "no/such/folder/file") == NORMKIT_IO);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_checkpoints(void) {
  float straight[EXAMPLES * CLASSES], resumed[EXAMPLES * CLASSES];
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model(), other = null_model;
  compile(model);
  for (int epoch = 0; epoch < 3; ++epoch) CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  CHECK_OK(normkit_model_save_checkpoint(model, path));
  CHECK_OK(normkit_model_load_checkpoint(path, &other));
  for (int epoch = 0; epoch < 3; ++epoch) {
    CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
    CHECK_OK(normkit_model_fit(other, dataset, default_options, NULL));
  }
  answer(model, straight);
  answer(other, resumed);
  CHECK(memcmp(straight, resumed, sizeof straight) == 0);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_model_free(other));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  make_file(path);
  test_digits();
  test_models();
  test_checkpoints();
  remove(path);
  return report("test_files");
}
