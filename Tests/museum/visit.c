/* Reads every file of the museum and asks its model: a file that was ever written is read for ever.
 * Usage: visit FILE.safetensors... */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "exhibits.h"

/* Whether the model gives the numbers it gave then, up to the last digits, which another kernel may round. */
static int answers_as_then(normkit_model model, const char *path) {
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  float outputs[EXAMPLES * OUTPUTS], then[EXAMPLES * OUTPUTS], largest = 0, difference = 0;
  char name[512];
  snprintf(name, sizeof name, "%.*s.outputs", (int)(strrchr(path, '.') - path), path);
  FILE *file = fopen(name, "rb");
  if (file == NULL) return 0;
  size_t read = fread(then, sizeof then, 1, file);
  fclose(file);
  if (read != 1 || normkit_model_predict(
          model, exhibit_inputs(), sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * OUTPUTS)) {
    return 0;
  }
  for (int index = 0; index < EXAMPLES * OUTPUTS; ++index) {
    largest = fmaxf(largest, fabsf(then[index]));
    difference = fmaxf(difference, fabsf(then[index] - outputs[index]));
  }
  return largest > 0 && difference <= 1e-5f * largest;
}

/* A checkpoint goes on training. */
static void resume(normkit_model model) {
  const int64_t sizes[2] = {EXAMPLES, INPUTS}, values[2] = {EXAMPLES, OUTPUTS};
  normkit_dataset dataset = {0, 0};
  CHECK_OK(normkit_dataset_create(exhibit_inputs(), sizes, 2, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, exhibit_labels, EXAMPLES));
  if (normkit_model_train_on_batch(model, dataset, NULL, NULL) != NORMKIT_OK) { /* its loss is not for labels */
    CHECK_OK(normkit_dataset_set_values(dataset, exhibit_inputs(), values, 2));
    CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  }
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(int argc, char **argv) {
  for (int argument = 1; argument < argc; ++argument) {
    normkit_model model = {0, 0};
    const char *path = argv[argument];
    CHECK_OK(normkit_model_load(path, &model));
    CHECK(answers_as_then(model, path));
    CHECK_OK(normkit_model_free(model));
    if (strstr(path, "checkpoint") == NULL) continue;
    CHECK_OK(normkit_model_load_checkpoint(path, &model));
    CHECK(answers_as_then(model, path));
    resume(model);
    CHECK_OK(normkit_model_free(model));
  }
  CHECK(argc > 1);
  return report("museum");
}
