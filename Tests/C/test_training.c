/* Training from C: fit with every option, callbacks, histories, batches, evaluation, prediction, and every mistake. */
#include <math.h>

#include "network.h"

static double accuracy_of(normkit_model model, normkit_dataset dataset) {
  double accuracy = 0;
  CHECK_OK(normkit_model_evaluate(model, dataset, 16, NORMKIT_STATISTICS_BATCH, NULL, &accuracy));
  return accuracy;
}

static void test_fit(void) {
  normkit_dataset dataset = make_dataset(), validation;
  normkit_model model = make_model();
  normkit_fit_options options;
  normkit_history history;
  normkit_end end;
  int64_t count = 0;
  double losses[40], rates[40];
  bool has = false;
  compile(model);
  CHECK_OK(normkit_dataset_create_range(dataset, 0, 20, &validation));
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_OK(normkit_fit_options_set_epochs(options, 40));
  CHECK_OK(normkit_fit_options_set_batch_size(options, 20));
  CHECK_OK(normkit_fit_options_set_last_batch(options, NORMKIT_LAST_BATCH_DROP));
  CHECK_OK(normkit_fit_options_set_shuffle(options, true));
  CHECK_OK(normkit_fit_options_set_shuffle_seed(options, 3));
  CHECK_OK(normkit_fit_options_set_validation(options, validation, NORMKIT_STATISTICS_RUNNING));
  CHECK_OK(normkit_model_fit(model, dataset, options, &history));
  CHECK_OK(normkit_history_epoch_count(history, &count));
  CHECK(count == 40);
  CHECK_OK(normkit_history_end(history, &end));
  CHECK(end == NORMKIT_END_COMPLETED);
  CHECK_OK(normkit_history_values(history, NORMKIT_METRIC_LOSS, losses, 40));
  CHECK(losses[39] < 0.5 * losses[0]);
  CHECK_OK(normkit_history_values(history, NORMKIT_METRIC_LEARNING_RATE, rates, 40));
  CHECK(rates[0] == (double)0.1f && rates[39] == (double)0.1f);
  CHECK_OK(normkit_history_has_metric(history, NORMKIT_METRIC_VALIDATION_ACCURACY, &has));
  CHECK(has);
  CHECK(accuracy_of(model, dataset) > 0.9);
  CHECK_FAILS(
      normkit_history_values(history, NORMKIT_METRIC_LOSS, losses, 39), NORMKIT_SHAPE,
      "normkit_history_values: count must be 40, one for each epoch, got 39");
  CHECK_FAILS(
      normkit_history_values(history, (normkit_metric)9, losses, 40), NORMKIT_INVALID_ARGUMENT,
      "normkit_history_values: 9 is no normkit_metric");
  CHECK_FAILS(
      normkit_history_best_epoch(history, &count), NORMKIT_STATE,
      "normkit_history_best_epoch: there was no early stopping");
  CHECK_OK(normkit_history_free(history));
  CHECK_OK(normkit_model_fit(model, dataset, default_options, &history)); /* one epoch, nothing to validate with */
  CHECK_OK(normkit_history_has_metric(history, NORMKIT_METRIC_VALIDATION_LOSS, &has));
  CHECK(!has);
  CHECK_FAILS(
      normkit_history_values(history, NORMKIT_METRIC_VALIDATION_LOSS, losses, 1), NORMKIT_STATE,
      "normkit_history_values: the metric was not measured; normkit_history_has_metric tells which were");
  CHECK_OK(normkit_history_free(history));
  CHECK_OK(normkit_dataset_free(validation));
  CHECK_FAILS(
      normkit_model_fit(model, dataset, options, NULL), NORMKIT_HANDLE,
      "normkit_model_fit: the dataset handle is stale: it was freed, or never made by NormKit");
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_metrics(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_history history;
  int64_t count = 0;
  double value = 0, accuracy = 0, values[1];
  CHECK_FAILS(
      normkit_model_add_metric(model, NORMKIT_MEASURE_AUC, 200), NORMKIT_STATE,
      "normkit_model_add_metric: the model is not compiled; call normkit_model_compile first");
  compile(model);
  CHECK_OK(normkit_model_add_metric(model, NORMKIT_MEASURE_TOP_K_CATEGORICAL_ACCURACY, 1));
  CHECK_OK(normkit_model_add_metric(model, NORMKIT_MEASURE_AUC, 200));
  CHECK_FAILS(
      normkit_model_add_metric(model, NORMKIT_MEASURE_MEAN_SQUARED_ERROR, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_metric: Metric.meanSquaredError: needs numbers to compare with, "
      "sparseCategoricalCrossentropy has classes");
  CHECK_FAILS(
      normkit_model_add_metric(model, NORMKIT_MEASURE_MEAN_SQUARED_ERROR, 3), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_metric: number must be 0 for this measure, got 3");
  CHECK_OK(normkit_model_metric_count(model, &count));
  CHECK(count == 2);
  CHECK_OK(normkit_model_metric_value(model, 0, &value));
  CHECK(isnan(value));
  CHECK_OK(normkit_model_evaluate(model, dataset, 16, NORMKIT_STATISTICS_RUNNING, NULL, &accuracy));
  CHECK_OK(normkit_model_metric_value(model, 0, &value));
  CHECK(value == accuracy);
  CHECK_OK(normkit_model_metric_value(model, 1, &value));
  CHECK(value > 0 && value < 1);
  CHECK_FAILS(
      normkit_model_metric_value(model, 2, &value), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_metric_value: metric must be in 0..<2, the metrics added, got 2");
  CHECK_OK(normkit_model_fit(model, dataset, default_options, &history));
  CHECK_OK(normkit_history_values(history, NORMKIT_METRIC_ACCURACY, &accuracy, 1));
  CHECK_OK(normkit_history_metric_values(history, 0, false, values, 1));
  CHECK(values[0] == accuracy);
  CHECK_FAILS(
      normkit_history_metric_values(history, 0, true, values, 1), NORMKIT_STATE,
      "normkit_history_metric_values: nothing was measured on a validation dataset");
  CHECK_FAILS(
      normkit_history_metric_values(history, 2, false, values, 1), NORMKIT_INVALID_ARGUMENT,
      "normkit_history_metric_values: metric must be in 0..<2, the metrics added, got 2");
  CHECK_OK(normkit_history_free(history));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_early_stopping(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_fit_options options;
  normkit_history history;
  normkit_end end;
  int64_t count = 0, best = -1;
  compile(model);
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_OK(normkit_fit_options_set_epochs(options, 50));
  CHECK_OK(normkit_fit_options_set_early_stopping(options, NORMKIT_METRIC_LOSS, 2, 1e6, true));
  CHECK_OK(normkit_model_fit(model, dataset, options, &history));
  CHECK_OK(normkit_history_epoch_count(history, &count));
  CHECK(count == 3); /* the first is the best, then two without an improvement of a million */
  CHECK_OK(normkit_history_end(history, &end));
  CHECK(end == NORMKIT_END_EARLY_STOPPING);
  CHECK_OK(normkit_history_best_epoch(history, &best));
  CHECK(best == 0);
  CHECK_OK(normkit_history_free(history));
  CHECK_FAILS(
      normkit_fit_options_set_early_stopping(options, NORMKIT_METRIC_LEARNING_RATE, 2, 0, true),
      NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_early_stopping: monitor must be a loss or an accuracy, got the learning rate");
  CHECK_FAILS(
      normkit_fit_options_set_early_stopping(options, NORMKIT_METRIC_LOSS, -1, 0, true), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_early_stopping: patience and minimum_delta must be at least 0, got -1 and 0.0");
  CHECK_OK(normkit_fit_options_set_early_stopping(options, NORMKIT_METRIC_VALIDATION_LOSS, 2, 0, true));
  CHECK_FAILS(
      normkit_model_fit(model, dataset, options, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_fit: Trainer.fit: early stopping monitors validation data, but there is none");
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

/* What a callback sees and is told to answer. */
typedef struct {
  normkit_model model;
  normkit_dataset dataset;
  int batches, epochs, destroyed;
  int answer_from;
  normkit_signal answer;
} witness;

static normkit_signal watch(const normkit_progress *progress, void *user_data) {
  witness *seen = user_data;
  if (progress->epoch_finished) {
    ++seen->epochs;
    CHECK(progress->batch == progress->batch_count && progress->validated && progress->validation_loss > 0);
  } else {
    ++seen->batches;
    CHECK(progress->batch >= 1 && progress->batch <= progress->batch_count && progress->loss > 0);
  }
  CHECK_FAILS(
      normkit_model_free(seen->model), NORMKIT_BUSY, "normkit_model_free: the model is in use by another call");
  CHECK_FAILS(
      normkit_dataset_free(seen->dataset), NORMKIT_BUSY, "normkit_dataset_free: the dataset is in use by another call");
  return seen->batches >= seen->answer_from ? seen->answer : NORMKIT_SIGNAL_PROCEED;
}

static void count_destruction(void *user_data) { ++((witness *)user_data)->destroyed; }

static void test_callbacks(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_fit_options options;
  normkit_history history;
  normkit_end end;
  int64_t count = 0;
  witness seen = {model, dataset, 0, 0, 0, 1000, NORMKIT_SIGNAL_STOP};
  compile(model);
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_OK(normkit_fit_options_set_epochs(options, 3));
  CHECK_OK(normkit_fit_options_set_batch_size(options, 24));
  CHECK_OK(normkit_fit_options_set_validation(options, dataset, NORMKIT_STATISTICS_BATCH));
  CHECK_OK(normkit_fit_options_set_progress(options, watch, &seen, count_destruction));
  CHECK_OK(normkit_model_fit(model, dataset, options, NULL));
  CHECK(seen.batches == 6 && seen.epochs == 3 && seen.destroyed == 0);

  seen.batches = 0;
  seen.epochs = 0;
  CHECK_OK(normkit_fit_options_set_progress_interval(options, 1000));
  CHECK_OK(normkit_model_fit(model, dataset, options, NULL));
  CHECK(seen.batches == 0 && seen.epochs == 3); /* finished epochs are told all the same */
  CHECK_OK(normkit_fit_options_set_progress_interval(options, 0));
  CHECK_FAILS(
      normkit_fit_options_set_progress_interval(options, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_progress_interval: seconds must be at least 0, got -1.0");

  seen.batches = 0;
  seen.answer_from = 3;
  CHECK_OK(normkit_model_fit(model, dataset, options, &history));
  CHECK(seen.batches == 3);
  CHECK_OK(normkit_history_end(history, &end));
  CHECK(end == NORMKIT_END_STOPPED);
  CHECK_OK(normkit_history_epoch_count(history, &count));
  CHECK(count == 1);
  CHECK_OK(normkit_history_free(history));

  seen.batches = 0;
  seen.answer_from = 1;
  seen.answer = NORMKIT_SIGNAL_CANCEL;
  CHECK_FAILS(
      normkit_model_fit(model, dataset, options, &history), NORMKIT_CANCELLED,
      "normkit_model_fit: Trainer.fit: cancelled by the progress callback in epoch 0");
  CHECK(seen.batches == 1);

  CHECK_OK(normkit_fit_options_set_progress(options, watch, &seen, count_destruction));
  CHECK(seen.destroyed == 1); /* the first callback was let go */
  CHECK_OK(normkit_fit_options_free(options));
  CHECK(seen.destroyed == 2);
  CHECK(
      normkit_fit_options_set_progress(options, watch, &seen, count_destruction) == NORMKIT_HANDLE &&
      seen.destroyed == 2); /* a failed call takes nothing over */
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_option_mistakes(void) {
  normkit_fit_options options;
  CHECK_FAILS(
      normkit_fit_options_create(NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_create: out_options must not be NULL");
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_FAILS(
      normkit_fit_options_set_epochs(options, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_epochs: epochs must be at least 1, got 0");
  CHECK_FAILS(
      normkit_fit_options_set_batch_size(options, -4), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_batch_size: batch_size must be at least 1, got -4");
  CHECK_FAILS(
      normkit_fit_options_set_last_batch(options, (normkit_last_batch)5), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_last_batch: 5 is no normkit_last_batch");
  CHECK_FAILS(
      normkit_fit_options_set_validation(options, null_dataset, (normkit_statistics)5), NORMKIT_INVALID_ARGUMENT,
      "normkit_fit_options_set_validation: 5 is no normkit_statistics");
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_FAILS(
      normkit_fit_options_set_epochs(options, 2), NORMKIT_HANDLE,
      "normkit_fit_options_set_epochs: the fit options handle is stale: it was freed, or never made by NormKit");
}

static void test_batches_and_answers(void) {
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_layer layer;
  float outputs[EXAMPLES * CLASSES], kernel[40], gradient[40];
  double first = 0, last = 0, accuracy = 0;
  int64_t updates = 0;
  CHECK_FAILS(
      normkit_model_train_on_batch(model, dataset, NULL, NULL), NORMKIT_STATE,
      "normkit_model_train_on_batch: the model is not compiled; call normkit_model_compile first");
  compile(model);
  CHECK_OK(normkit_model_train_on_batch(model, dataset, &first, NULL));
  for (int step = 0; step < 60; ++step) CHECK_OK(normkit_model_train_on_batch(model, dataset, &last, &accuracy));
  CHECK(last < 0.5 * first && accuracy > 0.8);
  CHECK_OK(normkit_model_layer(model, 1, &layer));
  CHECK_OK(normkit_batch_normalization_update_count(layer, &updates));
  CHECK(updates == 61);
  CHECK_OK(normkit_model_get_tensor(model, "dense/kernel", kernel, 40));
  CHECK_OK(normkit_model_get_gradient(model, "dense/kernel", gradient, 40));
  CHECK(gradient[0] != 0);

  /* The class that predict puts highest is right as often as evaluate says. */
  CHECK_OK(normkit_model_predict(
      model, example_inputs, sizes, 2, 7, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES));
  int right = 0;
  for (int row = 0; row < EXAMPLES; ++row) {
    const float *output = outputs + row * CLASSES;
    int best = output[1] > output[0] ? 1 : 0;
    if (output[2] > output[best]) best = 2;
    right += best == example_labels[row];
  }
  CHECK_OK(normkit_model_evaluate(model, dataset, 48, NORMKIT_STATISTICS_RUNNING, NULL, &accuracy));
  CHECK(fabs(accuracy - (double)right / EXAMPLES) < 1e-12);
  CHECK_FAILS(
      normkit_model_predict(model, example_inputs, sizes, 2, 7, NORMKIT_STATISTICS_RUNNING, outputs, 5),
      NORMKIT_SHAPE, "normkit_model_predict: count must be 48 times that of output shape [3], got 5");
  const int64_t wrong[2] = {EXAMPLES, INPUTS - 1};
  CHECK_FAILS(
      normkit_model_predict(model, example_inputs, wrong, 2, 7, NORMKIT_STATISTICS_RUNNING, outputs, 144),
      NORMKIT_SHAPE, "normkit_model_predict: sizes must be N and [5], got 48 and [4]");
  CHECK_FAILS(
      normkit_model_predict(model, example_inputs, sizes, 2, 0, NORMKIT_STATISTICS_RUNNING, outputs, 144),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_predict: batch_size must be at least 1, got 0");
  CHECK_FAILS(
      normkit_model_predict(model, NULL, sizes, 2, 7, NORMKIT_STATISTICS_RUNNING, outputs, 144),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_predict: inputs must not be NULL");
  CHECK_FAILS(
      normkit_model_predict(model, example_inputs, sizes, 2, 7, NORMKIT_STATISTICS_RUNNING, NULL, 144),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_predict: out_outputs must not be NULL");
  CHECK_FAILS(
      normkit_model_evaluate(model, dataset, 0, NORMKIT_STATISTICS_RUNNING, NULL, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_evaluate: batch_size must be at least 1, got 0");
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_targets(void) {
  const int64_t sizes[2] = {EXAMPLES, CLASSES};
  static float values[EXAMPLES * CLASSES];
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_optimizer optimizer;
  double loss = 0, accuracy = 0;
  CHECK_OK(normkit_optimizer_create_adam(0.01f, &optimizer));
  CHECK_FAILS(
      normkit_model_compile(model, optimizer, (normkit_loss)9), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_compile: 9 is no normkit_loss");
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_MEAN_SQUARED_ERROR));
  CHECK_FAILS(
      normkit_model_train_on_batch(model, dataset, &loss, &accuracy), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_train_on_batch: Trainer.trainOnBatch: meanSquaredError needs target numbers, the data has none");
  CHECK_OK(normkit_dataset_set_values(dataset, values, sizes, 2));
  CHECK_OK(normkit_model_train_on_batch(model, dataset, &loss, &accuracy));
  CHECK(loss > 0 && isnan(accuracy));
  CHECK_OK(normkit_optimizer_free(optimizer));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

/* The same seed gives the same bits with one thread, two and three. */
static void test_threads(void) {
  float kernels[3][40];
  int32_t threads = 0;
  for (int32_t count = 1; count <= 3; ++count) {
    normkit_dataset dataset = make_dataset();
    normkit_model model = make_model();
    CHECK_OK(normkit_set_num_threads(count));
    CHECK_OK(normkit_get_num_threads(&threads));
    CHECK(threads == count);
    compile(model);
    for (int epoch = 0; epoch < 5; ++epoch) CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
    CHECK_OK(normkit_model_get_tensor(model, "dense/kernel", kernels[count - 1], 40));
    CHECK_OK(normkit_model_free(model));
    CHECK_OK(normkit_dataset_free(dataset));
  }
  CHECK(memcmp(kernels[0], kernels[1], sizeof kernels[0]) == 0);
  CHECK(memcmp(kernels[0], kernels[2], sizeof kernels[0]) == 0);
  CHECK_OK(normkit_set_num_threads(0));
}

int main(void) {
  test_fit();
  test_metrics();
  test_early_stopping();
  test_callbacks();
  test_option_mistakes();
  test_batches_and_answers();
  test_targets();
  test_threads();
  return report("test_training");
}
