/* Making, training, saving, loading and freeing a model a thousand times leaves memory as it was.
 * Usage: cycles FILE, which is written and removed. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <unistd.h>

#include "check.h"

enum { WARM_UP = 100, CYCLES = 1000, ROWS = 64, FEATURES = 16 };

static float inputs[ROWS * FEATURES];
static int32_t labels[ROWS];

/* Bytes of memory in use by this process; -1 where the system does not tell. */
static long resident_bytes(void) {
  long pages = -1;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return -1;
  if (fscanf(file, "%*d %ld", &pages) != 1) pages = -1;
  fclose(file);
  return pages < 0 ? -1 : pages * sysconf(_SC_PAGESIZE);
}

static normkit_status make(normkit_model *model) {
  static const int64_t shape[] = {FEATURES};
  normkit_status status = normkit_model_create(shape, 1, 5, model);
  if (status == NORMKIT_OK) status = normkit_model_add_dense(*model, 32, NULL);
  if (status == NORMKIT_OK) status = normkit_model_add_batch_normalization(*model, NULL);
  if (status == NORMKIT_OK) status = normkit_model_add_activation(*model, NORMKIT_ACTIVATION_RELU, NULL);
  if (status == NORMKIT_OK) status = normkit_model_add_dropout(*model, .2F, NULL);
  if (status == NORMKIT_OK) status = normkit_model_add_dense(*model, 4, NULL);
  return status;
}

static normkit_status train(normkit_model model, normkit_dataset dataset) {
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  normkit_history history = {0, 0};
  normkit_dataset first = {0, 0}, second = {0, 0};
  normkit_status status = normkit_optimizer_create_adam(.001F, &optimizer);
  if (status == NORMKIT_OK) {
    status = normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY);
  }
  if (status == NORMKIT_OK) status = normkit_dataset_split(dataset, .25, 3, &first, &second);
  if (status == NORMKIT_OK) status = normkit_fit_options_create(&options);
  if (status == NORMKIT_OK) status = normkit_fit_options_set_validation(options, second, NORMKIT_STATISTICS_RUNNING);
  if (status == NORMKIT_OK) status = normkit_model_fit(model, first, options, &history);
  /* A call that fails on the way must not keep anything either. */
  if (status == NORMKIT_OK && normkit_model_add_dense(model, 1, NULL) != NORMKIT_STATE) status = NORMKIT_INTERNAL;
  normkit_history_free(history);
  normkit_fit_options_free(options);
  normkit_dataset_free(second);
  normkit_dataset_free(first);
  normkit_optimizer_free(optimizer);
  return status;
}

/* One life of a model: made, trained, saved, loaded, asked. */
static normkit_status live(normkit_dataset dataset, const char *path, float *outputs) {
  static const int64_t sizes[] = {ROWS, FEATURES};
  normkit_model model = {0, 0}, loaded = {0, 0};
  normkit_status status = make(&model);
  if (status == NORMKIT_OK) status = train(model, dataset);
  if (status == NORMKIT_OK) status = normkit_model_save_checkpoint(model, path);
  if (status == NORMKIT_OK) status = normkit_model_load_checkpoint(path, &loaded);
  if (status == NORMKIT_OK) {
    status = normkit_model_predict(
        loaded, inputs, sizes, 2, 32, NORMKIT_STATISTICS_RUNNING, outputs, ROWS * 4);
  }
  normkit_model_free(loaded);
  normkit_model_free(model);
  return status;
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: %s FILE\n", argv[0]), 2;
  const char *path = argv[1];
  static const int64_t sizes[] = {ROWS, FEATURES};
  static float first[ROWS * 4], outputs[ROWS * 4];
  for (int index = 0; index < ROWS * FEATURES; ++index) inputs[index] = (float)(index * 37 % 101) / 101;
  for (int row = 0; row < ROWS; ++row) labels[row] = row % 4;
  normkit_dataset dataset = {0, 0};
  CHECK_OK(normkit_dataset_create(inputs, sizes, 2, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, labels, ROWS));
  CHECK_OK(live(dataset, path, first));
  for (int cycle = 1; cycle < WARM_UP; ++cycle) live(dataset, path, outputs);
  long before = resident_bytes();
  int alike = 0;
  normkit_status status = NORMKIT_OK;
  for (int cycle = 0; cycle < CYCLES && status == NORMKIT_OK; ++cycle) {
    status = live(dataset, path, outputs);
    alike += memcmp(outputs, first, sizeof first) == 0;
  }
  CHECK_OK(status);
  CHECK(alike == CYCLES);
  long growth = resident_bytes() - before;
  printf("%d cycles: resident memory %+ld KB of %ld KB\n", CYCLES, growth / 1024, before / 1024);
  CHECK(growth <= 2L << 20);
  CHECK_OK(normkit_dataset_free(dataset));
  CHECK(unlink(path) == 0);
  return report("cycles");
}
