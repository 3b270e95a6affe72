/* Models before training: layers, their settings, names and shapes, tensors by name, and every mistake with them. */
#include "network.h"

#define MODEL_STALE "the model handle is stale: it was freed, or never made by NormKit"

static void test_creation(void) {
  const int64_t sizes[2] = {4, 0};
  normkit_model model = null_model;
  int64_t shape[8], rank = 0, count = -1;
  CHECK_FAILS(
      normkit_model_create(NULL, 1, 0, &model), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_create: sizes must not be NULL");
  CHECK_FAILS(
      normkit_model_create(sizes, 0, 0, &model), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_create: sizes must have 1 to 8 sizes, got 0");
  CHECK_FAILS(
      normkit_model_create(sizes, 2, 0, &model), NORMKIT_SHAPE,
      "normkit_model_create: sizes must each be at least 1, got [4, 0]");
  CHECK_FAILS(
      normkit_model_create(sizes, 1, 0, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_create: out_model must not be NULL");
  CHECK_OK(normkit_model_create(sizes, 1, 0, &model));
  CHECK_OK(normkit_model_layer_count(model, &count));
  CHECK(count == 0);
  CHECK_OK(normkit_model_output_shape(model, shape, 8, &rank));
  CHECK(rank == 1 && shape[0] == 4);
  CHECK_FAILS(
      normkit_model_tensor_count(model, &count), NORMKIT_STATE,
      "normkit_model_tensor_count: the model has no layers; add some first");
  CHECK_OK(normkit_model_free(model));
  CHECK_FAILS(normkit_model_free(model), NORMKIT_HANDLE, "normkit_model_free: " MODEL_STALE);
  CHECK_OK(normkit_model_free(null_model));
}

static void test_layers(void) {
  const int64_t sizes[3] = {2, 3, 4};
  const char *kinds[7] = {"dense", "batch_normalization", "activation", "activation", "dropout", "flatten", "dense"};
  const char *names[7] = {
      "first", "batch_normalization", "activation", "activation_1", "dropout", "flatten", "dense"};
  normkit_model model = null_model;
  normkit_layer first, layer;
  int64_t shape[8], rank = 0, count = 0;
  char text[32];
  CHECK_OK(normkit_model_create(sizes, 3, 0, &model));
  CHECK_OK(normkit_model_add_dense(model, 6, &first));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_GELU, NULL));
  CHECK_OK(normkit_model_add_leaky_relu(model, 0.3f, NULL));
  CHECK_OK(normkit_model_add_dropout(model, 0.5f, NULL));
  CHECK_OK(normkit_model_add_flatten(model, NULL));
  CHECK_OK(normkit_model_add_dense(model, 2, NULL));
  CHECK_OK(normkit_layer_set_name(first, "first"));
  CHECK_OK(normkit_model_layer_count(model, &count));
  CHECK(count == 7);
  for (int64_t place = 0; place < count; ++place) {
    CHECK_OK(normkit_model_layer(model, place, &layer));
    CHECK_OK(normkit_layer_kind(layer, text, 32));
    CHECK(strcmp(text, kinds[place]) == 0);
    CHECK_OK(normkit_layer_name(layer, text, 32));
    CHECK(strcmp(text, names[place]) == 0);
    CHECK_OK(normkit_layer_output_shape(layer, shape, 8, &rank));
    CHECK(place < 5 ? rank == 3 && shape[2] == 6 : rank == 1 && shape[0] == (place == 5 ? 36 : 2));
  }
  CHECK_FAILS(
      normkit_model_layer(model, 7, &layer), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_layer: place must be in 0..<7, got 7");
  CHECK_FAILS(
      normkit_layer_kind(first, text, 5), NORMKIT_SHAPE,
      "normkit_layer_kind: capacity must be at least 6 for \"dense\", got 5");
  CHECK_FAILS(
      normkit_layer_kind(first, NULL, 5), NORMKIT_INVALID_ARGUMENT, "normkit_layer_kind: out_kind must not be NULL");
  first.layer = 9;
  CHECK_FAILS(
      normkit_layer_kind(first, text, 32), NORMKIT_HANDLE,
      "normkit_layer_kind: the layer handle is not NormKit's: the model has 7 layers");
  CHECK_OK(normkit_model_free(model));
  CHECK_FAILS(normkit_layer_kind(layer, text, 32), NORMKIT_HANDLE, "normkit_layer_kind: " MODEL_STALE);
}

static void test_layer_mistakes(void) {
  const int64_t size = 4;
  normkit_model model = null_model;
  normkit_layer dense, flatten;
  CHECK_OK(normkit_model_create(&size, 1, 0, &model));
  CHECK_FAILS(
      normkit_model_add_dense(model, 0, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_dense: Dense: units must be at least 1, got 0");
  CHECK_FAILS(
      normkit_model_add_activation(model, (normkit_activation)77, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_activation: 77 is no normkit_activation");
  CHECK_FAILS(
      normkit_model_add_leaky_relu(model, -1, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_leaky_relu: Activation: negativeSlope must be finite and at least 0, got -1.0");
  CHECK_FAILS(
      normkit_model_add_dropout(model, 1, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_dropout: Dropout: rate must be at least 0 and less than 1, got 1.0");
  CHECK_FAILS(
      normkit_model_add_flatten(null_model, NULL), NORMKIT_HANDLE,
      "normkit_model_add_flatten: the model handle is null");
  CHECK_OK(normkit_model_add_dense(model, 3, &dense));
  CHECK_OK(normkit_model_add_flatten(model, &flatten));
  CHECK_FAILS(
      normkit_batch_normalization_set_momentum(dense, 0.5), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_momentum: the layer must be a batch_normalization, it is a dense");
  CHECK_FAILS(
      normkit_dense_set_use_bias(flatten, true), NORMKIT_INVALID_ARGUMENT,
      "normkit_dense_set_use_bias: the layer must be a dense, it is a flatten");
  CHECK_FAILS(
      normkit_layer_set_trainable(flatten, true), NORMKIT_UNSUPPORTED,
      "normkit_layer_set_trainable: a layer of kind flatten has no weights");
  CHECK_FAILS(
      normkit_dense_set_kernel_initializer(dense, (normkit_initializer)77, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_dense_set_kernel_initializer: 77 is no normkit_initializer");
  CHECK_FAILS(
      normkit_dense_set_bias_initializer(dense, NORMKIT_INITIALIZER_RANDOM_NORMAL, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_dense_set_bias_initializer: Dense: biasInitializer: standardDeviation must be finite and ≥ 0, got -1.0");
  CHECK_FAILS(
      normkit_layer_set_name(dense, "\xff"), NORMKIT_INVALID_ARGUMENT,
      "normkit_layer_set_name: name must be UTF-8 text");
  CHECK_FAILS(
      normkit_layer_set_name(dense, NULL), NORMKIT_INVALID_ARGUMENT, "normkit_layer_set_name: name must not be NULL");
  CHECK_OK(normkit_model_free(model));
}

static void test_batch_normalization(void) {
  const int64_t size = 4;
  normkit_model model = null_model;
  normkit_layer layer, dense;
  int64_t count = 0;
  CHECK_OK(normkit_model_create(&size, 1, 0, &model));
  CHECK_OK(normkit_model_add_batch_normalization(model, &layer));
  CHECK_OK(normkit_model_add_dense(model, 1, &dense));
  CHECK_OK(normkit_batch_normalization_set_momentum(layer, 0.5));
  CHECK_OK(normkit_batch_normalization_set_epsilon(layer, 1e-4));
  CHECK_OK(normkit_batch_normalization_set_center(layer, false));
  CHECK_OK(normkit_batch_normalization_set_gamma_initializer(layer, NORMKIT_INITIALIZER_CONSTANT, 2));
  CHECK_OK(normkit_batch_normalization_set_beta_initializer(layer, NORMKIT_INITIALIZER_ZEROS, 0));
  CHECK_OK(normkit_batch_normalization_set_averaging(layer, NORMKIT_AVERAGING_CUMULATIVE));
  CHECK_OK(normkit_batch_normalization_set_unbiased_variance(layer, true));
  CHECK_OK(normkit_batch_normalization_set_requires_several_values(layer, true));
  CHECK_OK(normkit_batch_normalization_set_statistics(layer, NORMKIT_STATISTICS_RUNNING));
  CHECK_OK(normkit_batch_normalization_set_updates_statistics(layer, false));
  CHECK_OK(normkit_batch_normalization_use_torch_defaults(layer));
  CHECK_FAILS(
      normkit_batch_normalization_set_momentum(layer, 1.5), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_momentum: BatchNormalization: momentum must be in 0...1, got 1.5");
  CHECK_FAILS(
      normkit_batch_normalization_set_epsilon(layer, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_epsilon: BatchNormalization: epsilon must be greater than 0, got 0.0");
  CHECK_FAILS(
      normkit_batch_normalization_set_averaging(layer, (normkit_averaging)9), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_averaging: 9 is no normkit_averaging");
  CHECK_FAILS(
      normkit_batch_normalization_set_statistics(layer, (normkit_statistics)9), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_statistics: 9 is no normkit_statistics");
  CHECK_OK(normkit_model_tensor_count(model, &count));
  CHECK(count == 5); /* gamma, moving_mean, moving_variance; kernel, bias */
  CHECK_FAILS(
      normkit_batch_normalization_set_scale(layer, false), NORMKIT_STATE,
      "normkit_batch_normalization_set_scale: this must be set before the model is compiled or used");
  CHECK_FAILS(
      normkit_model_add_flatten(model, NULL), NORMKIT_STATE,
      "normkit_model_add_flatten: layers must be added before the model is compiled or used");
  CHECK_FAILS(
      normkit_layer_set_name(layer, "late"), NORMKIT_STATE,
      "normkit_layer_set_name: a layer must be named before the model is compiled or used");
  CHECK_OK(normkit_batch_normalization_set_momentum(layer, 0.75)); /* how it works may change at any time */
  CHECK_FAILS(
      normkit_batch_normalization_set_momentum(layer, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_set_momentum: BatchNormalization: momentum must be in 0...1, got -1.0");
  CHECK_OK(normkit_batch_normalization_update_count(layer, &count));
  CHECK(count == 0);
  CHECK_FAILS(
      normkit_batch_normalization_update_count(dense, &count), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_update_count: the layer must be a batch_normalization, it is a dense");
  CHECK_OK(normkit_model_free(model));
}

static void test_tensors(void) {
  const char *names[7] = {
      "dense/kernel", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/moving_mean",
      "batch_normalization/moving_variance", "dense_1/kernel", "dense_1/bias"};
  normkit_model model = make_model();
  normkit_layer layer;
  normkit_role role = NORMKIT_ROLE_STATISTIC;
  int64_t count = 0, shape[8], rank = 0;
  float kernel[40], other[40];
  char name[64];
  CHECK_OK(normkit_model_tensor_count(model, &count));
  CHECK(count == 7);
  for (int64_t place = 0; place < count; ++place) {
    CHECK_OK(normkit_model_tensor_name(model, place, name, 64));
    CHECK(strcmp(name, names[place]) == 0);
  }
  CHECK_OK(normkit_model_tensor_shape(model, "dense/kernel", shape, 8, &rank));
  CHECK(rank == 2 && shape[0] == INPUTS && shape[1] == 8);
  CHECK_OK(normkit_model_tensor_role(model, "dense/kernel", &role));
  CHECK(role == NORMKIT_ROLE_WEIGHT);
  CHECK_OK(normkit_model_layer(model, 0, &layer));
  CHECK_OK(normkit_layer_set_trainable(layer, false));
  CHECK_OK(normkit_model_tensor_role(model, "dense/kernel", &role));
  CHECK(role == NORMKIT_ROLE_FROZEN_WEIGHT);
  CHECK_OK(normkit_model_tensor_role(model, "batch_normalization/moving_mean", &role));
  CHECK(role == NORMKIT_ROLE_STATISTIC);
  for (int index = 0; index < 40; ++index) kernel[index] = (float)index;
  CHECK_OK(normkit_model_set_tensor(model, "dense/kernel", kernel, 40));
  CHECK_OK(normkit_model_get_tensor(model, "dense/kernel", other, 40));
  CHECK(memcmp(kernel, other, sizeof kernel) == 0);
  CHECK_OK(normkit_model_get_gradient(model, "dense_1/bias", other, 3));
  CHECK(other[0] == 0 && other[1] == 0 && other[2] == 0);
  CHECK_FAILS(
      normkit_model_get_gradient(model, "batch_normalization/moving_mean", other, 8), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_get_gradient: batch_normalization/moving_mean is a running statistic and has no gradient");
  CHECK_FAILS(
      normkit_model_set_tensor(model, "dense/kernel", kernel, 39), NORMKIT_SHAPE,
      "normkit_model_set_tensor: count must be 40 for dense/kernel of shape [5, 8], got 39");
  CHECK_FAILS(
      normkit_model_get_tensor(model, "kernel", other, 40), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_get_tensor: model: no tensor is called kernel; there are dense/kernel, "
      "batch_normalization/gamma, batch_normalization/beta, batch_normalization/moving_mean, "
      "batch_normalization/moving_variance, dense_1/kernel, dense_1/bias");
  CHECK_FAILS(
      normkit_model_get_tensor(model, "dense/kernel", NULL, 40), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_get_tensor: out_values must not be NULL");
  CHECK_FAILS(
      normkit_model_tensor_name(model, 7, name, 64), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_tensor_name: place must be in 0..<7, got 7");
  CHECK_OK(normkit_model_free(model));
}

static void test_names(void) {
  normkit_model model = make_model();
  normkit_layer layer;
  int64_t count;
  CHECK_OK(normkit_model_layer(model, 0, &layer));
  CHECK_OK(normkit_layer_set_name(layer, "same"));
  CHECK_OK(normkit_model_layer(model, 3, &layer));
  CHECK_OK(normkit_layer_set_name(layer, "same"));
  CHECK_FAILS(
      normkit_model_tensor_count(model, &count), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_tensor_count: Sequential: two layers are called same");
  CHECK_OK(normkit_layer_set_name(layer, "a/b"));
  CHECK_FAILS(
      normkit_model_tensor_count(model, &count), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_tensor_count: Sequential: a layer's name must not be empty, have a slash or NUL, or begin with "
      "normkit., got \"a/b\"");
  CHECK_OK(normkit_layer_set_name(layer, "fine"));
  CHECK_OK(normkit_model_tensor_count(model, &count));
  CHECK_OK(normkit_model_free(model));
}

int main(void) {
  test_creation();
  test_layers();
  test_layer_mistakes();
  test_batch_normalization();
  test_tensors();
  test_names();
  return report("test_models");
}
