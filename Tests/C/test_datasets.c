/* Data sets: shapes, views, parts, and every mistake one can make with them or with a handle. */
#include "check.h"

#define STALE "the dataset handle is stale: it was freed, or never made by NormKit"

static const float inputs[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const int32_t labels[4] = {0, 1, 2, 1};
static const int64_t sizes[3] = {4, 3, 1};
static const normkit_dataset null_dataset = {0, 0};

static normkit_dataset make(void) {
  normkit_dataset dataset = null_dataset;
  CHECK_OK(normkit_dataset_create(inputs, sizes, 2, &dataset));
  return dataset;
}

static void test_values(void) {
  normkit_dataset dataset = make();
  int64_t count = 0, shape[8] = {0}, rank = 0;
  const float *seen = NULL;
  const int32_t *seen_labels = NULL;
  CHECK_OK(normkit_dataset_count(dataset, &count));
  CHECK(count == 4);
  CHECK_OK(normkit_dataset_input_shape(dataset, shape, 8, &rank));
  CHECK(rank == 1 && shape[0] == 3);
  CHECK_OK(normkit_dataset_inputs(dataset, &seen));
  CHECK(seen == inputs);
  CHECK_FAILS(
      normkit_dataset_labels(dataset, &seen_labels), NORMKIT_STATE,
      "normkit_dataset_labels: the dataset has no labels");
  CHECK_OK(normkit_dataset_set_labels(dataset, labels, 4));
  CHECK_OK(normkit_dataset_labels(dataset, &seen_labels));
  CHECK(seen_labels == labels);
  CHECK_OK(normkit_dataset_set_values(dataset, inputs, sizes, 2));
  CHECK(normkit_dataset_labels(dataset, &seen_labels) == NORMKIT_STATE);
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_parts(void) {
  normkit_dataset dataset = make(), part = null_dataset, train = null_dataset, test = null_dataset;
  int64_t count = 0;
  const float *seen = NULL;
  CHECK_OK(normkit_dataset_create_range(dataset, 1, 2, &part));
  CHECK_OK(normkit_dataset_split(dataset, 0.25, 7, &train, &test));
  CHECK_OK(normkit_dataset_set_labels(train, labels, 3));
  CHECK_OK(normkit_dataset_free(dataset)); /* The parts keep what they need. */
  CHECK_OK(normkit_dataset_inputs(part, &seen));
  CHECK(seen == inputs + 3);
  CHECK_OK(normkit_dataset_count(part, &count));
  CHECK(count == 2);
  CHECK_OK(normkit_dataset_count(train, &count));
  CHECK(count == 3);
  CHECK_OK(normkit_dataset_inputs(train, &seen));
  CHECK(seen[2] == seen[0] + 2); /* Whole rows were copied, and they are still there. */
  CHECK_OK(normkit_dataset_count(test, &count));
  CHECK(count == 1);
  CHECK_FAILS(
      normkit_dataset_create_range(part, 1, 2, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create_range: first and count must name examples of 0..<2, got 1 and 2");
  CHECK_FAILS(
      normkit_dataset_create_range(part, 0, INT64_MAX, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create_range: first and count must name examples of 0..<2, got 0 and 9223372036854775807");
  CHECK_FAILS(
      normkit_dataset_split(part, 1, 7, &train, &test), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_split: test_fraction must be over 0 and under 1, got 1.0");
  CHECK_OK(normkit_dataset_free(part));
  CHECK_OK(normkit_dataset_free(train));
  CHECK_OK(normkit_dataset_free(test));
}

static void test_arguments(void) {
  normkit_dataset dataset = null_dataset;
  int64_t shape[8], rank;
  const int64_t negative[2] = {4, -3}, empty[2] = {0, 3}, vast[3] = {INT64_MAX, 2, 1};
  const int32_t wrong[4] = {0, 1, -2, 1};
  CHECK_FAILS(
      normkit_dataset_create(NULL, sizes, 2, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create: inputs must not be NULL");
  CHECK_FAILS(
      normkit_dataset_create(inputs, NULL, 2, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create: sizes must not be NULL");
  CHECK_FAILS(
      normkit_dataset_create(inputs, sizes, 2, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create: out_dataset must not be NULL");
  CHECK_FAILS(
      normkit_dataset_create(inputs, sizes, 9, &dataset), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_create: sizes must have 1 to 8 sizes, got 9");
  CHECK_FAILS(
      normkit_dataset_create(inputs, sizes, 1, &dataset), NORMKIT_SHAPE,
      "normkit_dataset_create: sizes must be [N, ...], each at least 1, got [4]");
  CHECK_FAILS(
      normkit_dataset_create(inputs, empty, 2, &dataset), NORMKIT_SHAPE,
      "normkit_dataset_create: sizes must be [N, ...], each at least 1, got [0, 3]");
  CHECK_FAILS(
      normkit_dataset_create(inputs, negative, 2, &dataset), NORMKIT_SHAPE,
      "normkit_dataset_create: Shape: sizes must be at least 0, got [4, -3]");
  CHECK_FAILS(
      normkit_dataset_create(inputs, vast, 3, &dataset), NORMKIT_SHAPE,
      "normkit_dataset_create: Shape: the number of elements of [9223372036854775807, 2, 1] overflows");
  CHECK(dataset.index == 0 && dataset.generation == 0);

  dataset = make();
  CHECK_FAILS(
      normkit_dataset_set_labels(dataset, NULL, 4), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_set_labels: labels must not be NULL");
  CHECK_FAILS(
      normkit_dataset_set_labels(dataset, labels, 3), NORMKIT_SHAPE,
      "normkit_dataset_set_labels: count must be 4, one label for each example, got 3");
  CHECK_FAILS(
      normkit_dataset_set_labels(dataset, wrong, 4), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_set_labels: dataset: labels must be at least 0, got -2 in row 2");
  CHECK_FAILS(
      normkit_dataset_set_values(dataset, inputs, vast, 2), NORMKIT_SHAPE,
      "normkit_dataset_set_values: Shape: the number of elements of [9223372036854775807, 2] overflows");
  CHECK_FAILS(
      normkit_dataset_set_values(dataset, inputs, sizes + 1, 2), NORMKIT_SHAPE,
      "normkit_dataset_set_values: sizes[0] must be 4, one row for each example, got 3");
  CHECK_FAILS(
      normkit_dataset_input_shape(dataset, shape, 0, &rank), NORMKIT_SHAPE,
      "normkit_dataset_input_shape: capacity must be at least 1 for shape [3], got 0");
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_handles(void) {
  normkit_dataset first = make(), second, made_up = {12345, 1};
  int64_t count = 0;
  CHECK_OK(normkit_dataset_free(null_dataset));
  CHECK_OK(normkit_dataset_free(first));
  CHECK_FAILS(normkit_dataset_free(first), NORMKIT_HANDLE, "normkit_dataset_free: " STALE);
  CHECK_FAILS(normkit_dataset_count(first, &count), NORMKIT_HANDLE, "normkit_dataset_count: " STALE);
  CHECK_FAILS(normkit_dataset_count(made_up, &count), NORMKIT_HANDLE, "normkit_dataset_count: " STALE);
  CHECK_FAILS(
      normkit_dataset_count(null_dataset, &count), NORMKIT_HANDLE,
      "normkit_dataset_count: the dataset handle is null");
  second = make(); /* Takes the slot over: the first handle must not reach it. */
  CHECK(second.index == first.index && second.generation != first.generation);
  CHECK(normkit_dataset_count(first, &count) == NORMKIT_HANDLE);
  CHECK_OK(normkit_dataset_count(second, &count));
  CHECK_OK(normkit_dataset_free(second));
}

int main(void) {
  test_values();
  test_parts();
  test_arguments();
  test_handles();
  return report("test_datasets");
}
