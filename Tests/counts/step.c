/* Trains one of the speed contract's networks: step NETWORK STEPS. Prints how often the steady steps asked for memory.
   Under callgrind with --toggle-collect=normkit_model_train_on_batch --collect-atstart=no, what counts is the steps. */
#include "allocations.h"

#include <stdlib.h>

#include "check.h"

enum { CLASSES = 10, MOST_VALUES = 64 * 32 * 32 * 3, MOST_EXAMPLES = 128 };

static float inputs[MOST_VALUES];
static int32_t labels[MOST_EXAMPLES];

/* One of the networks, and the size of a batch of it. */
struct network {
  const char *name;
  int64_t examples, sizes[3];
  int32_t rank;
  void (*add_layers)(normkit_model model);
};

static void normalize(normkit_model model, normkit_activation activation) {
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  if (activation != NORMKIT_ACTIVATION_LINEAR) CHECK_OK(normkit_model_add_activation(model, activation, NULL));
}

/* Dense without bias, batch normalization and activation for each width, then a dense layer. */
static void add_dense(normkit_model model, int layers, int64_t units, normkit_activation activation) {
  normkit_layer dense;
  for (int layer = 0; layer < layers; ++layer) {
    CHECK_OK(normkit_model_add_dense(model, units, &dense));
    CHECK_OK(normkit_dense_set_use_bias(dense, false));
    normalize(model, activation);
  }
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
}

static void add_mlp100(normkit_model model) { add_dense(model, 3, 100, NORMKIT_ACTIVATION_SIGMOID); }
static void add_mlp512(normkit_model model) { add_dense(model, 2, 512, NORMKIT_ACTIVATION_RELU); }

/* A convolution without bias and its batch normalization. */
static void add_convolution(
    normkit_model model, int64_t filters, int64_t size, int64_t stride, normkit_activation activation) {
  normkit_layer convolution;
  CHECK_OK(normkit_model_add_conv2d(model, filters, size, size, NORMKIT_PADDING_SAME, &convolution));
  CHECK_OK(normkit_conv2d_set_strides(convolution, stride, stride));
  CHECK_OK(normkit_conv2d_set_use_bias(convolution, false));
  normalize(model, activation);
}

static void add_cnn(normkit_model model) {
  for (int64_t filters = 32; filters <= 64; filters *= 2) {
    add_convolution(model, filters, 3, 1, NORMKIT_ACTIVATION_RELU);
    add_convolution(model, filters, 3, 1, NORMKIT_ACTIVATION_RELU);
    CHECK_OK(normkit_model_add_max_pooling2d(model, 2, 2, NORMKIT_PADDING_VALID, NULL));
  }
  CHECK_OK(normkit_model_add_flatten(model, NULL));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
}

static void add_resnet20(normkit_model model) {
  add_convolution(model, 16, 3, 1, NORMKIT_ACTIVATION_RELU);
  for (int64_t filters = 16; filters <= 64; filters *= 2) {
    for (int block = 0; block < 3; ++block) {
      const int64_t stride = block == 0 && filters > 16 ? 2 : 1;
      CHECK_OK(normkit_model_begin_residual(model, NULL));
      add_convolution(model, filters, 3, stride, NORMKIT_ACTIVATION_RELU);
      add_convolution(model, filters, 3, 1, NORMKIT_ACTIVATION_LINEAR);
      if (stride > 1) {
        CHECK_OK(normkit_model_begin_shortcut(model));
        add_convolution(model, filters, 1, 2, NORMKIT_ACTIVATION_LINEAR);
      }
      CHECK_OK(normkit_model_end_residual(model, NORMKIT_ACTIVATION_RELU));
    }
  }
  CHECK_OK(normkit_model_add_global_average_pooling2d(model, false, NULL));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
}

static const struct network networks[] = {
  {"mlp100", 60, {784}, 1, add_mlp100},
  {"mlp512", 128, {784}, 1, add_mlp512},
  {"cnn", 64, {28, 28, 1}, 3, add_cnn},
  {"resnet20", 64, {32, 32, 3}, 3, add_resnet20},
};

static normkit_dataset make_batch(const struct network *network) {
  int64_t sizes[4] = {network->examples}, count = network->examples;
  normkit_dataset dataset = {0, 0};
  uint32_t state = 1;
  for (int32_t axis = 0; axis < network->rank; ++axis) count *= sizes[axis + 1] = network->sizes[axis];
  for (int64_t index = 0; index < count; ++index) {
    state = state * 1664525u + 1013904223u;
    inputs[index] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
  for (int64_t row = 0; row < network->examples; ++row) labels[row] = (int32_t)(row % CLASSES);
  CHECK_OK(normkit_dataset_create(inputs, sizes, network->rank + 1, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, labels, network->examples));
  return dataset;
}

static void train(normkit_model model, normkit_dataset batch, long steps) {
  double loss = 0, accuracy = 0;
  normkit_status status = NORMKIT_OK;
  for (long step = 0; step < steps && status == NORMKIT_OK; ++step) {
    status = normkit_model_train_on_batch(model, batch, &loss, &accuracy);
  }
  CHECK_OK(status);
}

int main(int count, char **arguments) {
  normkit_model model = {0, 0};
  normkit_optimizer optimizer = {0, 0};
  const struct network *network = NULL;
  long steps = count == 3 ? atol(arguments[2]) : 0;
  if (steps < 1) return 2;
  for (size_t index = 0; index < sizeof networks / sizeof networks[0]; ++index) {
    if (strcmp(arguments[1], networks[index].name) == 0) network = &networks[index];
  }
  if (network == NULL) {
    fprintf(stderr, "no network is called %s\n", arguments[1]);
    return 2;
  }
  CHECK_OK(normkit_model_create(network->sizes, network->rank, 1, &model));
  network->add_layers(model);
  normkit_dataset batch = make_batch(network);
  CHECK_OK(normkit_optimizer_create_sgd(0.01f, &optimizer));
  CHECK_OK(normkit_optimizer_set_momentum(optimizer, 0.9f, false));
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  train(model, batch, 2);
  long before = allocations();
  train(model, batch, steps);
  printf("allocations %ld\n", allocations() - before);
  return checks_failed != 0;
}
