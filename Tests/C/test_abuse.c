/* What random calls once broke, each as a test of its own. */
#include <stddef.h>

#include "check.h"

static void test_boundaries_beyond_memory(void) {
  static const int64_t boundaries[] = {1};
  static const float factors[] = {1, .5F};
  normkit_optimizer optimizer;
  CHECK_OK(normkit_optimizer_create_sgd(.1F, &optimizer));
  CHECK_FAILS(
      normkit_optimizer_set_piecewise_constant(optimizer, boundaries, factors, INT64_MAX), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_piecewise_constant: count must be in 1...65536, got 9223372036854775807");
  CHECK_OK(normkit_optimizer_set_piecewise_constant(optimizer, boundaries, factors, 1));
  CHECK_OK(normkit_optimizer_free(optimizer));
}

static void test_sizes_beyond_memory(void) {
  static const float inputs[] = {1, 2};
  static const int64_t sizes[] = {INT64_C(1) << 61, 1};
  normkit_dataset dataset;
  normkit_model model;
  CHECK_FAILS(
      normkit_dataset_create(inputs, sizes, 2, &dataset), NORMKIT_SHAPE,
      "normkit_dataset_create: sizes must name numbers that fit an address space, got [2305843009213693952, 1]");
  CHECK_FAILS(
      normkit_model_create(sizes, 1, 0, &model), NORMKIT_SHAPE,
      "normkit_model_create: sizes must name numbers that fit an address space, got [2305843009213693952]");
}

struct counts {
  normkit_fit_options options;
  normkit_status within;
  int called, returned;
};

static void hand_back(void *user_data) { ++((struct counts *)user_data)->returned; }

/* Asks for another callback while the options are in use. */
static normkit_signal replace(const normkit_progress *progress, void *user_data) {
  struct counts *counts = user_data;
  (void)progress;
  ++counts->called;
  counts->within = normkit_fit_options_set_progress(counts->options, replace, counts, hand_back);
  return NORMKIT_SIGNAL_STOP;
}

static void test_user_data_is_handed_back_once(void) {
  struct counts counts = {{0, 0}, NORMKIT_OK, 0, 0};
  CHECK_OK(normkit_fit_options_create(&counts.options));
  CHECK_OK(normkit_fit_options_set_progress(counts.options, NULL, &counts, hand_back));
  CHECK(counts.returned == 0);
  CHECK_OK(normkit_fit_options_set_progress(counts.options, NULL, NULL, NULL));
  CHECK(counts.returned == 1);
  CHECK_OK(normkit_fit_options_set_progress(counts.options, NULL, &counts, hand_back));
  CHECK_OK(normkit_fit_options_free(counts.options));
  CHECK(counts.returned == 2);
}

static void test_refused_callback_stays_the_callers(void) {
  static const float inputs[] = {1, 2, 3, 4};
  static const int64_t sizes[] = {4, 1}, shape[] = {1};
  struct counts counts = {{0, 0}, NORMKIT_OK, 0, 0};
  normkit_dataset dataset;
  normkit_model model;
  normkit_optimizer optimizer;
  CHECK_OK(normkit_dataset_create(inputs, sizes, 2, &dataset));
  CHECK_OK(normkit_dataset_set_values(dataset, inputs, sizes, 2));
  CHECK_OK(normkit_model_create(shape, 1, 0, &model));
  CHECK_OK(normkit_model_add_dense(model, 1, NULL));
  CHECK_OK(normkit_optimizer_create_sgd(.1F, &optimizer));
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_MEAN_SQUARED_ERROR));
  CHECK_OK(normkit_fit_options_create(&counts.options));
  CHECK_OK(normkit_fit_options_set_progress(counts.options, replace, &counts, hand_back));
  CHECK_OK(normkit_model_fit(model, dataset, counts.options, NULL));
  CHECK(counts.called == 1 && counts.within == NORMKIT_BUSY && counts.returned == 0);
  CHECK_OK(normkit_fit_options_free(counts.options));
  CHECK(counts.returned == 1);
  CHECK_OK(normkit_optimizer_free(optimizer));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_boundaries_beyond_memory();
  test_sizes_beyond_memory();
  test_user_data_is_handed_back_once();
  test_refused_callback_stays_the_callers();
  return report("test_abuse");
}
