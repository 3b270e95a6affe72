/* Layers over images: shapes, settings, training, files, and every mistake with them. */
#include "network.h"

enum { HEIGHT = 9, WIDTH = 8, IMAGES = 24 };

static void expect_shape(normkit_layer layer, int64_t rank, int64_t a, int64_t b, int64_t c) {
  const int64_t expected[3] = {a, b, c};
  int64_t shape[8], found = 0;
  CHECK_OK(normkit_layer_output_shape(layer, shape, 8, &found));
  CHECK(found == rank && memcmp(shape, expected, (size_t)rank * sizeof shape[0]) == 0);
}

static void expect_kind(normkit_layer layer, const char *kind) {
  char text[32];
  CHECK_OK(normkit_layer_kind(layer, text, 32));
  CHECK(strcmp(text, kind) == 0);
}

/* A net with every layer over images in it; its layers, where wanted. */
static normkit_model make_images_model(normkit_layer layers[7]) {
  const int64_t sizes[3] = {HEIGHT, WIDTH, 2};
  normkit_model model = null_model;
  CHECK_OK(normkit_model_create(sizes, 3, 7, &model));
  CHECK_OK(normkit_model_add_zero_padding2d(model, 1, 0, 0, 2, &layers[0]));
  CHECK_OK(normkit_model_add_conv2d(model, 4, 3, 3, NORMKIT_PADDING_SAME, &layers[1]));
  CHECK_OK(normkit_conv2d_set_use_bias(layers[1], false));
  CHECK_OK(normkit_conv2d_set_kernel_initializer(layers[1], NORMKIT_INITIALIZER_HE_NORMAL, 0));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  CHECK_OK(normkit_model_add_max_pooling2d(model, 2, 2, NORMKIT_PADDING_VALID, &layers[2]));
  CHECK_OK(normkit_model_add_depthwise_conv2d(model, 3, 2, NORMKIT_PADDING_SAME, &layers[3]));
  CHECK_OK(normkit_model_add_average_pooling2d(model, 3, 3, NORMKIT_PADDING_SAME, &layers[4]));
  CHECK_OK(normkit_average_pooling2d_set_strides(layers[4], 1, 2));
  CHECK_OK(normkit_depthwise_conv2d_set_depth_multiplier(layers[3], 3));
  CHECK_OK(normkit_depthwise_conv2d_set_strides(layers[3], 2, 1));
  CHECK_OK(normkit_depthwise_conv2d_set_depthwise_initializer(layers[3], NORMKIT_INITIALIZER_LECUN_NORMAL, 0));
  CHECK_OK(normkit_depthwise_conv2d_set_bias_initializer(layers[3], NORMKIT_INITIALIZER_CONSTANT, 0.5f));
  CHECK_OK(normkit_depthwise_conv2d_set_use_bias(layers[3], true));
  CHECK_OK(normkit_model_add_conv2d(model, 5, 1, 1, NORMKIT_PADDING_VALID, &layers[5]));
  CHECK_OK(normkit_conv2d_set_strides(layers[5], 1, 2));
  CHECK_OK(normkit_conv2d_set_bias_initializer(layers[5], NORMKIT_INITIALIZER_ONES, 0));
  CHECK_OK(normkit_model_add_global_average_pooling2d(model, false, &layers[6]));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
  return model;
}

static void test_shapes_follow_settings(void) {
  normkit_layer layers[7];
  normkit_model model = make_images_model(layers);
  static const char *const kinds[7] = {"zero_padding2d", "conv2d", "max_pooling2d", "depthwise_conv2d",
      "average_pooling2d", "conv2d", "global_average_pooling2d"};
  for (int place = 0; place < 7; ++place) expect_kind(layers[place], kinds[place]);
  expect_shape(layers[0], 3, 10, 10, 2);
  expect_shape(layers[1], 3, 10, 10, 4);
  expect_shape(layers[2], 3, 5, 5, 4);
  expect_shape(layers[3], 3, 3, 5, 12);
  expect_shape(layers[4], 3, 3, 3, 12);
  expect_shape(layers[5], 3, 3, 2, 5);
  expect_shape(layers[6], 1, 5, 0, 0);
  CHECK_OK(normkit_max_pooling2d_set_strides(layers[2], 3, 1));
  expect_shape(layers[2], 3, 3, 9, 4);
  expect_shape(layers[5], 3, 2, 3, 5);
  CHECK_OK(normkit_model_free(model));
}

static void test_training_and_files(void) {
  static float images[IMAGES * HEIGHT * WIDTH * 2], before[IMAGES * CLASSES], after[IMAGES * CLASSES];
  static int32_t labels[IMAGES];
  const int64_t sizes[4] = {IMAGES, HEIGHT, WIDTH, 2};
  char path[] = "/tmp/normkit-test-XXXXXX";
  normkit_layer layers[7];
  normkit_model model = make_images_model(layers), loaded = null_model;
  normkit_dataset dataset = null_dataset;
  double first = 0, last = 0;
  uint32_t state = 5;
  for (int index = 0; index < IMAGES * HEIGHT * WIDTH * 2; ++index) {
    int label = index / (HEIGHT * WIDTH * 2) % CLASSES;
    labels[index / (HEIGHT * WIDTH * 2)] = label;
    state = state * 1664525u + 1013904223u;
    images[index] = (float)label + (float)(state >> 8) / 16777216.0f;
  }
  CHECK_OK(normkit_dataset_create(images, sizes, 4, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, labels, IMAGES));
  compile(model);
  CHECK_OK(normkit_layer_set_trainable(layers[1], false));
  CHECK_OK(normkit_layer_set_trainable(layers[1], true));
  CHECK_OK(normkit_layer_set_trainable(layers[3], true));
  for (int step = 0; step < 40; ++step) {
    CHECK_OK(normkit_model_train_on_batch(model, dataset, &last, NULL));
    if (step == 0) first = last;
  }
  CHECK(last < first / 2);
  CHECK_FAILS(
      normkit_conv2d_set_strides(layers[1], 1, 1), NORMKIT_STATE,
      "normkit_conv2d_set_strides: this must be set before the model is compiled or used");
  CHECK_OK(normkit_model_predict(
      model, images, sizes, 4, IMAGES, NORMKIT_STATISTICS_RUNNING, before, IMAGES * CLASSES));
  make_file(path);
  CHECK_OK(normkit_model_save(model, path));
  CHECK_OK(normkit_model_load(path, &loaded));
  CHECK_OK(normkit_model_predict(
      loaded, images, sizes, 4, IMAGES, NORMKIT_STATISTICS_RUNNING, after, IMAGES * CLASSES));
  CHECK(memcmp(before, after, sizeof before) == 0);
  CHECK(remove(path) == 0);
  CHECK_OK(normkit_dataset_free(dataset));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_model_free(loaded));
}

static void test_mistakes(void) {
  const int64_t sizes[3] = {4, 5, 2};
  const int64_t flat = 6;
  normkit_model model = null_model, vectors = null_model;
  normkit_layer conv, pool, depthwise;
  CHECK_OK(normkit_model_create(sizes, 3, 0, &model));
  CHECK_OK(normkit_model_create(&flat, 1, 0, &vectors));
  CHECK_FAILS(
      normkit_model_add_conv2d(model, 0, 3, 3, NORMKIT_PADDING_SAME, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_conv2d: Conv2D: filters must be at least 1, got 0");
  CHECK_FAILS(
      normkit_model_add_conv2d(model, 2, 3, 3, (normkit_padding)7, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_conv2d: 7 is no normkit_padding");
  CHECK_FAILS(
      normkit_model_add_conv2d(model, 2, 5, 3, NORMKIT_PADDING_VALID, NULL), NORMKIT_SHAPE,
      "normkit_model_add_conv2d: Conv2D: a window of [5, 3] does not fit into [4, 5, 2] with padding valid");
  CHECK_FAILS(
      normkit_model_add_max_pooling2d(vectors, 2, 2, NORMKIT_PADDING_VALID, NULL), NORMKIT_SHAPE,
      "normkit_model_add_max_pooling2d: MaxPooling2D: expected an image [height, width, channels], got [6]");
  CHECK_FAILS(
      normkit_model_add_average_pooling2d(model, 0, 2, NORMKIT_PADDING_VALID, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_average_pooling2d: AveragePooling2D: poolSize must be at least 1 by 1, got [0, 2]");
  CHECK_FAILS(
      normkit_model_add_global_average_pooling2d(vectors, false, NULL), NORMKIT_SHAPE,
      "normkit_model_add_global_average_pooling2d: GlobalAveragePooling2D: expected an image [height, width, channels], "
      "got [6]");
  CHECK_FAILS(
      normkit_model_add_zero_padding2d(model, 0, 0, -1, 0, NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_add_zero_padding2d: ZeroPadding2D: padding must be at least 0, got top 0, bottom 0, left -1, "
      "right 0");
  CHECK_OK(normkit_model_add_max_pooling2d(model, 1, 1, NORMKIT_PADDING_VALID, &pool));
  CHECK_OK(normkit_model_add_conv2d(model, 2, 3, 3, NORMKIT_PADDING_VALID, &conv));
  CHECK_OK(normkit_model_add_depthwise_conv2d(model, 1, 1, NORMKIT_PADDING_VALID, &depthwise));
  CHECK_FAILS(
      normkit_conv2d_set_strides(conv, 0, 1), NORMKIT_INVALID_ARGUMENT,
      "normkit_conv2d_set_strides: Conv2D: strides must be at least 1 by 1, got [0, 1]");
  CHECK_FAILS(
      normkit_depthwise_conv2d_set_depth_multiplier(depthwise, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_depthwise_conv2d_set_depth_multiplier: DepthwiseConv2D: depthMultiplier must be at least 1, got 0");
  CHECK_FAILS(
      normkit_depthwise_conv2d_set_use_bias(conv, true), NORMKIT_INVALID_ARGUMENT,
      "normkit_depthwise_conv2d_set_use_bias: the layer must be a depthwise_conv2d, it is a conv2d");
  /* A change that a later layer could not live with is none. */
  CHECK_FAILS(
      normkit_max_pooling2d_set_strides(pool, 2, 1), NORMKIT_SHAPE,
      "normkit_max_pooling2d_set_strides: Conv2D: a window of [3, 3] does not fit into [2, 5, 2] with padding valid");
  expect_shape(pool, 3, 4, 5, 2);
  CHECK_FAILS(
      normkit_layer_set_trainable(pool, true), NORMKIT_UNSUPPORTED,
      "normkit_layer_set_trainable: a layer of kind max_pooling2d has no weights");
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_model_free(vectors));
}

int main(void) {
  test_shapes_follow_settings();
  test_training_and_files();
  test_mistakes();
  return report("images");
}
