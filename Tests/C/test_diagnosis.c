/* Diagnoses: numbers and sentences about every layer, on demand and during training. */
#include <math.h>
#include <string.h>

#include "network.h"

static void test_layers_and_numbers(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_diagnosis diagnosis;
  double values[8], loss = 0, accuracy = 0;
  int64_t count = 0, step = -1, examples = 0, places = 0;
  char text[64];
  compile(model);
  for (int number = 0; number < 3; ++number) CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  CHECK_OK(normkit_model_diagnose(model, dataset, EXAMPLES, &diagnosis));
  CHECK_OK(normkit_diagnosis_step(diagnosis, &step, &examples));
  CHECK(step == 3 && examples == EXAMPLES);
  CHECK_OK(normkit_diagnosis_metrics(diagnosis, NORMKIT_STATISTICS_BATCH, &loss, &accuracy));
  CHECK(loss > 0 && accuracy >= 0 && accuracy <= 1);
  CHECK_OK(normkit_diagnosis_layer_count(diagnosis, &places));
  int norms = 0;
  for (int64_t place = 0; place < places; ++place) {
    CHECK_OK(normkit_diagnosis_layer_name(diagnosis, place, text, sizeof text));
    CHECK_OK(normkit_diagnosis_values(diagnosis, place, NORMKIT_QUANTITY_OUTPUT_NORM, values, 8, &count));
    CHECK(count == 1 && values[0] > 0);
    CHECK_OK(normkit_diagnosis_values(diagnosis, place, NORMKIT_QUANTITY_GRADIENT_NORM, values, 8, &count));
    CHECK(count == 1 && values[0] > 0);
    CHECK_OK(normkit_diagnosis_layer_kind(diagnosis, place, text, sizeof text));
    bool is_norm = strcmp(text, "batch_normalization") == 0;
    norms += is_norm;
    CHECK_OK(normkit_diagnosis_values(diagnosis, place, NORMKIT_QUANTITY_RUNNING_MEAN, values, 8, &count));
    CHECK(count == (is_norm ? 8 : 0));
    CHECK_OK(normkit_diagnosis_values(diagnosis, place, NORMKIT_QUANTITY_UPDATES, values, 8, &count));
    CHECK(is_norm ? count == 1 && values[0] == 3 : count == 0);
  }
  CHECK(norms == 1);
  CHECK_OK(normkit_diagnosis_values(diagnosis, 1, NORMKIT_QUANTITY_RUNNING_MEAN, NULL, 0, &count));
  CHECK(count == 8);
  CHECK_FAILS(
      normkit_diagnosis_values(diagnosis, 1, NORMKIT_QUANTITY_RUNNING_MEAN, values, 7, &count), NORMKIT_SHAPE,
      "normkit_diagnosis_values: capacity must be at least 8, got 7");
  CHECK_FAILS(
      normkit_diagnosis_values(diagnosis, 9, NORMKIT_QUANTITY_RUNNING_MEAN, values, 8, &count),
      NORMKIT_INVALID_ARGUMENT, "normkit_diagnosis_values: place must be in 0..<4, got 9");
  CHECK_FAILS(
      normkit_diagnosis_values(diagnosis, 1, (normkit_quantity)99, values, 8, &count), NORMKIT_INVALID_ARGUMENT,
      "normkit_diagnosis_values: 99 is no normkit_quantity");
  CHECK_OK(normkit_diagnosis_free(diagnosis));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_findings_and_warnings(void) {
  static const char advice[] =
      "running statistics immature: 3 updates at momentum 0.99 leave 97 % of their start, mean 0 and variance 1 (mature "
      "after 299); recalibrate, lower momentum or use bias-corrected averages";
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_fit_options options;
  normkit_history history;
  normkit_diagnosis diagnosis;
  normkit_finding finding;
  int64_t count = 0, layer = 0, length = 0;
  char text[512];
  compile(model);
  CHECK_OK(normkit_model_warning_count(model, &count));
  CHECK(count == 1);
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_OK(normkit_fit_options_set_batch_size(options, EXAMPLES));
  CHECK_OK(normkit_fit_options_set_epochs(options, 3));
  CHECK_OK(normkit_fit_options_set_diagnosis(options, dataset, 2));
  CHECK_OK(normkit_model_fit(model, dataset, options, &history));
  CHECK_OK(normkit_history_warning_count(history, 2, &count));
  CHECK(count == 1);
  CHECK_OK(normkit_history_warning(history, 2, 0, NULL, 0, &length));
  CHECK_OK(normkit_history_warning(history, 2, 0, text, sizeof text, NULL));
  CHECK((int64_t)strlen(text) + 1 == length);
  CHECK(strncmp(text, "batch_normalization: ", 21) == 0 && strcmp(text + 21, advice) == 0);
  CHECK_OK(normkit_model_warning(model, 0, text, sizeof text, NULL));
  CHECK(strcmp(text + 21, advice) == 0);
  CHECK_OK(normkit_history_diagnosis_count(history, &count));
  CHECK(count == 1);
  CHECK_OK(normkit_history_diagnosis(history, 0, &diagnosis));
  CHECK_OK(normkit_history_free(history));
  CHECK_OK(normkit_diagnosis_finding_count(diagnosis, &count));
  CHECK(count >= 1);
  CHECK_OK(normkit_diagnosis_finding(diagnosis, 0, &finding, &layer, text, sizeof text, &length));
  CHECK(finding == NORMKIT_FINDING_IMMATURE_STATISTICS && layer == 1);
  CHECK(strstr(text, "2 updates at momentum 0.99 leave 98 % of their start") != NULL);
  CHECK_FAILS(
      normkit_history_diagnosis(history, 0, &diagnosis), NORMKIT_HANDLE,
      "normkit_history_diagnosis: the history handle is stale: it was freed, or never made by NormKit");
  CHECK_OK(normkit_diagnosis_free(diagnosis));
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_layers_and_numbers();
  test_findings_and_warnings();
  return report("test_diagnosis");
}
