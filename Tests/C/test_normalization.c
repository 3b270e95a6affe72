/* Batch normalization's variants and the other norms from C: they train without allocating, are saved and loaded, and
 * every mistake is named. */
#include "allocations.h"

#include <math.h>

#include "network.h"

enum variant {
  GHOST, RENORMALIZED, SETS, SEPARATE, AXIS, MIXED, MASKED, CORRECTED, CUMULATIVE, TORCH, FROZEN, MOVING_AVERAGE,
  PLAIN_AVERAGE, LAYER, GROUP, INSTANCE, RMS, REDUCED, VARIANTS
};

static int32_t row_sets[EXAMPLES];
static float row_mask[EXAMPLES];

static int32_t two_equal_workers(double *buffer, int64_t count, void *user_data) {
  for (int64_t place = 0; place < count; ++place) buffer[place] *= 2;
  return user_data == NULL ? 0 : *(int32_t *)user_data;
}

/* Dense 8, the variant, ReLU, Dense 3. */
static normkit_model make_variant(enum variant variant) {
  const int64_t size = INPUTS;
  normkit_model model = null_model;
  normkit_layer layer;
  CHECK_OK(normkit_model_create(&size, 1, 7, &model));
  CHECK_OK(normkit_model_add_dense(model, 8, NULL));
  switch (variant) {
    case LAYER: CHECK_OK(normkit_model_add_layer_normalization(model, 1e-3, NULL)); break;
    case GROUP: CHECK_OK(normkit_model_add_group_normalization(model, 2, 1e-3, NULL)); break;
    case INSTANCE: CHECK_OK(normkit_model_add_instance_normalization(model, 1e-3, NULL)); break;
    case RMS: CHECK_OK(normkit_model_add_rms_normalization(model, 1e-6, NULL)); break;
    default:
      CHECK_OK(normkit_model_add_batch_normalization(model, &layer));
      if (variant == GHOST) CHECK_OK(normkit_batch_normalization_set_virtual_batch_size(layer, 16));
      if (variant == CORRECTED) {
        CHECK_OK(normkit_batch_normalization_set_averaging(layer, NORMKIT_AVERAGING_BIAS_CORRECTED));
      }
      if (variant == CUMULATIVE) {
        CHECK_OK(normkit_batch_normalization_set_averaging(layer, NORMKIT_AVERAGING_CUMULATIVE));
      }
      if (variant == TORCH) CHECK_OK(normkit_batch_normalization_use_torch_defaults(layer));
      if (variant == FROZEN) CHECK_OK(normkit_batch_normalization_set_statistics(layer, NORMKIT_STATISTICS_RUNNING));
      if (variant == AXIS) CHECK_OK(normkit_batch_normalization_set_axis(layer, 1));
      if (variant == RENORMALIZED) {
        CHECK_OK(normkit_batch_normalization_set_renormalization(layer, 1, 3, 5, 40, 0, 5, 5, 25));
      }
      if (variant == SETS || variant == SEPARATE || variant == MIXED) {
        CHECK_OK(normkit_batch_normalization_add_statistics_set(layer, "a"));
        CHECK_OK(normkit_batch_normalization_add_statistics_set(layer, "b"));
        CHECK_OK(normkit_batch_normalization_set_affine_per_set(layer, variant == SEPARATE));
      }
  }
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
  compile(model);
  if (variant == SETS || variant == SEPARATE) CHECK_OK(normkit_model_use_statistics_set(model, "b"));
  if (variant == REDUCED) CHECK_OK(normkit_model_set_all_reduce(model, two_equal_workers, NULL));
  if (variant == MOVING_AVERAGE) {
    CHECK_OK(normkit_model_average_weights(model, NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL, 0.9, 0, 1));
  }
  if (variant == PLAIN_AVERAGE) CHECK_OK(normkit_model_average_weights(model, NORMKIT_WEIGHT_AVERAGE_EQUAL, 0, 3, 5));
  return model;
}

static void test_variants_train_without_allocating(void) {
  normkit_dataset dataset = make_dataset();
  for (int row = 0; row < EXAMPLES; ++row) {
    row_sets[row] = row % 3;
    row_mask[row] = row % 5 != 0;
  }
  for (int variant = 0; variant < VARIANTS; ++variant) {
    normkit_model model = make_variant((enum variant)variant);
    double first = 0, last = 0;
    normkit_status status;
    CHECK_OK(normkit_dataset_set_statistics_sets(dataset, variant == MIXED ? row_sets : NULL, EXAMPLES));
    CHECK_OK(normkit_dataset_set_mask(dataset, variant == MASKED ? row_mask : NULL, EXAMPLES));
    CHECK_OK(normkit_model_train_on_batch(model, dataset, &first, NULL));
    CHECK_OK(normkit_model_train_on_batch(model, dataset, &last, NULL));
    long before = allocations();
    for (int step = 0; step < 100; ++step) {
      status = normkit_model_train_on_batch(model, dataset, &last, NULL);
      if (status != NORMKIT_OK) break;
    }
    long made = allocations() - before;
    CHECK_OK(status);
    if (made != 0) fprintf(stderr, "variant %d: %ld allocations in 100 steps\n", variant, made);
    CHECK(made == 0);
    CHECK(last < first);
    CHECK_OK(normkit_model_free(model));
  }
  CHECK_OK(normkit_dataset_free(dataset));
}

static int32_t stop_after(int64_t batch, int64_t batch_count, void *user_data) {
  return batch_count == 3 && batch == *(int64_t *)user_data;
}

static void test_statistics(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_layer layer;
  int64_t count = 0, second = 2;
  float before[8], after[8];
  char text[32];
  CHECK_OK(normkit_model_get_tensor(model, "batch_normalization/moving_mean", before, 8));
  CHECK_FAILS(
      normkit_model_recalibrate(
          model, dataset, NORMKIT_RECALIBRATION_SEQUENTIAL, 16, NULL, stop_after, &second),
      NORMKIT_CANCELLED, "normkit_model_recalibrate: Sequential.recalibrate: cancelled after batch 2 of 3");
  CHECK_OK(normkit_model_get_tensor(model, "batch_normalization/moving_mean", after, 8));
  CHECK(memcmp(before, after, sizeof before) == 0);
  CHECK_OK(normkit_model_add_statistics_set(model, "night"));
  CHECK_OK(normkit_model_statistics_set_count(model, &count));
  CHECK(count == 1);
  CHECK_OK(normkit_model_statistics_set_name(model, 0, text, 32));
  CHECK(strcmp(text, "night") == 0);
  CHECK_OK(normkit_model_recalibrate(model, dataset, NORMKIT_RECALIBRATION_ALG2, 16, "night", NULL, NULL));
  CHECK_OK(normkit_model_get_tensor(model, "batch_normalization/moving_mean", after, 8));
  CHECK(memcmp(before, after, sizeof before) == 0);
  CHECK_OK(normkit_model_get_tensor(model, "batch_normalization/moving_mean.night", after, 8));
  CHECK(memcmp(before, after, sizeof before) != 0);
  CHECK_OK(normkit_model_statistics_set_in_use(model, text, 32));
  CHECK(strcmp(text, "") == 0);
  CHECK_OK(normkit_model_use_statistics_set(model, "night"));
  CHECK_OK(normkit_model_statistics_set_in_use(model, text, 32));
  CHECK(strcmp(text, "night") == 0);
  CHECK_FAILS(
      normkit_model_statistics_set_in_use(model, text, 5), NORMKIT_SHAPE,
      "normkit_model_statistics_set_in_use: capacity must be at least 6 for \"night\", got 5");
  CHECK_OK(normkit_model_use_statistics_set(model, NULL));
  CHECK_OK(normkit_model_statistics_set_in_use(model, text, 32));
  CHECK(strcmp(text, "") == 0);
  CHECK_FAILS(
      normkit_model_use_statistics_set(model, "day"), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_use_statistics_set: Sequential.useStatisticsSet: no statistics set is called day; there is night");
  CHECK_FAILS(
      normkit_model_statistics_set_name(model, 1, text, 32), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_statistics_set_name: place must be in 0..<1, got 1");
  CHECK_FAILS(
      normkit_model_recalibrate(model, dataset, (normkit_recalibration)7, 16, NULL, NULL, NULL),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_recalibrate: 7 is no normkit_recalibration");
  CHECK_FAILS(
      normkit_dataset_set_statistics_sets(dataset, row_sets, 5), NORMKIT_SHAPE,
      "normkit_dataset_set_statistics_sets: count must be 48, one for each example, got 5");
  CHECK_FAILS(
      normkit_dataset_set_mask(dataset, row_mask, 5), NORMKIT_SHAPE,
      "normkit_dataset_set_mask: count must be 48 examples times 1 rows, got 5");
  row_sets[3] = 2;
  CHECK_OK(normkit_dataset_set_statistics_sets(dataset, row_sets, EXAMPLES));
  compile(model);
  CHECK_FAILS(
      normkit_model_train_on_batch(model, dataset, NULL, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_train_on_batch: Trainer.trainOnBatch: numbers of statistics sets must be 0...1, got 2 in row 2");
  CHECK_OK(normkit_model_layer(model, 0, &layer));
  CHECK_FAILS(
      normkit_normalization_set_affine(layer, true, true), NORMKIT_INVALID_ARGUMENT,
      "normkit_normalization_set_affine: the layer must be a layer, group, instance or rms_normalization, it is a dense");
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_predicting_by_each_examples_set(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_variant(MIXED);
  float mixed[EXAMPLES * CLASSES], alone[EXAMPLES * CLASSES];
  for (int row = 0; row < EXAMPLES; ++row) row_sets[row] = row % 3;
  CHECK_OK(normkit_dataset_set_statistics_sets(dataset, row_sets, EXAMPLES));
  for (int step = 0; step < 3; ++step) CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  CHECK_OK(normkit_model_predict_dataset(model, dataset, 7, NORMKIT_STATISTICS_RUNNING, mixed, EXAMPLES * CLASSES));
  CHECK_OK(normkit_dataset_set_statistics_sets(dataset, NULL, EXAMPLES));
  for (int set = 0; set < 3; ++set) {
    const char *names[] = {NULL, "a", "b"};
    int same = 0, other = 0;
    CHECK_OK(normkit_model_use_statistics_set(model, names[set]));
    CHECK_OK(
        normkit_model_predict_dataset(model, dataset, EXAMPLES, NORMKIT_STATISTICS_RUNNING, alone, EXAMPLES * CLASSES));
    for (int place = 0; place < EXAMPLES * CLASSES; ++place) {
      bool own = place / CLASSES % 3 == set;
      bool near = fabsf(mixed[place] - alone[place]) <= 1e-5f * (1 + fabsf(alone[place]));
      same += own && near;
      other += !own && near;
    }
    CHECK(same == EXAMPLES / 3 * CLASSES);
    CHECK(other < EXAMPLES / 3 * CLASSES);
  }
  CHECK_FAILS(
      normkit_model_predict_dataset(model, dataset, 7, NORMKIT_STATISTICS_RUNNING, mixed, 5), NORMKIT_SHAPE,
      "normkit_model_predict_dataset: count must be 48 times that of output shape [3], got 5");
  CHECK_FAILS(
      normkit_model_predict_dataset(model, dataset, 0, NORMKIT_STATISTICS_RUNNING, mixed, EXAMPLES * CLASSES),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_predict_dataset: batch_size must be at least 1, got 0");
  row_sets[0] = 9;
  CHECK_OK(normkit_dataset_set_statistics_sets(dataset, row_sets, EXAMPLES));
  CHECK_FAILS(
      normkit_model_predict_dataset(model, dataset, 7, NORMKIT_STATISTICS_RUNNING, mixed, EXAMPLES * CLASSES),
      NORMKIT_INVALID_ARGUMENT,
      "normkit_model_predict_dataset: Sequential.predict: numbers of statistics sets must be 0...2, got 9 in row 0");
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static int is_everywhere(normkit_model model, const char *tensor, float expected) {
  float values[8] = {0};
  CHECK_OK(normkit_model_get_tensor(model, tensor, values, 8));
  for (int channel = 0; channel < 8; ++channel) {
    if (values[channel] != expected) return 0;
  }
  return 1;
}

/* gamma and beta of the norms without running statistics start as they are told. */
static void test_starts(void) {
  static const char *const names[] = {"layer_normalization", "group_normalization", "instance_normalization"};
  const int64_t size = INPUTS;
  for (int kind = 0; kind < 4; ++kind) {
    normkit_model model = null_model;
    normkit_layer dense, layer;
    char tensor[64];
    CHECK_OK(normkit_model_create(&size, 1, 7, &model));
    CHECK_OK(normkit_model_add_dense(model, 8, &dense));
    switch (kind) {
      case 0: CHECK_OK(normkit_model_add_layer_normalization(model, 1e-3, &layer)); break;
      case 1: CHECK_OK(normkit_model_add_group_normalization(model, 2, 1e-3, &layer)); break;
      case 2: CHECK_OK(normkit_model_add_instance_normalization(model, 1e-3, &layer)); break;
      default: CHECK_OK(normkit_model_add_rms_normalization(model, 1e-6, &layer));
    }
    CHECK_FAILS(
        normkit_normalization_set_gamma_initializer(dense, NORMKIT_INITIALIZER_ZEROS, 0), NORMKIT_INVALID_ARGUMENT,
        "normkit_normalization_set_gamma_initializer: the layer must be a layer, group, instance or "
        "rms_normalization, it is a dense");
    CHECK_FAILS(
        normkit_normalization_set_gamma_initializer(layer, (normkit_initializer)99, 0), NORMKIT_INVALID_ARGUMENT,
        "normkit_normalization_set_gamma_initializer: 99 is no normkit_initializer");
    CHECK_OK(normkit_normalization_set_gamma_initializer(layer, NORMKIT_INITIALIZER_CONSTANT, 0.5f));
    if (kind == 3) {
      CHECK_FAILS(
          normkit_normalization_set_beta_initializer(layer, NORMKIT_INITIALIZER_ONES, 0), NORMKIT_INVALID_ARGUMENT,
          "normkit_normalization_set_beta_initializer: a rms_normalization has no beta");
      CHECK(is_everywhere(model, "rms_normalization/gamma", 0.5f));
    } else {
      CHECK_OK(normkit_normalization_set_beta_initializer(layer, NORMKIT_INITIALIZER_CONSTANT, -2));
      snprintf(tensor, sizeof tensor, "%s/gamma", names[kind]);
      CHECK(is_everywhere(model, tensor, 0.5f));
      snprintf(tensor, sizeof tensor, "%s/beta", names[kind]);
      CHECK(is_everywhere(model, tensor, -2));
    }
    CHECK_FAILS(
        normkit_normalization_set_gamma_initializer(layer, NORMKIT_INITIALIZER_ZEROS, 0), NORMKIT_STATE,
        "normkit_normalization_set_gamma_initializer: this must be set before the model is compiled or used");
    CHECK_OK(normkit_model_free(model));
  }
}

static void test_a_failing_sum(void) {
  int32_t answer = 5;
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  CHECK_FAILS(
      normkit_model_set_all_reduce(model, two_equal_workers, NULL), NORMKIT_STATE,
      "normkit_model_set_all_reduce: the model is not compiled; call normkit_model_compile first");
  compile(model);
  CHECK_OK(normkit_model_set_all_reduce(model, two_equal_workers, &answer));
  CHECK_FAILS(
      normkit_model_train_on_batch(model, dataset, NULL, NULL), NORMKIT_IO,
      "normkit_model_train_on_batch: Trainer: the sum over all workers failed with 5");
  CHECK_OK(normkit_model_set_all_reduce(model, NULL, NULL));
  CHECK_OK(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_variants_train_without_allocating();
  test_statistics();
  test_predicting_by_each_examples_set();
  test_starts();
  test_a_failing_sum();
  return report("test_normalization");
}
