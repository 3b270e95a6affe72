/* Residual blocks: how they are built, what is in them, and every mistake with them. */
#include <math.h>

#include "network.h"

/* Dense 6, batch normalization, ReLU, Dense 5 beside a projection by Dense 5 and batch normalization, then ReLU. */
static normkit_layer add_block(normkit_model model) {
  normkit_layer block = {0, 0, 0};
  CHECK_OK(normkit_model_begin_residual(model, &block));
  CHECK_OK(normkit_model_add_dense(model, 6, NULL));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  CHECK_OK(normkit_model_add_dense(model, 5, NULL));
  CHECK_OK(normkit_model_begin_shortcut(model));
  CHECK_OK(normkit_model_add_dense(model, 5, NULL));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU));
  return block;
}

static normkit_model make_residual_model(void) {
  const int64_t size = INPUTS;
  normkit_model model = null_model;
  CHECK_OK(normkit_model_create(&size, 1, 7, &model));
  CHECK_OK(normkit_model_add_dense(model, 8, NULL));
  add_block(model);
  CHECK_OK(normkit_model_begin_residual(model, NULL));
  CHECK_OK(normkit_model_add_dense(model, 5, NULL));
  CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_LINEAR));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
  return model;
}

static void test_places(void) {
  const char *names[] = {
      "dense", "residual", "residual/dense", "residual/batch_normalization", "residual/activation", "residual/dense_1",
      "residual/dense_2", "residual/batch_normalization_1", "residual_1", "residual_1/dense", "dense_1"};
  const int64_t channels[] = {8, 5, 6, 6, 6, 5, 5, 5, 5, 5, 3};
  normkit_model model = make_residual_model();
  normkit_layer layer;
  int64_t shape[8], rank = 0, count = 0;
  char text[64];
  CHECK_OK(normkit_model_layer_count(model, &count));
  CHECK(count == 11);
  for (int64_t place = 0; place < count; ++place) {
    CHECK_OK(normkit_model_layer(model, place, &layer));
    CHECK_OK(normkit_layer_output_shape(layer, shape, 8, &rank));
    CHECK(rank == 1 && shape[0] == channels[place]);
    CHECK_OK(normkit_layer_name(layer, text, 64));
    CHECK(strcmp(text, names[place]) == 0);
    CHECK_OK(normkit_layer_kind(layer, text, 64));
    CHECK((strcmp(text, "residual") == 0) == (place == 1 || place == 8));
  }
  CHECK_OK(normkit_model_tensor_name(model, 2, text, 64));
  CHECK(strcmp(text, "residual/dense/kernel") == 0);
  CHECK_OK(normkit_model_tensor_shape(model, "residual/dense_2/kernel", shape, 8, &rank));
  CHECK(rank == 2 && shape[0] == 8 && shape[1] == 5);
  CHECK_OK(normkit_model_free(model));
}

static void test_settings(void) {
  normkit_model model = make_residual_model();
  normkit_layer block, inner, norm;
  normkit_role role = NORMKIT_ROLE_STATISTIC;
  int64_t count = -1;
  CHECK_OK(normkit_model_layer(model, 1, &block));
  CHECK_OK(normkit_model_layer(model, 2, &inner));
  CHECK_OK(normkit_model_layer(model, 7, &norm));
  CHECK_OK(normkit_layer_set_name(block, "block"));
  CHECK_OK(normkit_layer_set_name(inner, "first"));
  CHECK_OK(normkit_dense_set_use_bias(inner, false));
  CHECK_OK(normkit_batch_normalization_set_momentum(norm, 0.5));
  CHECK_OK(normkit_residual_set_leaky_relu(block, 0.1f));
  CHECK_FAILS(
      normkit_residual_set_leaky_relu(block, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_residual_set_leaky_relu: Activation: negativeSlope must be finite and at least 0, got -1.0");
  CHECK_FAILS(
      normkit_residual_set_leaky_relu(inner, 1), NORMKIT_INVALID_ARGUMENT,
      "normkit_residual_set_leaky_relu: the layer must be a residual, it is a dense");
  compile(model);
  CHECK_OK(normkit_layer_set_trainable(block, false));
  CHECK_OK(normkit_model_tensor_role(model, "block/first/kernel", &role));
  CHECK(role == NORMKIT_ROLE_FROZEN_WEIGHT);
  CHECK_OK(normkit_layer_set_trainable(inner, true));
  CHECK_OK(normkit_model_tensor_role(model, "block/first/kernel", &role));
  CHECK(role == NORMKIT_ROLE_WEIGHT);
  CHECK_OK(normkit_model_tensor_role(model, "block/batch_normalization_1/gamma", &role));
  CHECK(role == NORMKIT_ROLE_FROZEN_WEIGHT);
  CHECK_OK(normkit_batch_normalization_update_count(norm, &count));
  CHECK(count == 0);
  CHECK_FAILS(
      normkit_batch_normalization_update_count(block, &count), NORMKIT_INVALID_ARGUMENT,
      "normkit_batch_normalization_update_count: the layer must be a batch_normalization, it is a residual");
  CHECK_FAILS(
      normkit_model_begin_residual(model, NULL), NORMKIT_STATE,
      "normkit_model_begin_residual: layers must be added before the model is compiled or used");
  CHECK_FAILS(
      normkit_model_begin_shortcut(model), NORMKIT_STATE,
      "normkit_model_begin_shortcut: layers must be added before the model is compiled or used");
  CHECK_FAILS(
      normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU), NORMKIT_STATE,
      "normkit_model_end_residual: layers must be added before the model is compiled or used");
  CHECK_OK(normkit_model_free(model));
}

static void test_mistakes(void) {
  const int64_t size = 4;
  normkit_model model = null_model;
  normkit_layer block, second, norm;
  int64_t shape[8], rank = 0, count = 0;
  CHECK_OK(normkit_model_create(&size, 1, 0, &model));
  CHECK_FAILS(
      normkit_model_begin_shortcut(model), NORMKIT_STATE,
      "normkit_model_begin_shortcut: no residual block is open; call normkit_model_begin_residual first");
  CHECK_FAILS(
      normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU), NORMKIT_STATE,
      "normkit_model_end_residual: no residual block is open; call normkit_model_begin_residual first");
  CHECK_OK(normkit_model_begin_residual(model, &block));
  CHECK_FAILS(
      normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_end_residual: Residual: expected at least one layer in the main path");
  CHECK_OK(normkit_model_add_dense(model, 5, NULL));
  CHECK_OK(normkit_model_add_batch_normalization(model, &norm));
  CHECK_FAILS(
      normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU), NORMKIT_SHAPE,
      "normkit_model_end_residual: Residual: expected paths that end in equal shapes, got [5] from the main path and [4] "
      "from the input, as the shortcut has no layers");
  CHECK_FAILS(
      normkit_model_end_residual(model, (normkit_activation)77), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_end_residual: 77 is no normkit_activation");
  CHECK_FAILS(
      normkit_layer_output_shape(block, shape, 8, &rank), NORMKIT_STATE,
      "normkit_layer_output_shape: the residual block is open; call normkit_model_end_residual first");
  CHECK_FAILS(
      normkit_residual_set_leaky_relu(block, 0), NORMKIT_STATE,
      "normkit_residual_set_leaky_relu: the residual block is open; call normkit_model_end_residual first");
  CHECK_FAILS(
      normkit_model_tensor_count(model, &count), NORMKIT_STATE,
      "normkit_model_tensor_count: the residual block at place 0 is open; call normkit_model_end_residual first");
  CHECK_OK(normkit_layer_set_name(block, "stem"));
  CHECK_OK(normkit_model_begin_shortcut(model));
  CHECK_FAILS(
      normkit_model_begin_shortcut(model), NORMKIT_STATE,
      "normkit_model_begin_shortcut: the open residual block's shortcut has begun already");
  CHECK_OK(normkit_model_output_shape(model, shape, 8, &rank));
  CHECK(rank == 1 && shape[0] == 4);
  CHECK_OK(normkit_model_begin_residual(model, &second));
  CHECK_OK(normkit_model_add_dense(model, 4, NULL));
  CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_LINEAR));
  normkit_optimizer optimizer = {0, 0};
  CHECK_OK(normkit_optimizer_create_sgd(0.1f, &optimizer));
  CHECK_FAILS(
      normkit_model_compile(model, optimizer, NORMKIT_LOSS_MEAN_SQUARED_ERROR), NORMKIT_STATE,
      "normkit_model_compile: the residual block stem is open; call normkit_model_end_residual first");
  CHECK_FAILS(
      normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU), NORMKIT_SHAPE,
      "normkit_model_end_residual: Residual: expected paths that end in equal shapes, got [5] from the main path and [4] "
      "from the shortcut");
  CHECK_OK(normkit_model_add_dense(model, 5, NULL));
  CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU));
  CHECK_OK(normkit_layer_output_shape(block, shape, 8, &rank));
  CHECK(rank == 1 && shape[0] == 5);
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_MEAN_SQUARED_ERROR));
  CHECK_OK(normkit_optimizer_free(optimizer));
  CHECK_OK(normkit_model_free(model));
}

static void test_depth(void) {
  const int64_t size = 4;
  normkit_model model = null_model;
  CHECK_OK(normkit_model_create(&size, 1, 0, &model));
  for (int depth = 0; depth < 32; ++depth) CHECK_OK(normkit_model_begin_residual(model, NULL));
  CHECK_FAILS(
      normkit_model_begin_residual(model, NULL), NORMKIT_UNSUPPORTED,
      "normkit_model_begin_residual: residual blocks can be nested 32 deep, and so many are open");
  CHECK_OK(normkit_model_add_dense(model, 4, NULL));
  for (int depth = 0; depth < 32; ++depth) CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_LINEAR));
  int64_t count = 0;
  CHECK_OK(normkit_model_tensor_count(model, &count));
  CHECK(count == 2);
  CHECK_OK(normkit_model_free(model));
}

static void test_training(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_residual_model(), loaded = null_model;
  normkit_layer norm;
  double loss = 0, accuracy = 0, first = 0;
  int64_t count = 0;
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  float before[EXAMPLES * CLASSES], after[EXAMPLES * CLASSES];
  char path[] = "/tmp/normkit-test-XXXXXX";
  compile(model);
  for (int step = 0; step < 100; ++step) {
    CHECK_OK(normkit_model_train_on_batch(model, dataset, &loss, &accuracy));
    if (step == 0) first = loss;
  }
  CHECK(isfinite(loss) && loss < first / 2);
  CHECK_OK(normkit_model_layer(model, 7, &norm));
  CHECK_OK(normkit_batch_normalization_update_count(norm, &count));
  CHECK(count == 100);
  make_file(path);
  CHECK_OK(normkit_model_save(model, path));
  CHECK_OK(normkit_model_load(path, &loaded));
  CHECK_OK(normkit_model_predict(
      model, example_inputs, sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, before, EXAMPLES * CLASSES));
  CHECK_OK(normkit_model_predict(
      loaded, example_inputs, sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, after, EXAMPLES * CLASSES));
  CHECK(memcmp(before, after, sizeof before) == 0);
  CHECK_OK(normkit_model_layer_count(loaded, &count));
  CHECK(count == 11);
  CHECK_OK(normkit_model_layer(loaded, 7, &norm));
  CHECK_OK(normkit_batch_normalization_update_count(norm, &count));
  CHECK(count == 100);
  CHECK(remove(path) == 0);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_model_free(loaded));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_places();
  test_settings();
  test_mistakes();
  test_depth();
  test_training();
  return report("test_residual");
}
