/* Trains one of the speed contract's networks: step NETWORK STEPS. Prints how often the steady steps asked for memory.
   Under callgrind with --toggle-collect=normkit_model_train_on_batch --collect-atstart=no, what counts is the steps. */
#include "allocations.h"

#include <stdlib.h>

#include "check.h"

enum { INPUTS = 784, CLASSES = 10, MOST = 128 };

static float inputs[MOST * INPUTS];
static int32_t labels[MOST];

/* Dense without bias, batch normalization and activation for each width, then a dense layer. */
static void add_dense(normkit_model model, int layers, int64_t units, normkit_activation activation) {
  normkit_layer dense;
  for (int layer = 0; layer < layers; ++layer) {
    CHECK_OK(normkit_model_add_dense(model, units, &dense));
    CHECK_OK(normkit_dense_set_use_bias(dense, false));
    CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
    CHECK_OK(normkit_model_add_activation(model, activation, NULL));
  }
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
}

static normkit_dataset make_batch(int64_t count) {
  const int64_t sizes[2] = {count, INPUTS};
  normkit_dataset dataset = {0, 0};
  uint32_t state = 1;
  for (int64_t index = 0; index < count * INPUTS; ++index) {
    state = state * 1664525u + 1013904223u;
    inputs[index] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
  for (int64_t row = 0; row < count; ++row) labels[row] = (int32_t)(row % CLASSES);
  CHECK_OK(normkit_dataset_create(inputs, sizes, 2, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, labels, count));
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
  const int64_t size = INPUTS;
  normkit_model model = {0, 0};
  normkit_optimizer optimizer = {0, 0};
  normkit_dataset batch = {0, 0};
  long steps = count == 3 ? atol(arguments[2]) : 0;
  if (steps < 1) return 2;
  CHECK_OK(normkit_model_create(&size, 1, 1, &model));
  if (strcmp(arguments[1], "mlp100") == 0) {
    add_dense(model, 3, 100, NORMKIT_ACTIVATION_SIGMOID);
    batch = make_batch(60);
  } else if (strcmp(arguments[1], "mlp512") == 0) {
    add_dense(model, 2, 512, NORMKIT_ACTIVATION_RELU);
    batch = make_batch(128);
  } else {
    fprintf(stderr, "no network is called %s\n", arguments[1]);
    return 2;
  }
  CHECK_OK(normkit_optimizer_create_sgd(0.01f, &optimizer));
  CHECK_OK(normkit_optimizer_set_momentum(optimizer, 0.9f, false));
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  train(model, batch, 2);
  long before = allocations();
  train(model, batch, steps);
  printf("allocations %ld\n", allocations() - before);
  return checks_failed != 0;
}
