/* A machine that runs out of memory anywhere in a program: every call works or says so, and nothing crashes or leaks. */
#define _DEFAULT_SOURCE
#include "allocations.h"

#include <stdlib.h>
#include <unistd.h>

#include "network.h"

static int failures;

/* Whether the call worked; it may fail for want of memory alone, after a program's first failure also for lack of what
 * that one should have made. */
static int works(normkit_status status) {
  if (status == NORMKIT_OK) return 1;
  if (failures++ == 0 && status != NORMKIT_OUT_OF_MEMORY) CHECK_OK(status);
  return 0;
}

/* A program that makes, trains, asks and frees everything; from its request number `limit` on nothing is to be had. */
static void run(long limit) {
  const int64_t size = INPUTS, sizes[2] = {EXAMPLES, INPUTS};
  static float outputs[EXAMPLES * CLASSES];
  normkit_dataset dataset = null_dataset;
  normkit_model model = null_model;
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  normkit_history history = {0, 0};
  normkit_layer layer;
  int64_t count;
  failures = 0;
  refused_from = limit < 0 ? -1 : allocations() + limit;
  works(normkit_dataset_create(example_inputs, sizes, 2, &dataset));
  works(normkit_dataset_set_labels(dataset, example_labels, EXAMPLES));
  works(normkit_model_create(&size, 1, 7, &model));
  works(normkit_model_add_dense(model, 8, &layer));
  works(normkit_model_add_batch_normalization(model, NULL));
  works(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  works(normkit_model_add_dense(model, CLASSES, NULL));
  works(normkit_optimizer_create_adam(0.1f, &optimizer));
  works(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  works(normkit_fit_options_create(&options));
  works(normkit_fit_options_set_validation(options, dataset, NORMKIT_STATISTICS_RUNNING));
  works(normkit_model_fit(model, dataset, options, &history));
  works(normkit_history_epoch_count(history, &count));
  works(normkit_model_predict(
      model, example_inputs, sizes, 2, 10, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES));
  works(normkit_model_tensor_count(model, &count));
  refused_from = -1;
  CHECK(
      normkit_history_free(history) == NORMKIT_OK && normkit_fit_options_free(options) == NORMKIT_OK &&
      normkit_optimizer_free(optimizer) == NORMKIT_OK && normkit_model_free(model) == NORMKIT_OK &&
      normkit_dataset_free(dataset) == NORMKIT_OK);
}

/* Sizes whose buffers, each for itself, are more than the reserve that Swift's own blocks come from when memory is out. */
enum { ROWS = 600000, WIDTH = 1100, FEW = 3, THRESHOLDS = 1000000 };

static float large_inputs[ROWS], large_weights[WIDTH * WIDTH];
static int32_t large_labels[ROWS];
static char images_path[] = "/tmp/normkit-test-XXXXXX", labels_path[] = "/tmp/normkit-test-XXXXXX",
            model_path[] = "/tmp/normkit-test-XXXXXX";

/* One batch says enough. */
static normkit_signal stop(const normkit_progress *progress, void *user_data) {
  (void)progress;
  (void)user_data;
  return NORMKIT_SIGNAL_STOP;
}

/* Many examples for a small model: order, division, labels of a file, thresholds of an area. */
static void many_rows(void) {
  const int64_t size = 1, sizes[2] = {ROWS, 1};
  normkit_dataset dataset = null_dataset, read = null_dataset, train = null_dataset, test = null_dataset;
  normkit_model model = null_model;
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  works(normkit_dataset_create(large_inputs, sizes, 2, &dataset));
  works(normkit_dataset_set_labels(dataset, large_labels, ROWS));
  works(normkit_dataset_load_idx(images_path, labels_path, 1, &read));
  works(normkit_dataset_split(dataset, 0.5, 1, &train, &test));
  works(normkit_model_create(&size, 1, 1, &model));
  works(normkit_model_add_dense(model, FEW, NULL));
  works(normkit_model_add_batch_normalization(model, NULL));
  works(normkit_optimizer_create_sgd(0.1f, &optimizer));
  works(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  works(normkit_model_add_metric(model, NORMKIT_MEASURE_AUC, THRESHOLDS));
  works(normkit_fit_options_create(&options));
  works(normkit_fit_options_set_progress(options, stop, NULL, NULL));
  works(normkit_model_fit(model, dataset, options, NULL));
  refused_from = -1;
  CHECK(
      normkit_fit_options_free(options) == NORMKIT_OK && normkit_optimizer_free(optimizer) == NORMKIT_OK &&
      normkit_model_free(model) == NORMKIT_OK && normkit_dataset_free(dataset) == NORMKIT_OK &&
      normkit_dataset_free(read) == NORMKIT_OK && normkit_dataset_free(train) == NORMKIT_OK &&
      normkit_dataset_free(test) == NORMKIT_OK);
}

/* Many weights and channels for few examples: files, tensors, statistics measured anew. */
static void many_weights(void) {
  const int64_t size = WIDTH, sizes[2] = {FEW, WIDTH}, wide = ROWS, wide_sizes[2] = {1, ROWS};
  normkit_dataset dataset = null_dataset, wide_dataset = null_dataset;
  normkit_model model = null_model, loaded = null_model, wide_model = null_model;
  normkit_optimizer optimizer = {0, 0};
  works(normkit_dataset_create(large_inputs, sizes, 2, &dataset));
  works(normkit_dataset_set_labels(dataset, large_labels, FEW));
  works(normkit_model_create(&size, 1, 1, &model));
  works(normkit_model_add_dense(model, WIDTH, NULL));
  works(normkit_model_add_batch_normalization(model, NULL));
  works(normkit_optimizer_create_adam(0.1f, &optimizer));
  works(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  works(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  works(normkit_model_get_tensor(model, "dense/kernel", large_weights, WIDTH * WIDTH));
  works(normkit_model_save(model, model_path));
  works(normkit_model_save_checkpoint(model, model_path));
  works(normkit_model_load_checkpoint(model_path, &loaded));
  works(normkit_dataset_create(large_inputs, wide_sizes, 2, &wide_dataset));
  works(normkit_model_create(&wide, 1, 1, &wide_model));
  works(normkit_model_add_batch_normalization(wide_model, NULL));
  works(normkit_model_recalibrate(wide_model, wide_dataset, NORMKIT_RECALIBRATION_ALG2, 1, NULL, NULL, NULL));
  works(normkit_model_recalibrate(wide_model, wide_dataset, NORMKIT_RECALIBRATION_SEQUENTIAL, 1, NULL, NULL, NULL));
  refused_from = -1;
  CHECK(
      normkit_optimizer_free(optimizer) == NORMKIT_OK && normkit_model_free(model) == NORMKIT_OK &&
      normkit_model_free(loaded) == NORMKIT_OK && normkit_model_free(wide_model) == NORMKIT_OK &&
      normkit_dataset_free(dataset) == NORMKIT_OK && normkit_dataset_free(wide_dataset) == NORMKIT_OK);
}

/* A file of IDX: one axis of ROWS, or two. */
static void write_idx(char *path, int type, int axes, size_t bytes) {
  unsigned char header[12] = {0, 0, (unsigned char)type, (unsigned char)axes};
  FILE *file = fdopen(mkstemp(path), "wb");
  for (int byte = 0; byte < 4; ++byte) header[4 + byte] = (unsigned char)((unsigned)ROWS >> (24 - 8 * byte));
  header[11] = 1;
  CHECK(file != NULL && fwrite(header, 4 + 4 * (size_t)axes, 1, file) == 1);
  for (size_t byte = 0; byte < bytes; ++byte) putc(0, file);
  CHECK(fclose(file) == 0);
}

/* The same, memory ending at each of the program's requests for a large buffer. Returns how many those are. */
static long run_large(void (*program)(void)) {
  long requests = 0;
  counted_size = 1 << 18;
  for (long limit = -1; limit <= requests; ++limit) {
    long before = allocations();
    failures = 0;
    refused_from = limit < 0 ? -1 : before + limit;
    program();
    if (limit < 0) requests = allocations() - before;
    CHECK((failures == 0) == (limit < 0 || limit >= requests));
  }
  counted_size = 0;
  return requests;
}

int main(void) {
  write_idx(images_path, 8, 2, ROWS);
  write_idx(labels_path, 8, 1, ROWS);
  make_file(model_path);
  long large = run_large(many_rows) + run_large(many_weights);
  printf("%ld large buffers that may not be had\n", large);
  CHECK(large > 20);
  remove(images_path), remove(labels_path), remove(model_path);
  CHECK_OK(normkit_dataset_free(make_dataset()));
  run(-1);
  CHECK(failures == 0);
  long before = allocations();
  run(-1);
  long requests = allocations() - before;
  for (long limit = 0; limit <= requests; ++limit) {
    run(limit);
    if (failures > 0 && limit == requests) CHECK(!"a program with all the memory it asks for works");
  }
  run(-1); /* And afterwards all is as before. */
  CHECK(failures == 0);
  printf("%ld places to run out of memory in\n", requests);
  return report("test_memory");
}
